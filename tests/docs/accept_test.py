#!/usr/bin/python3
"""The acceptance run notices what it is there to notice: its client a broken stream, its comparison
a lost, doubled or unannounced message, its report a criterion that fails. accept_test.py ROOT"""

import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(ROOT / "tools/accept"))
from client import Client  # noqa: E402
from criteria import Criterion, Failed  # noqa: E402
from daemon import Person  # noqa: E402
import report  # noqa: E402
import stability  # noqa: E402


def event(rev, key=None, text="x", log="c_1"):
    data = {"text": text, "idempotency_key": key} if key else {}
    return {"type": "event", "cursor": f"e.r.{rev}", "conversation": log, "rev": rev, "seq": rev,
            "kind": "message", "by": "u_1", "time": 1, "data": data}


class Reader(Client):
    """A client that needs no server: its log.get is a list."""

    def __init__(self, entries):
        super().__init__(Person("mei", "u_1", ["plt_"]))
        self.entries = entries
        for entry in entries:
            self._take(entry)

    async def all_entries(self, conversation):
        return self.entries


class Verified:
    """A daemon whose `verify` is content."""

    @staticmethod
    def ctl(*_, check):
        return subprocess.CompletedProcess([], 0, "", "")


class ClientTest(unittest.IsolatedAsyncioTestCase):
    async def test_it_notices_a_hole(self):
        client = Reader([event(1)])
        with self.assertRaises(Failed):
            client._take(event(3))

    async def test_it_ignores_what_it_has(self):
        client = Reader([event(1), event(2), event(2), event(1)])
        self.assertEqual([e["rev"] for e in client.events("c_1")], [1, 2])

    async def test_it_notices_a_second_synced_and_an_answer_to_nothing(self):
        client = Reader([{"type": "synced", "cursor": "e.r.1"}])
        for frame in ({"type": "synced", "cursor": "e.r.2"}, {"type": "ok", "id": 9}):
            with self.assertRaises(Failed):
                client._take(frame)


class CompareTest(unittest.IsolatedAsyncioTestCase):
    async def compared(self, entries, answered):
        client = Reader(entries)
        sender = stability.Sender(client, ["c_1"])
        sender.answered = {key: ("c_1", text, {"rev": rev, "seq": rev})
                           for key, text, rev in answered}
        return await stability.compare([sender], ["c_1"], Verified)

    async def test_what_agrees_is_counted(self):
        self.assertEqual(await self.compared([event(1, "a"), event(2, "b")],
                                             [("a", "x", 1), ("b", "x", 2)]), 2)

    async def test_what_does_not_is_told(self):
        cases = {
            "lost": ([event(1, "a")], [("a", "x", 1), ("b", "x", 2)]),
            "twice": ([event(1, "a"), event(2, "a")], [("a", "x", 1)]),
            "another": ([event(1, "a", text="y")], [("a", "x", 1)]),
            "nobody was told": ([event(1, "a"), event(2, "b")], [("a", "x", 1)]),
        }
        for what, (entries, answered) in cases.items():
            with self.subTest(what), self.assertRaisesRegex(Failed, what):
                await self.compared(entries, answered)


class ReportTest(unittest.TestCase):
    def test_a_failure_stands_in_both_tables(self):
        one = Criterion("X1", "name", "名称", "≤ 1", "≤ 1", None)
        rows = [report.Row(one, False, "2", "2"), report.Row(one)]
        facts = report.about(rows, True, 1.0)
        self.assertEqual((facts["passed"], facts["count"]), (0, 1))
        self.assertIn("| X1 | name | ≤ 1 | 2 | **fail** |", report.markdown(rows, "en", facts))
        self.assertIn("| X1 | 名称 | ≤ 1 | 2 | **未通过** |", report.markdown(rows, "zh", facts))

    def test_a_failing_run_ends_with_1(self):
        program = (
            "import sys; sys.argv = ['accept', '--only', 'F1', '--bin', '/bin']\n"
            f"sys.path.insert(0, {str(ROOT / 'tools/accept')!r})\n"
            "import os, runpy; os.access = lambda *_: True\n"
            f"runpy.run_path({str(ROOT / 'tools/accept/__main__.py')!r}, run_name='__main__')\n")
        done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("FAIL F1", done.stdout)


if __name__ == "__main__":
    unittest.main()
