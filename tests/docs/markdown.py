"""Reads Markdown as far as these tests need it: headings, anchors as GitHub makes them, links."""

import re

FENCE = re.compile(r"^\s*(```|~~~)")
HEADING = re.compile(r"^(#{1,6}) +(.*?)\s*#*\s*$")
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^()\s]+(?:\([^()]*\))?)(?: +\"[^\"]*\")?\)")
REFERENCE = re.compile(r"^\[[^\]]+\]: +(\S+)")
CODE = re.compile(r"(`+)(?:.*?)\1")


def lines(text):
    """(number, line) of all that is not in a fenced block."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def headings(text):
    """[(level, title)]"""
    found = (HEADING.match(line) for _, line in lines(text))
    return [(len(match.group(1)), match.group(2)) for match in found if match]


def slug(title):
    title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)  # a link counts as its text
    kept = "".join(c for c in title.lower() if c.isalnum() or c in "-_ ")
    return kept.replace(" ", "-")


def anchors(text):
    seen, found = {}, set()
    for _, title in headings(text):
        name = slug(title)
        count = seen.get(name, 0)
        seen[name] = count + 1
        found.add(f"{name}-{count}" if count else name)
    return found | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


def links(text):
    """(number, target) of every link and image outside of code."""
    for number, line in lines(text):
        plain = CODE.sub(lambda code: " " * len(code.group(0)), line)
        # A link's text may be code, its target is not: look for targets in the whole line, but
        # only where brackets stand outside of code.
        for match in LINK.finditer(line):
            if plain[match.start()] in "![":
                yield number, match.group(1)
        match = REFERENCE.match(line)
        if match:
            yield number, match.group(1)
