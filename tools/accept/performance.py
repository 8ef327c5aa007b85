"""What parley-bench measures, as ratios to what the same run measures of the machine: machines
differ. The daemon runs on one core and the load on the other, as in bench/run.sh."""

import json
import os
import pathlib
import socket
import sqlite3
import subprocess
import time

from client import Client
from criteria import Figure, criterion, milliseconds, need, thousands
from daemon import Person, on_core

USERS = 10_000


def bench(stage, *arguments):
    command = [str(stage.bin / "parley-bench"), *map(str, arguments), "--json"]
    done = subprocess.run(on_core(1, command), capture_output=True, text=True)
    need(done.returncode == 0, "parley-bench", arguments[0], "said", done.stderr or done.stdout)
    return json.loads(done.stdout)


def load(stage, daemon, scenario, *arguments):
    report = bench(stage, scenario, "--url", f"ws://127.0.0.1:{daemon.port}", "--users",
                   stage.shared["tokens", daemon], "--pid", daemon.process.pid, *arguments)
    for broken in ("missing", "order_violations", "errors"):
        need(not report.get(broken), scenario, "has", broken, report.get(broken))
    return report


def bench_daemon(stage, name):
    """A daemon on core 0 with 10,000 users. Remembers how long the import took."""
    daemon = stage.make(name, limits_enabled="false")
    daemon.pinned = True
    daemon.start()
    began = time.monotonic()
    stage.shared["tokens", daemon] = daemon.import_users(f"bench{n}" for n in range(1, USERS + 1))
    stage.shared["import"] = time.monotonic() - began
    return daemon


# ---- The machine. Each measured once in a run, before it is needed.
def forget_machine(stage):
    """It is measured anew when it is needed again."""
    for name in "disk", "rows", "sends":
        stage.shared.pop(name, None)


def once(stage, name, measure):
    if name not in stage.shared:
        stage.shared[name] = measure()
    return stage.shared[name]


def disk(stage):
    """Microseconds of one fdatasync, p50: (overwritten, appended)."""
    def measure():
        report = bench(stage, "disk", "--dir", stage.work, "--rate", 500)
        return report["overwrite_us"]["p50"], report["append_us"]["p50"]
    return once(stage, "disk", measure)


def database_rows(stage):
    """Rows per second that plain SQLite makes durable here, 512 a commit, on core 0: one table with
    its key, as simple as can be. What a writer that did nothing else would reach."""
    def measure():
        (stage.work / "rows.db").unlink(missing_ok=True)
        connection = sqlite3.connect(stage.work / "rows.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE rows(place INTEGER PRIMARY KEY, key TEXT UNIQUE, "
                           "chain BLOB, data TEXT)")
        number, began = 0, time.monotonic()
        while time.monotonic() - began < 2:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO rows VALUES(?, ?, ?, ?)",
                [(n, f"01J9ZK{n:014d}", b"0" * 32, "x" * 200) for n in range(number, number + 512)])
            connection.execute("COMMIT")
            number += 512
        seconds = time.monotonic() - began
        connection.close()
        return number / seconds
    return once(stage, "rows", lambda: in_child(measure))


def single_sends(stage):
    """Messages per second that one core hands to the loopback one at a time: what deliveries cost
    where nothing is put together."""
    def measure():
        listener = socket.create_server(("127.0.0.1", 0))
        if os.fork() == 0:
            reader = socket.create_connection(listener.getsockname())
            while reader.recv(1 << 20):
                pass
            os._exit(0)
        link, _ = listener.accept()
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        frame, count, began = b"x" * 200, 0, time.monotonic()
        while time.monotonic() - began < 1:
            for _ in range(100):
                link.send(frame)
            count += 100
        seconds = time.monotonic() - began
        link.close()
        os.wait()
        return count / seconds
    return once(stage, "sends", lambda: in_child(measure))


def in_child(measure):
    """Runs on core 0 in a process of its own, so that this one stays where it was."""
    ends = os.pipe()
    if os.fork() == 0:
        if (os.cpu_count() or 1) >= 2:
            os.sched_setaffinity(0, {0})
        os.write(ends[1], repr(measure()).encode())
        os._exit(0)
    os.close(ends[1])
    with os.fdopen(ends[0]) as result:
        value = float(result.read())
    os.wait()
    return value


# ---- The criteria
@criterion("P1", "Direct chat: acknowledged, fsynced, delivered messages, 100 pairs × 8 in flight, "
           "against rows that SQLite alone makes durable",
           "单聊吞吐：100 对 × 8 条在途，已确认、已落盘、已送达，对比同机 SQLite 单独落盘的行数",
           "≥ 0.1", "≥ 0.1")
async def direct_throughput(stage):
    rows = database_rows(stage)
    is_known = "big" in stage.shared
    daemon, report = big_database(stage)
    if is_known:
        report = one_load(stage, daemon)
    ratio = report["delivered_per_second"] / rows
    return Figure(
        f"{ratio:.2f}: {thousands(report['delivered_per_second'])}/s, rows {thousands(rows)}/s",
        f"{ratio:.2f}：{thousands(report['delivered_per_second'])} 条/秒，行 {thousands(rows)}/秒",
        ratio >= 0.1)


@criterion("P2", "Groups: deliveries, 10 groups of 100, 4 senders × 8 in flight, against single "
           "sends of one core", "群聊吞吐：10 群 × 100 人，4 人发送 × 8 条在途，对比单核逐条发送",
           "≥ 1.5", "≥ 1.5")
async def group_throughput(stage):
    sends = single_sends(stage)
    daemon = bench_daemon(stage, "group")
    report = load(stage, daemon, "group", "--groups", 10, "--members", 100, "--senders", 4,
                  "--in-flight", 8, "--duration", 4 if stage.quick else 20)
    daemon.stop()
    ratio = report["delivered_per_second"] / sends
    return Figure(
        f"{ratio:.1f}: {thousands(report['delivered_per_second'])}/s, sends {thousands(sends)}/s",
        f"{ratio:.1f}：{thousands(report['delivered_per_second'])} 次/秒，"
        f"逐条 {thousands(sends)}/秒", ratio >= 1.5)


@criterion("P3", "Latency of an ACK at 500 messages/s, p50, against one fdatasync (appended)",
           "500 条/秒时 ACK 延迟 p50，对比一次 fdatasync（追加）", "≤ 4", "≤ 4")
async def ack_latency(stage):
    overwritten, appended = disk(stage)
    daemon = bench_daemon(stage, "latency")
    report = load(stage, daemon, "direct", "--pairs", 100, "--in-flight", 8, "--rate", 500,
                  "--duration", 4 if stage.quick else 30)
    daemon.stop()
    half, most = report["ack_us"]["p50"], report["ack_us"]["p99"]
    ratio = half / appended
    text = f"{ratio:.1f}: p50 {half:.0f} µs, p99 {most:.0f} µs, fdatasync {appended:.0f} µs"
    other = f"{overwritten:.0f} µs"
    return Figure(f"{text} ({other} overwritten)", f"{text}（覆写 {other}）", ratio <= 4)


@criterion("P4", "Memory of an idle session, 5,000 of them", "5,000 个空闲会话，每会话内存",
           "≤ 2,560 bytes", "≤ 2,560 字节")
async def idle_memory(stage):
    daemon = bench_daemon(stage, "idle")
    report = load(stage, daemon, "idle", "--connections", 5000, "--duration", 2)
    daemon.stop()
    size = report["anonymous_bytes_per_session"]
    text = thousands(size)
    signed_in = f"{5000 / report['sign_in_seconds']:,.0f}"
    return Figure(f"{text} bytes; {signed_in} sign-ins by token a second",
                  f"{text} 字节；每秒 {signed_in} 次令牌登录", size <= 2560)


@criterion("P5", "Import of 10,000 users by parleyctl", "parleyctl 导入 10,000 个用户",
           "≤ 10 s", "≤ 10 s")
async def user_import(stage):
    if "import" not in stage.shared:
        bench_daemon(stage, "import").stop()
    seconds = stage.shared["import"]
    return Figure(f"{seconds:.2f} s", f"{seconds:.2f} s", seconds <= 10)


@criterion("P6", "A page of 100 out of the middle of a long conversation, p50, round trip",
           "长会话中部的一页（100 条）往返 p50", "≤ 10 ms", "≤ 10 ms")
async def history_page(stage):
    daemon, _ = big_database(stage)
    client = Client(bench_person(stage, daemon))
    await client.online(daemon)
    talk = (await client.ask("conversation.list", limit=1))["conversations"][0]
    pages = []
    for turn in range(100):
        before = talk["head_seq"] // 2 - turn
        began = time.monotonic()
        page = await client.ask("history.get", conversation=talk["conversation"],
                                before_seq=before, limit=100)
        pages.append(time.monotonic() - began)
        need(len(page["messages"]) == min(100, before - 1), "a page has", len(page["messages"]))
    await client.offline()
    half = sorted(pages)[50]
    return Figure(f"{milliseconds(half)} in {thousands(int(daemon.status()['log_pos']))} entries",
                  f"{milliseconds(half)}（库中 {thousands(int(daemon.status()['log_pos']))} 条日志）",
                  half <= 0.010)


def bench_person(stage, daemon, number=0):
    line = pathlib.Path(stage.shared["tokens", daemon]).read_text().splitlines()[number]
    found = json.loads(line)
    return Person(found["login"], found["user"], [found["token"]])


def one_load(stage, daemon):
    return load(stage, daemon, "direct", "--pairs", 100, "--in-flight", 8,
                "--duration", 5 if stage.quick else 20)


def big_database(stage):
    """A running daemon that has taken some 100,000s of messages (quick) or a million, and the first
    report of the load that made them."""
    def measure():
        daemon = bench_daemon(stage, "big")
        wanted = 200_000 if stage.quick else 1_000_000
        report = None
        for _ in range(20):
            found = one_load(stage, daemon)
            report = report or found
            if int(daemon.status()["log_pos"]) >= wanted:
                break
        return daemon, report
    daemon, report = once(stage, "big", measure)
    if daemon.process is None:
        daemon.start()
    return daemon, report
