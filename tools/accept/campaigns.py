"""Campaigns that need builds of their own; only in the full run. Each is a command of tools/dev."""

import asyncio
import pathlib
import re

from criteria import Figure, criterion, need

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


async def dev(*arguments):
    """Runs tools/dev; its output."""
    process = await asyncio.create_subprocess_exec(
        ROOT / "tools/dev", *arguments, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    output = (await process.communicate())[0].decode(errors="replace")
    need(process.returncode == 0, "tools/dev", *arguments, "said", output[-250:])
    return output


async def tests(*arguments):
    """Runs tests; how many there were."""
    output = await dev("test", *arguments)
    found = re.search(r"100% tests passed, 0 tests failed out of (\d+)", output)
    need(found, "not all tests passed:", output[-250:])
    return Figure(f"{found.group(1)} tests pass", f"{found.group(1)} 个测试通过")


@criterion("C1", "Unit and integration tests under AddressSanitizer and UBSan: findings",
           "单元与集成测试在 AddressSanitizer 与 UBSan 下的告警数", "0", "0", full_only=True)
async def address_sanitizer(stage):
    return await tests("asan", "-L", "unit|integration")


@criterion("C2", "Unit and integration tests under ThreadSanitizer: findings",
           "单元与集成测试在 ThreadSanitizer 下的告警数", "0", "0", full_only=True)
async def thread_sanitizer(stage):
    return await tests("tsan", "-L", "unit|integration")


@criterion("C3", "Faults: every write and sync fails once, full disk, power cut at every "
           "operation, kill -9, a disk that dies under the daemon",
           "故障注入：逐个写/同步失败、磁盘满、逐操作断电、kill -9、磁盘失效", full_only=True)
async def faults(stage):
    return await tests("dev", "-L", "fault")


@criterion("C4", "Fuzzing of frame reader, requests and configuration: crashes",
           "模糊测试（帧、请求、配置）的崩溃数", "0", "0", full_only=True)
async def fuzzing(stage):
    output = await dev("fuzz", "60")
    runs = sum(map(int, re.findall(r"number_of_executed_units: *(\d+)", output)))
    return Figure(f"0 in {runs:,} inputs", f"{runs:,} 个输入，0")
