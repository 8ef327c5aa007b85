#!/usr/bin/env python3
"""From one machine to ten million connected devices: the calculation of docs/design.md, section 9,
and a seeded simulation of the five places where an average could deceive.

    bench/scale_model.py [--lang en|zh] [--seed N] [--write]

prints the two tables that the document shows, in some seconds, with nothing but the standard
library. `--write` puts them into docs/design.md and docs/design.zh-CN.md; tests/docs holds the
documents to this output. Change an assumption below, run it, and see what it does.
"""

import argparse
import collections
import math
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from embed import embed  # noqa: E402

# ---- Measured: by bench/run.sh on 2 cores the first two, by prototypes on the same kind of machine
# the others. Each is one core's or one device's.
DIRECT_PER_SECOND = 48_806      # acknowledged, fsynced, delivered, SQLite, one core
SESSION_BYTES = 1_319           # of the daemon, an idle session
SOCKET_BYTES = 4_800            # of the kernel
TLS_BYTES = 14_900              # an idle TLS session on a bare socket
HANDSHAKE_SECONDS = 0.0005      # of a core, TLS 1.3 with P-256
SEND_SECONDS = 4.3e-6           # of a core, one frame alone in one send
ROW_BYTES = 415                 # of a message of 200 bytes with its indexes
PG_ROWS_PER_SECOND = 86_000     # one PostgreSQL 15 writer, 64 rows a commit

# ---- Assumed.
SECONDS_BETWEEN_SENDS = 120     # of each connected device at the peak
DEVICES_PER_MESSAGE = 20        # connected ones that get it
EVENT_BYTES = 300               # on the bus
MEAN_TO_PEAK = 1 / 4            # of a day's messages
GATEWAY_DEVICES = 250_000       # that one gateway process is planned for
GATEWAY_RESERVE = 1.25          # one in five may be missing
GATEWAY_CORES = 8
GROUP_PER_SECOND = 10_000       # messages that one log group is planned for: an eighth of measured
SHARDS = 256
COMMIT_SECONDS = 0.0015         # of a commit that a synchronous standby confirms, without its rows
COMMIT_MAX = 4_096              # messages in one commit, as Writer::Options::batch_max
FAILOVER_SECONDS = 10           # until a new lease holder writes
ACCEPTED_SHARE = 1 / 4          # of its cores that a gateway gives to handshakes in a storm
BACKOFF_FIRST, BACKOFF_MAX = 1.0, 60.0

STAGES = (100_000, 300_000, 2_000_000, 10_000_000)


class Plan:
    """What a number of connected devices needs, by arithmetic alone."""

    def __init__(self, devices):
        self.devices = devices
        self.messages = devices / SECONDS_BETWEEN_SENDS
        self.deliveries = self.messages * DEVICES_PER_MESSAGE
        self.one_machine = devices <= 100_000
        self.gateways = 1
        self.groups = 1
        if not self.one_machine:
            self.gateways = max(3, math.ceil(devices * GATEWAY_RESERVE / GATEWAY_DEVICES))
            self.groups = 2 ** math.ceil(math.log2(max(1, self.messages / GROUP_PER_SECOND)))
        self.per_gateway = devices / self.gateways
        self.memory = self.per_gateway * (SESSION_BYTES + SOCKET_BYTES)
        self.memory_tls = self.per_gateway * (SESSION_BYTES + SOCKET_BYTES + TLS_BYTES)
        # Each delivery alone in its send: the dearest case.
        self.send_cores = self.deliveries / self.gateways * SEND_SECONDS
        self.bus_bytes = 0 if self.one_machine else self.messages * EVENT_BYTES
        self.per_group = self.messages / self.groups
        self.stored_per_day = self.messages * MEAN_TO_PEAK * 86_400 * ROW_BYTES
        self.accepted = GATEWAY_CORES * ACCEPTED_SHARE / HANDSHAKE_SECONDS


# ---- Simulations. Each returns (calculated, simulated), as numbers.
def mix(number):
    """splitmix64: where a conversation's shard comes from."""
    number = (number + 0x9E3779B97F4A7C15) & (2**64 - 1)
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
    return number ^ (number >> 31)


def busiest_group(plan, conversations=1_000_000, exponent=0.8):
    """Conversations as unequal as Zipf's law has them, placed by hash on 256 shards, those dealt to
    the groups: messages per second of the busiest group."""
    shards = [0.0] * SHARDS
    total = 0.0
    for number in range(conversations):
        weight = (number + 1) ** -exponent
        shards[mix(number) % SHARDS] += weight
        total += weight
    groups = [sum(shards[first::plan.groups]) for first in range(plan.groups)]
    return plan.per_group, plan.messages * max(groups) / total


def commit_time(rows):
    return COMMIT_SECONDS + rows / PG_ROWS_PER_SECOND


def one_writer(rate, seconds, chance, stopped=0.0):
    """A group's writer: takes all that waits, commits, again. Poisson arrivals; it does not write
    before `stopped`. Returns mean batch, waits until the commit's end, sorted, and when what had
    piled up was written: nothing waits longer than two commits any more."""
    arrivals = collections.deque()
    moment = 0.0
    while moment < seconds:
        moment += chance.expovariate(rate)
        arrivals.append(moment)
    free_at, waits, batches, caught_up = stopped, [], 0, None
    while arrivals:
        start = max(free_at, arrivals[0])
        if caught_up is None and start - arrivals[0] <= 2 * COMMIT_SECONDS:
            caught_up = start
        batch = []
        while arrivals and arrivals[0] <= start and len(batch) < COMMIT_MAX:
            batch.append(arrivals.popleft())
        free_at = start + commit_time(len(batch))
        waits += (free_at - came for came in batch)
        batches += 1
    return len(waits) / batches, sorted(waits), caught_up


def group_commit(plan, chance):
    """Mean batch by arithmetic (a commit takes what came during the one before) and by simulation,
    with the simulated p50 and p99 until an `ok` may leave."""
    rate = plan.per_group
    calculated = rate * COMMIT_SECONDS / (1 - rate / PG_ROWS_PER_SECOND)
    batch, waits, _ = one_writer(rate, 20, chance)
    return calculated, batch, waits[len(waits) // 2], waits[len(waits) * 99 // 100]


def failover(plan, chance):
    """Seconds from a new lease holder's start until a group's backlog is written."""
    rate = plan.per_group
    per_second = COMMIT_MAX / commit_time(COMMIT_MAX)
    calculated = rate * FAILOVER_SECONDS / (per_second - rate)
    _, _, caught_up = one_writer(rate, FAILOVER_SECONDS + 10, chance, stopped=FAILOVER_SECONDS)
    return calculated, caught_up - FAILOVER_SECONDS


def reconnect(devices, accepted, chance, step=0.05):
    """Clients that lost their gateway come back: first after up to 1 s, then after a random part of
    a back-off that doubles to 60 s. The gateway lets `accepted` a second in and refuses the others.
    Returns seconds until all are in, and attempts per device."""
    due = collections.defaultdict(list)
    for _ in range(devices):
        due[int(chance.random() * BACKOFF_FIRST / step)].append(0)
    turn, waiting, attempts = 0, devices, 0
    while waiting:
        clients = due.pop(turn, [])
        chance.shuffle(clients)
        attempts += len(clients)
        admitted = min(len(clients), int(accepted * step))
        waiting -= admitted
        for tries in clients[admitted:]:
            pause = chance.random() * min(BACKOFF_MAX, BACKOFF_FIRST * 2 ** (tries + 1))
            due[turn + 1 + int(pause / step)].append(tries + 1)
        turn += 1
    return turn * step, attempts / devices


def gateways_per_message(plan, chance, messages=20_000):
    """Share of the gateways that have a receiver of a message: what routing by interest would still
    have to send. Calculated for 20 devices spread evenly; simulated with direct chats (60 %),
    groups and a few large rooms."""
    gateways = plan.gateways
    calculated = 1 - (1 - 1 / gateways) ** DEVICES_PER_MESSAGE
    reached = 0
    for _ in range(messages):
        kind = chance.random()
        devices = 3 if kind < 0.6 else 20 if kind < 0.95 else 222
        reached += len({int(chance.random() * gateways) for _ in range(devices)})
    return calculated, reached / messages / gateways


# ---- Tables.
def rounded(value, digits=3):
    if value == 0:
        return "0"
    text = f"{float(f'{value:.{digits}g}'):,.10f}".rstrip("0").rstrip(".")
    return text


def size(value, unit="B"):
    for prefix in ("", "K", "M", "G", "T"):
        if value < 1000 or prefix == "T":
            return f"{rounded(value)} {prefix}{unit}"
        value /= 1000


WORDS = {
    "en": {
        "stage": ("connected devices", "100,000: one machine", "300,000: three nodes",
                  "2 million: a region", "10 million"),
        "rows": ("messages/s at the peak", "deliveries/s", "gateway processes",
                 "log groups", "messages/s per log group", "devices per gateway",
                 "memory per gateway, plain", "memory per gateway, TLS inside",
                 "cores to deliver, per gateway", "bus into each gateway", "stored per day"),
        "check": ("what could deceive", "calculated", "simulated", "planned for, and verdict"),
        "busiest": "messages/s of the busiest of {0} log groups, 256 shards by hash, unequal "
                   "conversations",
        "batch": "messages in a mean commit of a group",
        "wait": "until an `ok` may leave, p50 / p99",
        "failover": "writing the backlog after {0} s without a writer",
        "storm": "all devices of a gateway come back at once ({0} TLS handshakes/s let in)",
        "lost": "one gateway of {0} is lost, the others take its devices",
        "interest": "gateways that a message concerns",
        "attempts": "{0} attempts a device",
        "holds": "holds", "fails": "DOES NOT HOLD",
        "no_routing": "under half: to route by interest pays from this size on, not before",
    },
    "zh": {
        "stage": ("在线设备数", "10 万：单机", "30 万：三节点", "200 万：一个区域", "1000 万"),
        "rows": ("峰值消息数/秒", "投递数/秒", "网关进程数", "日志组数", "每个日志组的消息数/秒",
                 "每个网关的设备数", "每个网关内存（明文）", "每个网关内存（进程内 TLS）",
                 "每个网关用于投递的核数", "每个网关的总线入流量", "每天新增存储"),
        "check": ("平均值可能骗人的地方", "计算值", "模拟值", "规划上限与结论"),
        "busiest": "{0} 个日志组中最忙的一组的消息数/秒（256 个分片按哈希放置，会话冷热不均）",
        "batch": "一个组平均每次提交的消息数",
        "wait": "到 `ok` 可以发出的时间，p50 / p99",
        "failover": "写入者缺席 {0} 秒后补写积压所需时间",
        "storm": "一个网关的全部设备同时重连（每秒放行 {0} 次 TLS 握手）",
        "lost": "{0} 个网关中失去一个，其余网关接收它的设备",
        "interest": "一条消息涉及的网关比例",
        "attempts": "每台设备尝试 {0} 次",
        "holds": "成立", "fails": "不成立",
        "no_routing": "低于一半：到这个规模按兴趣路由才值得，之前不值得",
    },
}


def stage_table(words):
    plans = [Plan(devices) for devices in STAGES]
    columns = [
        lambda p: rounded(p.messages), lambda p: rounded(p.deliveries),
        lambda p: str(p.gateways), lambda p: "SQLite" if p.one_machine else str(p.groups),
        lambda p: rounded(p.per_group), lambda p: rounded(p.per_gateway),
        lambda p: size(p.memory), lambda p: size(p.memory_tls),
        lambda p: rounded(p.send_cores, 2),
        lambda p: "–" if p.one_machine else size(p.bus_bytes, "B/s"),
        lambda p: size(p.stored_per_day),
    ]
    lines = ["| " + " | ".join(words["stage"]) + " |", "|---|" + "--:|" * len(plans)]
    for name, value in zip(words["rows"], columns):
        lines.append(f"| {name} | " + " | ".join(value(plan) for plan in plans) + " |")
    return lines


def check_table(words, seed):
    plan = Plan(STAGES[-1])
    chance = random.Random(seed)
    lines = ["| " + " | ".join(words["check"]) + " |", "|---|--:|--:|---|"]

    def row(name, calculated, simulated, bound, holds):
        verdict = words["holds" if holds else "fails"]
        lines.append(f"| {name} | {calculated} | {simulated} | {bound}: {verdict} |")

    mean, busiest = busiest_group(plan)
    row(words["busiest"].format(plan.groups), rounded(mean), rounded(busiest),
        f"≤ {GROUP_PER_SECOND:,}", busiest <= GROUP_PER_SECOND)
    calculated, batch, half, most = group_commit(plan, chance)
    row(words["batch"], rounded(calculated, 2), rounded(batch, 2), f"≤ {COMMIT_MAX:,}",
        batch <= COMMIT_MAX)
    row(words["wait"], f"{rounded(1500 * commit_time(calculated), 2)} ms / –",
        f"{rounded(1000 * half, 2)} / {rounded(1000 * most, 2)} ms", "≤ 10 ms", most <= 0.010)
    calculated, backlog = failover(plan, chance)
    row(words["failover"].format(FAILOVER_SECONDS), f"{rounded(calculated, 2)} s",
        f"{rounded(backlog, 2)} s", "≤ 5 s", backlog <= 5)
    least = plan.per_gateway / plan.accepted
    seconds, attempts = reconnect(round(plan.per_gateway), plan.accepted, chance)
    row(words["storm"].format(f"{plan.accepted:,.0f}"), f"≥ {rounded(least, 2)} s",
        f"{rounded(seconds, 2)} s, " + words["attempts"].format(rounded(attempts)), "≤ 180 s",
        seconds <= 180)
    moved = plan.per_gateway / (plan.gateways - 1)
    seconds, attempts = reconnect(round(moved), plan.accepted, chance)
    row(words["lost"].format(plan.gateways), f"≥ {rounded(moved / plan.accepted, 2)} s",
        f"{rounded(seconds, 2)} s, " + words["attempts"].format(rounded(attempts)), "≤ 10 s",
        seconds <= 10)
    calculated, share = gateways_per_message(plan, chance)
    lines.append(f"| {words['interest']} | {calculated:.0%} | {share:.0%} | "
                 f"{words['no_routing']} |")
    return lines


def tables(lang, seed=20261124):
    words = WORDS[lang]
    return "\n".join([*stage_table(words), "", *check_table(words, seed)]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--lang", choices=WORDS, default="en")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--write", action="store_true", help="into the design documents")
    arguments = parser.parse_args()
    if arguments.write:
        embed(ROOT / "docs/design.md", "scale", tables("en"))
        embed(ROOT / "docs/design.zh-CN.md", "scale", tables("zh"))
    else:
        print(tables(arguments.lang, arguments.seed), end="")


if __name__ == "__main__":
    main()
