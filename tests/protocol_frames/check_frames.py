#!/usr/bin/env python3
"""Checks frames that tests recorded against the JSON Schemas of docs/protocol/.

    check_frames.py FOLDER [--schemas docs/protocol]
    check_frames.py --empty FOLDER        makes the folder, or takes the records out of it

FOLDER holds files *.jsonl, one for each test process, whose lines are
{"connection":"…","direction":"sent"|"received","text":"…"} in the order in which they happened on
that connection. The direction may also be "raw": the client sent bytes below the frames, so that
there are replies to requests that nobody recorded. Every received frame must fit. Of the sent ones
those that were answered with `ok` must: tests also send what is wrong. Every type of frame must
have been seen at least once."""

import argparse
import collections
import json
import pathlib
import sys

from schemas import ERROR_FRAME, REPLIES, REQUESTS, Checker, Schemas

PROBLEMS_SHOWN = 20
FRAME_SHOWN = 2000  # characters
# Types that the tests cannot make anybody send.
NEVER_SEEN = frozenset()


class Connection:
    """What one connection waits for."""

    def __init__(self):
        self.requests = collections.defaultdict(collections.deque)  # by id: those without a reply
        self.without_reply = []
        self.has_refused_without_id = False
        self.has_raw_bytes = False

    def waiting_for(self, reply):
        """The requests with the reply's id, the first one first; none if it has no usable id."""
        number = reply.get("id")
        return self.requests.get(number) if isinstance(number, int) else None


class Frames:
    """All that was recorded, and what is wrong with it."""

    def __init__(self, schemas):
        self.count = 0
        self.seen = collections.Counter()
        self.problems = {}  # (what, where in the frame) -> the first frame with it
        self._schemas = schemas
        self._checker = Checker(schemas)
        self._requests = set(schemas.request_types())
        self._without_reply = {name for name in self._requests if not schemas.has((REPLIES, name))}
        self._pushed = schemas.pushed_places()
        self._connections = collections.defaultdict(Connection)

    def expected(self):
        return ([f"request {name}" for name in self._requests]
                + [f"push {name}" for name in self._pushed]
                + [f"event {kind}" for kind in self._schemas.event_kinds()])

    def shapes_count(self):
        return self._checker.shapes_count()

    def add(self, place, line):
        """`place` tells people where the line stands."""
        self.count += 1
        record = json.loads(line)
        connection = self._connections[record["connection"]]
        if record["direction"] == "sent":
            self._add_sent(connection, place, record["text"])
        elif record["direction"] == "raw":
            connection.has_raw_bytes = True
        else:
            self._add_received(connection, place, record["text"])

    def finish(self):
        """Frames that have no reply are right unless the connection was told otherwise."""
        for connection in self._connections.values():
            for place, frame in connection.without_reply:
                if not connection.has_refused_without_id:
                    self._check((REQUESTS, frame["type"]), frame, place)
                    self.seen[f"request {frame['type']}"] += 1

    def _add_sent(self, connection, place, text):
        frame = _object_in(text)
        if frame is None or str(frame.get("type")) not in self._requests:
            return
        if frame["type"] in self._without_reply:
            connection.without_reply.append((place, frame))
        elif isinstance(frame.get("id"), int):
            connection.requests[frame["id"]].append((place, frame))

    def _add_received(self, connection, place, text):
        frame = _object_in(text)
        if frame is None or not isinstance(frame.get("type"), str):
            self._report("the server sent what is no JSON object with a type", place, text)
        elif frame["type"] == "ok":
            self._add_ok(connection, place, frame)
        elif frame["type"] == "error":
            self._add_error(connection, place, frame)
        elif frame["type"] in self._pushed:
            self._check(self._pushed[frame["type"]], frame, place)
            self.seen[f"push {frame['type']}"] += 1
            if frame["type"] == "event":
                self.seen[f"event {frame.get('kind')}"] += 1
        else:
            self._report(f"no schema has frames of the type {frame['type']}", place, text)

    def _add_ok(self, connection, place, frame):
        waiting = connection.waiting_for(frame)
        if not waiting:
            if not connection.has_raw_bytes:
                self._report("an `ok` to no request", place, json.dumps(frame, ensure_ascii=False))
            return
        # A client may give one id to several requests, whose replies may come in any order.
        fitting = (one for one in waiting
                   if self._checker.problem((REPLIES, one[1]["type"]), frame) is None)
        sent = next(fitting, waiting[0])
        waiting.remove(sent)
        request = sent[1]
        self._check((REPLIES, request["type"]), frame, place)
        self._check((REQUESTS, request["type"]), request, sent[0])
        self.seen[f"request {request['type']}"] += 1

    def _add_error(self, connection, place, frame):
        self._check(ERROR_FRAME, frame, place)
        self.seen[f"error {frame.get('code')}"] += 1
        waiting = connection.waiting_for(frame)
        if waiting:
            waiting.popleft()
        if "id" not in frame:
            connection.has_refused_without_id = True

    def _check(self, schema, frame, place):
        problem = self._checker.problem(schema, frame)
        if problem is not None:
            self._report("{}.schema.json, {}: ".format(*schema) + problem, place,
                         json.dumps(frame, ensure_ascii=False))

    def _report(self, problem, place, text):
        self.problems.setdefault(problem, f"{place}: {text[:FRAME_SHOWN]}")


def _object_in(text):
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def read_folder(folder, frames):
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                frames.add(f"{path.name}:{number}", line)
    frames.finish()


def report(frames):
    """Prints what was seen; true if all is well."""
    print(f"{frames.count} frames of {frames.shapes_count()} shapes")
    for name, count in sorted(frames.seen.items()):
        print(f"  {name}: {count}")
    missing = sorted(set(frames.expected()) - set(frames.seen) - NEVER_SEEN)
    for name in missing:
        print(f"never seen: {name}")
    for problem, frame in list(frames.problems.items())[:PROBLEMS_SHOWN]:
        print(f"\nwrong: {problem}\n  {frame}")
    if len(frames.problems) > PROBLEMS_SHOWN:
        print(f"\n… and {len(frames.problems) - PROBLEMS_SHOWN} more")
    return not missing and not frames.problems


def empty(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.jsonl"):
        path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder")
    parser.add_argument("--schemas", default="docs/protocol")
    parser.add_argument("--empty", action="store_true")
    arguments = parser.parse_args()
    if arguments.empty:
        empty(pathlib.Path(arguments.folder))
        return 0
    frames = Frames(Schemas(arguments.schemas))
    read_folder(arguments.folder, frames)
    if frames.count == 0:
        print(f"{arguments.folder} holds no frames: run the integration tests first")
        return 1
    return 0 if report(frames) else 1


if __name__ == "__main__":
    sys.exit(main())
