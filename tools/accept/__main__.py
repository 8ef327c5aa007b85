"""Acceptance: runs every criterion that a machine can check against a freshly started daemon.

    tools/dev accept [--quick] [--only ID[,ID]…] [--write] [--list]

Builds a release and prints criterion, goal, figure, pass or fail. Ends with 1 if one fails.
--quick leaves out what needs builds of its own and shortens the rest to under five minutes; the
whole takes less than an hour. --write puts the table into docs/design.md and docs/design.zh-CN.md.
"""

import argparse
import asyncio
import logging
import os
import pathlib
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from criteria import CRITERIA, Failed  # noqa: E402
from daemon import Stage  # noqa: E402
from report import ROOT, Row, about, markdown, write  # noqa: E402
import talking  # noqa: E402,F401  The order of these is that of the table.
import messaging  # noqa: E402,F401
import performance  # noqa: E402
import stability  # noqa: E402,F401
import bad_input  # noqa: E402,F401
import campaigns  # noqa: E402,F401

CRITERION_PATIENCE_S = 1800
# A short measurement misses its goal, too, when something else runs beside it.
QUICK_TRIES = 3


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="tools/dev accept", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under five minutes")
    parser.add_argument("--only", default="", help="criteria by their ids, with commas between")
    parser.add_argument("--write", action="store_true", help="put the table into the documents")
    parser.add_argument("--list", action="store_true", help="the table without running anything")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin",
                        help="where parleyd, parleyctl and parley-bench are")
    parser.add_argument("--work", default=os.environ.get("TMPDIR", "/tmp"),
                        help="a directory on the disk to measure")
    arguments = parser.parse_args()
    if arguments.only and arguments.write:
        parser.error("--write shows a whole run, --only makes a part of one")
    return arguments


async def run(one, stage):
    """The row of one criterion."""
    try:
        for _ in range(QUICK_TRIES if stage.quick else 1):
            figure = await asyncio.wait_for(one.run(stage), CRITERION_PATIENCE_S)
            if figure.holds:
                break
            performance.forget_machine(stage)
    except Failed as failure:
        return Row(one, False, str(failure), str(failure))
    except Exception as error:  # A failure of its own kind; the others go on.
        traceback.print_exc()
        return Row(one, False, repr(error), repr(error))
    return Row(one, figure.holds, figure.en, figure.zh)


def chosen(arguments):
    wanted = [part for part in arguments.only.split(",") if part]
    unknown = set(wanted) - {one.id for one in CRITERIA}
    if unknown:
        raise SystemExit(f"accept: there is no criterion {', '.join(sorted(unknown))}")
    for one in CRITERIA:
        if wanted:
            yield one, one.id in wanted
        else:
            yield one, not (arguments.quick and one.full_only)


def show(row, seconds):
    result = {True: "pass", False: "FAIL"}[row.holds]
    one = row.criterion
    print(f"{result:4} {one.id:4} {seconds:6.1f} s  {one.en}\n"
          f"                  goal {one.goal_en}; {row.en}", flush=True)


def main():
    arguments = parse_arguments()
    rows = []
    if arguments.list:
        rows = [Row(one) for one in CRITERIA]
        if arguments.write:
            write(rows, None)
        else:
            print(markdown(rows, "en", None), end="")
        return 0

    for program in ("parleyd", "parleyctl", "parley-bench"):
        if not os.access(arguments.bin / program, os.X_OK):
            raise SystemExit(f"accept: there is no {arguments.bin / program}")
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # Connections break on purpose here.
    stage = Stage(arguments.bin, arguments.work, arguments.quick)
    began = time.monotonic()
    try:
        for one, wanted in chosen(arguments):
            if not wanted:
                rows.append(Row(one))
                continue
            started = time.monotonic()
            rows.append(asyncio.run(run(one, stage)))
            show(rows[-1], time.monotonic() - started)
    finally:
        stage.close()
    facts = about(rows, arguments.quick, time.monotonic() - began)
    print(f"\n{facts['passed']} of {facts['count']} pass; {facts['seconds']} s; commit "
          f"{facts['commit']}; {facts['machine']}")
    if arguments.write:
        write(rows, facts)
    return 0 if facts["passed"] == facts["count"] else 1


if __name__ == "__main__":
    sys.exit(main())
