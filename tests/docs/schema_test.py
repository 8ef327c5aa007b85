#!/usr/bin/env python3
"""Section 7 of docs/design.md and docs/design.zh-CN.md shows the schema that a fresh database has:
tables, their columns in order, the columns' types, and the indexes.
schema_test.py ROOT PARLEYD"""

import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
PARLEYD = pathlib.Path(sys.argv.pop(1)).resolve()
MARKS = {"": "INTEGER", "ᵗ": "TEXT", "ᵇ": "BLOB", "ᵃ": "ANY"}
COLUMN = re.compile(r"`(\w+)`([ᵗᵇᵃ]?)")


def fresh_database(directory):
    """Has the daemon make one, and stops it."""
    data = pathlib.Path(directory) / "data"
    daemon = subprocess.Popen(
        [PARLEYD, "--set", f"data_dir={data}", "--set", "gateway.listen=127.0.0.1:0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        if "ready" not in daemon.stdout.readline():
            daemon.kill()
            raise RuntimeError(daemon.communicate()[1])
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=60)
    finally:
        daemon.kill()
        daemon.wait()
    return data / "parley.db"


def schema_of(database):
    """(table -> [(column, type)], indexes). Of virtual tables the types do not count, and what
    SQLite keeps for them is not ours."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    tables = {}
    for _, name, kind, *_ in connection.execute("PRAGMA main.table_list"):
        if kind in ("table", "virtual") and not name.startswith("sqlite_"):
            columns = connection.execute(f"PRAGMA table_xinfo('{name}')").fetchall()
            tables[name] = [(column[1], column[2] if kind == "table" else "INTEGER")
                            for column in columns if column[6] != 1]
    indexes = {name for name, in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")}
    connection.close()
    return tables, indexes


def documented(page):
    text = page.read_text(encoding="utf-8")
    section = re.search(r"^## 7\. .*?(?=^## 8\. )", text, re.MULTILINE | re.DOTALL).group(0)
    tables = {}
    for name, columns in re.findall(r"^\| `(\w+)` \| ([^|]*) \|", section, re.MULTILINE):
        tables[name] = [(column, MARKS[mark]) for column, mark in COLUMN.findall(columns)]
    listed = re.search(r"`administrators`.*?(?=\n\n)", section, re.DOTALL).group(0)
    return tables, set(re.findall(r"`(\w+)`", listed))


class SchemaTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as directory:
            cls.tables, cls.indexes = schema_of(fresh_database(directory))

    def test_documents_show_every_table_and_column(self):
        for page in ("docs/design.md", "docs/design.zh-CN.md"):
            tables, _ = documented(ROOT / page)
            with self.subTest(page):
                self.assertEqual(sorted(tables), sorted(self.tables))
            for name, columns in tables.items():
                with self.subTest(page, table=name):
                    self.assertEqual(columns, self.tables.get(name))

    def test_documents_list_every_index(self):
        for page in ("docs/design.md", "docs/design.zh-CN.md"):
            with self.subTest(page):
                self.assertEqual(documented(ROOT / page)[1], self.indexes)


if __name__ == "__main__":
    unittest.main()
