#!/usr/bin/env python3
"""Tests of check_frames.py: what it finds, and that it finds nothing where nothing is wrong."""

import json
import pathlib
import unittest

import check_frames
from schemas import REPLIES, Schemas, Shapes

SCHEMAS = Schemas(pathlib.Path(__file__).parents[2] / "docs" / "protocol")
USER = "u_44aix7iovddpaqyso37cewj4yy"
CONVERSATION = "c_hnk7slfm2pxmcofhv6slxhfh4q"
SEND = {"type": "message.send", "id": 7, "idempotency_key": "k", "conversation": CONVERSATION,
        "text": "hi"}
SENT_OK = {"type": "ok", "id": 7, "rev": 2, "time": 1790000000000, "seq": 1}
EVENT = {"type": "event", "cursor": "a.b.3", "conversation": CONVERSATION, "rev": 2,
         "kind": "message", "by": USER, "time": 1790000000000, "seq": 1,
         "data": {"idempotency_key": "k", "text": "hi"}}


def frames_of(*records):
    """From pairs of a direction (`>`, `<`, `raw`) and a frame, all on one connection."""
    frames = check_frames.Frames(SCHEMAS)
    directions = {">": "sent", "<": "received", "raw": "raw"}
    for number, (direction, frame) in enumerate(records):
        text = frame if isinstance(frame, str) else json.dumps(frame)
        record = {"connection": "1", "direction": directions[direction], "text": text}
        frames.add(f"test:{number}", json.dumps(record))
    frames.finish()
    return frames


class CheckFramesTest(unittest.TestCase):
    def assert_fine(self, *records):
        self.assertEqual(frames_of(*records).problems, {})

    def assert_wrong(self, part, *records):
        problems = frames_of(*records).problems
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(part, next(iter(problems)))

    def test_a_reply_is_checked_as_that_of_its_request(self):
        self.assert_fine((">", SEND), ("<", SENT_OK))
        self.assert_wrong("'seq' is a required property", (">", SEND),
                          ("<", {name: SENT_OK[name] for name in ("type", "id", "rev", "time")}))
        self.assert_wrong("an `ok` to no request", ("<", SENT_OK))
        self.assert_wrong("an `ok` to no request", (">", SEND), ("<", SENT_OK), ("<", SENT_OK))

    def test_behind_raw_bytes_a_request_may_be_unknown(self):
        self.assert_fine(("raw", ""), ("<", SENT_OK))

    def test_replies_with_one_id_may_come_in_any_order(self):
        ping = {"type": "ping", "id": 7}
        pong = {"type": "ok", "id": 7}
        self.assert_fine((">", SEND), (">", ping), ("<", pong), ("<", SENT_OK))
        self.assert_fine((">", SEND), (">", ping), ("<", SENT_OK), ("<", pong))

    def test_an_unknown_member_of_the_server_is_wrong_at_any_depth(self):
        self.assert_wrong("'more' was unexpected", (">", SEND), ("<", {**SENT_OK, "more": 1}))
        data = {**EVENT["data"], "more": 1}
        self.assert_wrong("at .data", ("<", {**EVENT, "data": data}))

    def test_an_unknown_member_of_a_client_is_ignored(self):
        self.assert_fine((">", {**SEND, "more": 1}), ("<", SENT_OK))

    def test_only_what_was_accepted_must_be_right(self):
        wrong = {**SEND, "text": 5}
        error = {"type": "error", "id": 7, "code": "bad_field", "retry": "no",
                 "message": "This must be a string.", "field": "text"}
        self.assert_fine((">", wrong), ("<", error))
        self.assert_wrong("requests.schema.json", (">", wrong), ("<", SENT_OK))
        for nonsense in ("{no json", "[]", '{"type":["ping"],"id":7}', '{"type":"ping","id":[7]}'):
            self.assert_fine((">", nonsense))

    def test_what_has_no_reply_is_right_unless_refused(self):
        wrong = {"type": "ack", "cursor": 5}
        error = {"type": "error", "code": "bad_field", "retry": "no",
                 "message": "This must be a string.", "field": "cursor"}
        self.assert_wrong("requests.schema.json, ack", (">", wrong))
        self.assert_fine((">", wrong), ("<", error))

    def test_an_error_has_what_its_code_calls_for(self):
        error = {"type": "error", "code": "too_large", "retry": "no", "message": "Too large."}
        self.assert_wrong("is a required property", ("<", error))
        self.assert_fine(("<", {**error, "field": "text", "limit": 4}))
        self.assert_wrong("retry", ("<", {**error, "field": "text", "limit": 4,
                                          "retry": "after"}))

    def test_an_event_has_the_data_of_its_kind(self):
        self.assert_fine(("<", EVENT), ("<", {**EVENT, "data": {"deleted": True}}))
        self.assert_wrong("at .data", ("<", {**EVENT, "data": {"users": [USER]}}))
        without_seq = {name: value for name, value in EVENT.items() if name != "seq"}
        self.assert_wrong("'seq' is a required", ("<", without_seq))
        self.assert_wrong("at .kind", ("<", {**without_seq, "kind": "message.exploded"}))

    def test_an_integer_has_no_point(self):
        self.assert_wrong("not of type 'integer'", (">", SEND), ("<", {**SENT_OK, "seq": 1.0}))

    def test_what_is_no_frame_is_wrong(self):
        self.assert_wrong("no JSON object", ("<", "[1]"))
        self.assert_wrong("no JSON object", ("<", "{}"))
        self.assert_wrong("of the type hello", ("<", {"type": "hello"}))
        self.assert_wrong("an `ok` to no request", ("<", {"type": "ok", "id": [7]}))

    def test_it_says_where_the_first_one_stands(self):
        frames = frames_of(("<", EVENT), ("<", {**EVENT, "rev": 0}), ("<", {**EVENT, "rev": 0}))
        self.assertEqual(len(frames.problems), 1)
        self.assertTrue(next(iter(frames.problems.values())).startswith("test:1: {"))

    def test_types_that_were_never_seen_are_missing(self):
        frames = frames_of((">", SEND), ("<", SENT_OK), ("<", EVENT))
        missing = set(frames.expected()) - set(frames.seen)
        self.assertNotIn("request message.send", missing)
        self.assertNotIn("event message", missing)
        self.assertIn("request message.edit", missing)
        self.assertIn("event member.added", missing)
        self.assertIn("push receipt", missing)


class ShapesTest(unittest.TestCase):
    def test_values_of_one_shape_fit_alike(self):
        shapes = Shapes(SCHEMAS.all_schemas())
        later = {**SENT_OK, "time": 1790000000001}
        self.assertEqual(shapes.of(SENT_OK), shapes.of(later))
        for other in ({**SENT_OK, "seq": 0}, {**SENT_OK, "seq": 1.0}, {**SENT_OK, "seq": True},
                      {**SENT_OK, "seq": "1"}, {**SENT_OK, "more": 1}, {**SENT_OK, "seq": None}):
            self.assertNotEqual(shapes.of(SENT_OK), shapes.of(other), other)
        self.assertNotEqual(shapes.of([USER]), shapes.of([USER, USER]))
        self.assertNotEqual(shapes.of(USER), shapes.of(CONVERSATION))
        self.assertNotEqual(shapes.of("k"), shapes.of(""))

    def test_each_definition_can_be_used(self):
        for name in SCHEMAS.names(REPLIES):
            SCHEMAS.problem((REPLIES, name), {})


if __name__ == "__main__":
    unittest.main()
