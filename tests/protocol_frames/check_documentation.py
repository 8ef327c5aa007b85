#!/usr/bin/env python3
"""Checks the examples of docs/protocol.md against the JSON Schemas beside it.

    check_documentation.py [docs/protocol.md] [--schemas docs/protocol]

In its code blocks `>` begins a frame of the client and `<` one of the server; under a heading that
is an HTTP request, indented lines are its body and, behind a status, its answer. A reply belongs to
the last request with its id."""

import argparse
import json
import pathlib
import re
import sys

from schemas import ERROR_FRAME, EVENTS, REPLIES, REQUESTS, Schemas

HTTP = "http"
HTTP_HEADING = re.compile(r"^### ((?:GET|POST|PATCH|DELETE) /\S+)$")
HTTP_EXAMPLE = re.compile(r"^    (?:(\d{3}) )?(\{.*)$")


def frames_of(document):
    """(line number, side, frame) of each frame in the code blocks."""
    side, text, start = None, "", 0
    in_block = False
    for number, line in enumerate([*document.splitlines(), "```"], 1):
        is_edge = line.startswith("```")
        begins = in_block and line[:2] in ("> ", "< ")
        if (is_edge or begins) and side is not None:
            yield start, side, json.loads(text)
            side = None
        if is_edge:
            in_block = not in_block
        elif begins:
            side, text, start = line[0], line[2:], number
        elif side is not None:
            text += line


def http_examples_of(document):
    """(line number, name of its schema, body) of each HTTP body."""
    request = None
    name, text, start = None, "", 0
    for number, line in enumerate([*document.splitlines(), ""], 1):
        found = HTTP_EXAMPLE.match(line)
        if (found or not line.startswith("     ")) and name is not None:
            yield start, name, json.loads(text)
            name = None
        if line.startswith("#"):
            heading = HTTP_HEADING.match(line)
            request = heading.group(1) if heading else None
        if found:
            status, text = found.groups()
            name, start = request if status is None else f"{request} {status}", number
            if '"error":' in text:
                name = "error"
            elif request is None:
                name = None
        elif name is not None:
            text += line


def problems_of(document, schemas):
    pushed = schemas.pushed_places()
    types = {}  # by id: of the last request
    for number, side, frame in frames_of(document):
        if side == ">":
            types[frame.get("id")] = frame["type"]
            place = (REQUESTS, frame["type"])
        elif frame["type"] == "ok":
            place = (REPLIES, types[frame["id"]])
        else:
            place = ERROR_FRAME if frame["type"] == "error" else pushed[frame["type"]]
        yield number, place, schemas.problem(place, frame)
        if frame["type"] == "event" and "deleted" not in frame["data"]:
            kind = (EVENTS, frame["kind"])
            yield number, kind, schemas.problem(kind, frame["data"])
    for number, name, body in http_examples_of(document):
        yield number, (HTTP, name), schemas.problem((HTTP, name), body)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("document", nargs="?", default="docs/protocol.md")
    parser.add_argument("--schemas", default="docs/protocol")
    arguments = parser.parse_args()
    schemas = Schemas(arguments.schemas)
    document = pathlib.Path(arguments.document).read_text("utf-8")
    shown, wrong = set(), 0
    for number, place, problem in problems_of(document, schemas):
        shown.add(place)
        if problem is not None:
            wrong += 1
            print(f"{arguments.document}:{number}: {place[0]}.schema.json, {place[1]}: {problem}")
    expected = {(REQUESTS, name) for name in schemas.request_types()}
    expected |= {(REPLIES, name) for _, name in expected if schemas.has((REPLIES, name))}
    expected |= {(EVENTS, kind) for kind in schemas.event_kinds()}
    expected |= set(schemas.pushed_places().values()) | {ERROR_FRAME}
    expected |= {(HTTP, name) for name in schemas.names(HTTP) if "/" in name}
    for file, name in sorted(expected - shown):
        wrong += 1
        print(f"{arguments.document}: no example of {file}.schema.json, {name}")
    print(f"{len(shown)} schemas have examples")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
