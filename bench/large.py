#!/usr/bin/python3
"""What requests cost when much is stored: one group with very many messages, one user with very
many groups. Fills a fresh daemon over its public protocol, then asks each request many times and
prints the median and the worst answer time.

    bench/large.py [--messages 1000000] [--groups 10000] [--bin build/release/bin] [--json]

Needs Debian's python3-websockets. The daemon works in a temporary directory on a port that the
system chooses, and ends with this script."""
import argparse
import asyncio
import itertools
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import websockets

ROOT = pathlib.Path(__file__).resolve().parent.parent
IN_FLIGHT = 512
WORDS = "meeting about the new release tomorrow please bring coffee and the draft".split()


class Client:
    def __init__(self, socket):
        self.socket, self.ids, self.waiting = socket, itertools.count(1), {}
        self.reader = asyncio.ensure_future(self.read())

    @classmethod
    async def connect(cls, url, token):
        socket = await websockets.connect(url, subprotocols=["parley.v1"], max_size=None,
                                          compression=None, max_queue=None, ping_interval=None)
        client = cls(socket)
        client.hello = await client.ask("hello", token=token)
        return client

    async def read(self):
        async for text in self.socket:
            if text.startswith('{"type":"event"'):
                continue
            frame = json.loads(text)
            future = self.waiting.pop(frame.get("id"), None)
            if future and not future.done():
                future.set_result(frame)

    async def start(self, kind, **members):
        number = next(self.ids)
        future = self.waiting[number] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"type": kind, "id": number, **members}))
        return future

    async def ask(self, kind, **members):
        answer = await (await self.start(kind, **members))
        if answer["type"] != "ok":
            raise SystemExit(f"{kind} was refused: {answer}")
        return answer


async def fill(client, count, kind, members_of):
    """Sends `count` writes, IN_FLIGHT of them unanswered at a time."""
    started, open_requests = time.monotonic(), []
    for number in range(count):
        open_requests.append(
            await client.start(kind, idempotency_key=f"{kind}-{number}", **members_of(number)))
        if len(open_requests) >= IN_FLIGHT:
            answers = await asyncio.gather(*open_requests)
            open_requests = []
            if any(answer["type"] != "ok" for answer in answers):
                raise SystemExit(f"{kind} was refused: {answers[0]}")
    await asyncio.gather(*open_requests)
    return time.monotonic() - started


async def measure(client, name, rounds, kind, **members):
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        answer = await client.ask(kind, **members)
        times.append((time.perf_counter() - started) * 1000)
    return {"request": name, "median_ms": round(statistics.median(times), 2),
            "worst_ms": round(max(times), 2), "answer_bytes": len(json.dumps(answer))}


async def run(options, url, tokens):
    writer = await Client.connect(url, tokens[0])
    reader = await Client.connect(url, tokens[1])
    me, other = writer.hello["user"]["id"], reader.hello["user"]["id"]
    group = (await writer.ask("conversation.create", idempotency_key="large", title="The large one",
                              members=[other]))["conversation"]

    def message(number):
        text = " ".join(WORDS[(number + i * i) % len(WORDS)] for i in range(6))
        return {"conversation": group, "text": f"{text} {number}"}

    seconds = await fill(writer, options.messages, "message.send", message)
    print(f"{options.messages} messages in {seconds:.0f} s")
    seconds = await fill(writer, options.groups, "conversation.create",
                         lambda number: {"title": f"Group {number}", "members": [other]})
    print(f"{options.groups} groups in {seconds:.0f} s")
    # The index follows behind; a page of hits shows that it has come to the end.
    wanted, started = f'"{options.messages - 1}"', time.monotonic()
    while not (await reader.ask("message.search", query=wanted, conversation=group))["hits"]:
        await asyncio.sleep(0.5)
        if time.monotonic() - started > 600:
            raise SystemExit("the index does not come to the end")
    print(f"found the newest message {time.monotonic() - started:.1f} s later")

    middle = options.messages // 2
    rounds = options.rounds
    rows = [await measure(reader, name, rounds, kind, **members) for name, kind, members in [
        ("history.get, newest", "history.get", {"conversation": group}),
        ("history.get, in the middle", "history.get",
         {"conversation": group, "around_seq": middle}),
        ("history.get, oldest", "history.get", {"conversation": group, "after_seq": 0}),
        ("history.get, at a time", "history.get", {"conversation": group, "at_time": 1}),
        ("log.get, in the middle", "log.get", {"conversation": group, "from_rev": middle}),
        ("message.search, one hit", "message.search", {"query": wanted}),
        ("message.search, in every message", "message.search",
         {"query": WORDS[0], "conversation": group}),
        ("message.search, common, everywhere", "message.search", {"query": WORDS[1]}),
        ("conversation.get", "conversation.get", {"conversation": group}),
        ("conversation.list, first page", "conversation.list", {"limit": 50}),
        ("account.counts", "account.counts", {}),
        ("member.list", "member.list", {"conversation": group}),
        ("user.get", "user.get", {"users": [me]}),
    ]]
    rows.append(await measure_hello(url, tokens[1], rounds))
    return rows


async def measure_hello(url, token, rounds):
    times = []
    for _ in range(rounds):
        socket = await websockets.connect(url, max_size=None, compression=None)
        started = time.perf_counter()
        await socket.send(json.dumps({"type": "hello", "id": 1, "token": token}))
        answer = await socket.recv()
        times.append((time.perf_counter() - started) * 1000)
        await socket.close()
    return {"request": "hello", "median_ms": round(statistics.median(times), 2),
            "worst_ms": round(max(times), 2), "answer_bytes": len(answer)}


def memory_of(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="parley-large-") as work:
        data = pathlib.Path(work, "data")
        daemon = subprocess.Popen(
            [options.bin / "parleyd", "--set", f"data_dir={data}", "--set",
             "gateway.listen=127.0.0.1:0", "--set", "limits.enabled=false", "--set",
             "log.level=warn"], stdout=subprocess.PIPE, text=True)
        try:
            url = next(line for line in daemon.stdout if "://" in line).split()[-1]
            users, tokens = pathlib.Path(work, "users"), pathlib.Path(work, "tokens")
            users.write_text('{"login":"large1"}\n{"login":"large2"}\n')
            subprocess.run([options.bin / "parleyctl", "--data-dir", data, "user", "import", users,
                            "--tokens", tokens], check=True, stdout=subprocess.DEVNULL)
            tokens = [json.loads(line)["token"] for line in tokens.read_text().splitlines()]
            rows = asyncio.run(run(options, url.replace("http", "ws") + "/v1/ws", tokens))
            memory = memory_of(daemon.pid)
        finally:
            daemon.terminate()
            daemon.wait()
    if options.json:
        print(json.dumps({"rows": rows, "daemon_memory_bytes": memory}, indent=2))
        return
    print(f"{'request':38} {'median ms':>10} {'worst ms':>10} {'bytes':>10}")
    for row in rows:
        print(f"{row['request']:38} {row['median_ms']:>10} {row['worst_ms']:>10} "
              f"{row['answer_bytes']:>10}")
    print(f"the daemon has {memory / 1e6:.0f} MB of memory")


if __name__ == "__main__":
    main()
