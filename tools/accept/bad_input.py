"""Bad input: each gets the answer that docs/protocol.md states, and harms nobody else."""

import json
import struct

from client import Client, all_offline, all_online
from criteria import Figure, criterion, need
from raw_socket import RawSocket

# What is sent behind a hello, and the close code. A raw frame is (first byte, mask bit and length,
# rest).
FRAMES = {
    "unmasked": (b"\x81\x02{}", 1002),
    "reserved bit": (b"\xc1\x82\0\0\0\0{}", 1002),
    "unknown opcode": (b"\x83\x82\0\0\0\0{}", 1002),
    "length of 2^63": (b"\x81\xff" + struct.pack(">Q", 1 << 63) + b"\0\0\0\0", 1002),
    "length not shortest": (b"\x81\xfe\x00\x02\0\0\0\0{}", 1002),
    "continuation of nothing": (b"\x80\x82\0\0\0\0{}", 1002),
    "ping of 126 bytes": (b"\x89\xfe\x00\x7e\0\0\0\0" + b"x" * 126, 1002),
    "fragmented ping": (b"\x09\x80\0\0\0\0", 1002),
    "overlong UTF-8": (b"\x81\x82\0\0\0\0\xc0\xaf", 1007),
    "surrogate in UTF-8": (b"\x81\x83\0\0\0\0\xed\xa0\x80", 1007),
    "frame over the limit": (b"\x81\xff" + struct.pack(">Q", 70_000) + b"\0\0\0\0", 1009),
}
TEXTS = {
    "empty": ("", "bad_frame"),
    "an array": ("[]", "bad_frame"),
    "null": ("null", "bad_frame"),
    "something behind": ('{"type":"ping","id":1} x', "bad_frame"),
    "byte order mark": ('\ufeff{"type":"ping","id":1}', "bad_frame"),
    "duplicate member": ('{"type":"ping","type":"ping","id":1}', "bad_frame"),
    "lone surrogate": ('{"type":"ping","id":1,"x":"\\ud800"}', "bad_frame"),
    "nested too deep": ('{"type":"ping","id":1,"x":' + "[" * 40 + "]" * 40 + "}", "bad_frame"),
    "30,000 brackets": ("[" * 30_000, "bad_frame"),
    "integer beyond 2^53": ('{"type":"ping","id":1,"x":9007199254740993}', "bad_frame"),
    "not a number": ('{"type":"ping","id":NaN}', "bad_frame"),
    "no type": ('{"id":1}', "bad_frame"),
    "type of a number": ('{"type":5,"id":1}', "bad_frame"),
    "unknown type": ('{"type":"message.explode","id":1}', "unknown_type"),
    "no id": ('{"type":"ping"}', "bad_field"),
    "id of a text": ('{"type":"ping","id":"1"}', "bad_field"),
    "id below 0": ('{"type":"ping","id":-1}', "bad_field"),
    "second hello": ('{"type":"hello","id":1,"token":"x"}', "bad_state"),
    "no key": ('{"type":"message.send","id":1,"conversation":"C","text":"x"}', "bad_field"),
    "key too long": ('{"type":"message.send","id":1,"conversation":"C","text":"x",'
                     f'"idempotency_key":"{"k" * 65}"}}', "bad_field"),
    "empty text": ('{"type":"message.send","id":1,"conversation":"C","text":"",'
                   '"idempotency_key":"k"}', "bad_field"),
    "text too long": ('{"type":"message.send","id":1,"conversation":"C",'
                      f'"text":"{"x" * 16_385}","idempotency_key":"k"}}', "too_large"),
    "SQL for an id": ('{"type":"history.get","id":1,"conversation":"\' OR 1=1 --"}', "not_found"),
    "two anchors": ('{"type":"history.get","id":1,"conversation":"C","before_seq":1,'
                    '"after_seq":1}', "bad_field"),
    "seq beyond the head": ('{"type":"conversation.read","id":1,"conversation":"C","seq":99}',
                            "bad_field"),
}


def http_cases(daemon):
    """(what, (status, error code) that came, those that should)."""
    def post(path, body, headers=None):
        status, _, answer = daemon.http("POST", path, body, headers=headers)
        return status, answer["error"]["code"] if isinstance(answer, dict) else None

    yield "no JSON", post("/v1/sessions", b"{"), (400, "bad_frame")
    yield "an array", post("/v1/sessions", b"[]"), (400, "bad_frame")
    yield "no password", post("/v1/sessions", {"login": "x", "device": {}}), (400, "bad_field")
    yield "unknown path", post("/v1/nothing", {}), (404, "not_found")
    yield "other method", (daemon.http("PUT", "/v1/sessions", {})[0],), (405,)
    yield "a page of elsewhere", post("/v1/sessions", {}, {"Origin": "https://evil.example"}), \
        (403, "forbidden")
    yield "traversal", (daemon.http("GET", "/v1/../../../etc/passwd")[0],), (404,)


async def after_each(mei, bob, talk, what):
    """The others go on: one message there."""
    await mei.say(talk, what)
    await bob.until(lambda: bob.texts(talk)[-1:] == [what], f"a message after: {what}")


@criterion("S9", "Bad input: stated answer to each, and the others go on",
           "恶意与错误输入：逐条给出规定的回答，他人不受影响")
async def bad_input(stage):
    count = 0
    with stage.daemon(limits_unauthenticated_per_address=200) as daemon:
        people = daemon.people("mei", "bob", "eve")
        mei, bob = Client(people[0]), Client(people[1])
        await all_online(daemon, mei, bob)
        talk = await mei.open(people[1])
        hello = {"type": "hello", "id": 0, "token": people[2].tokens[0]}
        with RawSocket(daemon.port) as eve:
            eve.send_json(hello)
            need(eve.read_json()["type"] == "ok", "hello was refused")
            need(eve.read_json()["type"] == "synced", "no synced")
            eve.send_json({"type": "conversation.open", "id": 1, "user": people[2].user,
                           "idempotency_key": "own"})
            own = None
            while own is None:
                frame = eve.read_json()
                own = frame.get("conversation") if frame["type"] == "ok" else None
            for what, (text, code) in TEXTS.items():
                eve.send_frame(text.replace('"C"', json.dumps(own)))
                frame = eve.read_json()
                while frame["type"] == "event":
                    frame = eve.read_json()
                need(frame.get("code") == code, what, "wanted", code, "got", frame)
                count += 1
            eve.send_frame(b"\x00\x01", opcode=2)
            need(eve.read_json().get("code") == "bad_frame", "a binary frame")
            await after_each(mei, bob, talk, "frames")
        for what, (data, code) in FRAMES.items():
            with RawSocket(daemon.port) as eve:
                eve.send_json(hello)
                eve.read_json()
                eve.send(data)
                found = eve.close_code()
                need(found == code, what, "wanted", code, "got", found)
            await after_each(mei, bob, talk, what)
            count += 1
        for what, found, wanted in http_cases(daemon):
            need(found == wanted, what, "wanted", wanted, "got", found)
            await after_each(mei, bob, talk, what)
            count += 1
        await all_offline(mei, bob)
    return Figure(f"{count} of {count}", f"{count}/{count}")
