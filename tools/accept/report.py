"""The table of the criteria, for the documents, and where and when it was made."""

import datetime
import os
import pathlib
import platform
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from embed import embed  # noqa: E402

WORDS = {
    "en": {
        "head": ("no.", "criterion", "goal", "figure", "result", "checked by"),
        True: "pass", False: "**fail**", None: "not run",
        "not_run": "Not run yet: `tools/dev accept --write` fills this table.",
        "made": "Last run: {date}, commit {commit}, {mode}; {machine}; {seconds} s; "
                "{passed} of {count} pass.",
        "full": "full", "quick": "`--quick`", "dirty": " with uncommitted changes",
    },
    "zh": {
        "head": ("编号", "验收项", "目标", "实测", "结果", "检查命令"),
        True: "通过", False: "**未通过**", None: "未运行",
        "not_run": "尚未运行：`tools/dev accept --write` 会填充本表。",
        "made": "最近一次运行：{date}，提交 {commit}，{mode}；{machine}；用时 {seconds} 秒；"
                "{count} 项中 {passed} 项通过。",
        "full": "完整模式", "quick": "`--quick` 快速模式", "dirty": "（含未提交改动）",
    },
}


class Row:
    """A criterion and what came of it; `holds` is None if it was not run."""

    def __init__(self, criterion, holds=None, en="–", zh="–"):
        self.criterion, self.holds, self.en, self.zh = criterion, holds, en, zh


def git(*arguments):
    """What git says of the checkout; nothing without a git, which a bare Debian has not."""
    if not shutil.which("git"):
        return ""
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return done.stdout.strip()


def machine():
    def value_of(path, name, separator):
        try:
            lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
        except OSError:
            return ""
        found = [line.split(separator, 1)[1] for line in lines if line.startswith(name)]
        return found[0].strip().strip('"') if found else ""

    model = value_of("/proc/cpuinfo", "model name", ":") or platform.machine()
    system = value_of("/etc/os-release", "PRETTY_NAME", "=") or platform.system()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {system}, "
            f"Linux {platform.release()}")


def cell(text):
    return " ".join(str(text).split()).replace("|", "\\|")


def markdown(rows, lang, about):
    """The block that the documents show. `about` is None if nothing was run."""
    words = WORDS[lang]
    if about is None:
        line = words["not_run"]
    else:
        line = words["made"].format(**{
            **about, "mode": words[about["mode"]],
            "commit": f"`{about['commit']}`" + (words["dirty"] if about["dirty"] else "")})
    lines = [line, "", "| " + " | ".join(words["head"]) + " |", "|---|---|---|---|---|---|"]
    for row in rows:
        one = row.criterion
        lines.append("| " + " | ".join((
            one.id, cell(getattr(one, lang)), cell(getattr(one, f"goal_{lang}")),
            cell(getattr(row, lang)), words[row.holds],
            f"`tools/dev accept --only {one.id}`")) + " |")
    return "\n".join(lines) + "\n"


def about(rows, quick, seconds):
    run = [row for row in rows if row.holds is not None]
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": git("rev-parse", "--short", "HEAD") or "?",
        "dirty": bool(git("status", "--porcelain")),
        "mode": "quick" if quick else "full", "machine": machine(), "seconds": f"{seconds:.0f}",
        "passed": sum(row.holds for row in run), "count": len(run),
    }


def write(rows, facts):
    embed(ROOT / "docs/design.md", "accept", markdown(rows, "en", facts))
    embed(ROOT / "docs/design.zh-CN.md", "accept", markdown(rows, "zh", facts))
