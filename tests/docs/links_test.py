#!/usr/bin/env python3
"""Every link in the repository's Markdown that leads into the repository leads to something: the
file is there, and so is the heading. links_test.py ROOT"""

import pathlib
import sys
import urllib.parse

import markdown

SKIPPED = {"node_modules", "build", "dist", ".git", "corpus"}


def documents(root):
    for path in sorted(root.rglob("*.md")):
        if not SKIPPED.intersection(path.relative_to(root).parts):
            yield path


def problem(root, page, target):
    """What is wrong with a link, or None."""
    parts = urllib.parse.urlsplit(target)
    if parts.scheme or target.startswith("//"):
        return None
    place = page
    if parts.path:
        place = (page.parent / urllib.parse.unquote(parts.path)).resolve()
        if root not in (place, *place.parents):
            return "leads out of the repository"
        if not place.exists():
            return "there is no such file"
    if parts.fragment and place.suffix == ".md":
        wanted = urllib.parse.unquote(parts.fragment)
        if wanted not in markdown.anchors(place.read_text(encoding="utf-8")):
            return "there is no such heading"
    return None


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    count, failed = 0, 0
    for page in documents(root):
        for number, target in markdown.links(page.read_text(encoding="utf-8")):
            count += 1
            wrong = problem(root, page, target)
            if wrong:
                failed += 1
                print(f"{page.relative_to(root)}:{number}: {target}: {wrong}")
    print(f"{count} links, {failed} wrong")
    # A test that looks at nothing has found nothing.
    return 0 if failed == 0 and count > 50 else 1


if __name__ == "__main__":
    sys.exit(main())
