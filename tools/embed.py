#!/usr/bin/env python3
"""Puts text between two markers of a Markdown file, where a program's output is shown:

    program | tools/embed.py FILE NAME

replaces what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. The same functions serve
the tests that hold a document to the program.
"""

import pathlib
import re
import sys


def _pattern(name):
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
    return re.compile(f"({re.escape(begin)})(.*?)({re.escape(end)})", re.DOTALL)


def block(path, name):
    """The text between the markers, or None if the file has no such block."""
    found = _pattern(name).search(pathlib.Path(path).read_text(encoding="utf-8"))
    return found.group(2) if found else None


def embed(path, name, text):
    """Replaces the block; the file must have exactly one of that name."""
    file = pathlib.Path(path)
    replaced, count = _pattern(name).subn(
        lambda found: found.group(1) + text.rstrip("\n") + "\n" + found.group(3),
        file.read_text(encoding="utf-8"))
    if count != 1:
        raise SystemExit(f"{path}: {count} blocks named {name}, there should be one")
    file.write_text(replaced, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    embed(sys.argv[1], sys.argv[2], sys.stdin.read())
