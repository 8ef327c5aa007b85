#!/usr/bin/env python3
"""docs/design.md and docs/design.zh-CN.md have all the headings that were asked for, the same ones
in both languages, and show what the programs say: the modules of tools/tidy.py, the output of
bench/scale_model.py, the criteria of tools/accept. design_test.py ROOT"""

import pathlib
import re
import subprocess
import sys
import unittest

import markdown

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
PAGES = {"en": ROOT / "docs/design.md", "zh": ROOT / "docs/design.zh-CN.md"}
TEXTS = {lang: page.read_text(encoding="utf-8") for lang, page in PAGES.items()}
sys.path.insert(0, str(ROOT / "tools"))
import embed  # noqa: E402
import tidy  # noqa: E402

# How many sub-headings each of the sections 1…17 has.
SECTIONS = {1: 3, 2: 2, 3: 0, 4: 2, 5: 5, 6: 4, 7: 2, 8: 2, 9: 3, 10: 3, 11: 3, 12: 3, 13: 2, 14: 0,
            15: 0, 16: 0, 17: 0}


def numbers(text):
    """[(level, number)] of the headings that have one; the others as None."""
    found = []
    for level, title in markdown.headings(text):
        match = re.match(r"(\d+(?:\.\d+)?)\.? ", title)
        found.append((level, match.group(1) if match else None))
    return found


def blocks_of_code(text):
    return re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def arrows(text):
    """module -> the set of modules that its arrows lead to, in the graph marked as `modules`."""
    graph = next(code for kind, code in blocks_of_code(text)
                 if kind == "mermaid" and "%% modules" in code)
    found = {}
    for line in graph.splitlines():
        if "-->" in line:
            left, right = line.split("-->")
            for source in left.split("&"):
                found.setdefault(source.strip(), set()).update(
                    target.strip() for target in right.split("&"))
    return found


class DesignTest(unittest.TestCase):
    maxDiff = None

    def test_every_section_is_there(self):
        wanted = [(2, None)]  # the summary
        for section, count in SECTIONS.items():
            wanted.append((2, f"{section}"))
            wanted += [(3, f"{section}.{part}") for part in range(1, count + 1)]
        for lang, text in TEXTS.items():
            with self.subTest(lang):
                self.assertEqual(numbers(text), [(1, None), *wanted])

    def test_no_section_is_empty(self):
        for lang, text in TEXTS.items():
            parts = re.split(r"^#{2,3} .*$", text, flags=re.MULTILINE)[1:]
            titles = re.findall(r"^(#{2,3}) (.*)$", text, flags=re.MULTILINE)
            for (level, title), part, following in zip(titles, parts, [*titles[1:], ("##", "")]):
                with self.subTest(title):
                    self.assertTrue(part.strip() or len(following[0]) > len(level))

    def test_both_languages_have_the_same_parts(self):
        self.assertEqual(numbers(TEXTS["en"]), numbers(TEXTS["zh"]))
        kinds = {lang: [kind for kind, _ in blocks_of_code(text)] for lang, text in TEXTS.items()}
        self.assertEqual(kinds["en"], kinds["zh"])
        rows = {lang: [line.count("|") for line in text.splitlines() if line.startswith("|")]
                for lang, text in TEXTS.items()}
        self.assertEqual(rows["en"], rows["zh"])
        places = {lang: [target for _, target in markdown.links(text) if target.startswith("../")]
                  for lang, text in TEXTS.items()}
        self.assertEqual(places["en"], places["zh"])

    def test_no_semicolon_breaks_a_sequence_diagram(self):
        for lang, text in TEXTS.items():
            for _, code in blocks_of_code(text):
                if code.startswith("sequenceDiagram"):
                    with self.subTest(lang):
                        self.assertNotIn(";", code)

    def test_the_modules_are_those_that_tidy_checks(self):
        wanted = {name: set(tidy.MODULES[name]) - {name} for name in tidy.EVERYTHING
                  if tidy.MODULES[name]}
        for lang, text in TEXTS.items():
            with self.subTest(lang):
                self.assertEqual(arrows(text), wanted)

    def test_the_scale_tables_are_what_the_model_prints(self):
        for lang, page in PAGES.items():
            with self.subTest(lang):
                shown = subprocess.run(
                    [sys.executable, "-B", ROOT / "bench/scale_model.py", "--lang", lang],
                    capture_output=True, text=True, check=True).stdout
                self.assertEqual(embed.block(page, "scale"), shown)

    def test_the_acceptance_table_has_every_criterion(self):
        source = "".join(path.read_text(encoding="utf-8")
                         for path in sorted((ROOT / "tools/accept").glob("*.py")))
        wanted = re.findall(r'^@criterion\("(\w+)"', source, re.MULTILINE)
        self.assertGreater(len(wanted), 20)
        for lang, page in PAGES.items():
            with self.subTest(lang):
                shown = re.findall(r"^\| (\w+) \|.*--only (\w+)` \|$", embed.block(page, "accept"),
                                   re.MULTILINE)
                self.assertCountEqual([name for name, _ in shown], wanted)
                self.assertTrue(all(name == command for name, command in shown))

    def test_criteria_that_are_named_exist(self):
        source = "".join(path.read_text(encoding="utf-8")
                         for path in (ROOT / "tools/accept").glob("*.py"))
        known = set(re.findall(r'^@criterion\("(\w+)"', source, re.MULTILINE))
        for lang, text in TEXTS.items():
            named = set(re.findall(r"\b([FMPSC]\d+)\b", text)) - {"P256"}
            with self.subTest(lang):
                self.assertEqual(named - known, set())


class ReadmeTest(unittest.TestCase):
    def test_both_languages_have_the_same_parts(self):
        pages = [(ROOT / page).read_text(encoding="utf-8")
                 for page in ("README.md", "docs/README.zh-CN.md")]
        english, chinese = pages
        self.assertEqual([level for level, _ in markdown.headings(english)],
                         [level for level, _ in markdown.headings(chinese)])
        programs = [[code for _, code in blocks_of_code(page) if "import asyncio" in code]
                    for page in pages]
        self.assertEqual(len(programs[0]), 1)
        self.assertEqual(programs[0], programs[1])
        rows = [[line.count("|") for line in page.splitlines() if line.startswith("|")]
                for page in pages]
        self.assertEqual(rows[0], rows[1])


if __name__ == "__main__":
    unittest.main()
