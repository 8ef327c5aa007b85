"""Nothing acknowledged is lost: crashes, stops, restarts, absences, bad input, overload, damage."""

import asyncio
import random
import sqlite3
import time

from client import Client, Ended, all_offline, all_online
from criteria import Failed, Figure, criterion, milliseconds, need, thousands
from performance import bench_person, big_database, load
from raw_socket import RawSocket
from talking import fill

IN_FLIGHT = 8


class Sender:
    """Keeps messages under way and sends again what has no answer, under the same key."""

    def __init__(self, client, conversations):
        self.client = client
        self.conversations = conversations
        self.unanswered = {}
        self.answered = {}

    async def run(self, rounds):
        generation = 0
        while True:
            generation = await rounds.next(generation)
            try:
                answer = await self.client.online(rounds.daemon)
                need(answer["resumed"], self.client.name, "was not resumed:", answer)
                await self.pump(rounds)
                return
            except (Ended, ConnectionError, OSError):
                if rounds.finishing and generation == rounds.generation:
                    raise

    async def pump(self, rounds):
        tasks = set()
        again = list(self.unanswered)
        try:
            while True:
                while len(tasks) < IN_FLIGHT and (again or not rounds.finishing):
                    tasks.add(asyncio.create_task(self.send(again.pop(0) if again else None)))
                if not tasks:
                    return
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                failures = [failure for task in done if (failure := task.exception())]
                if failures:
                    raise failures[0]
                rounds.acknowledged += len(done)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def send(self, key):
        if key is None:
            key = self.client.key()
            talk = self.conversations[len(self.unanswered) % len(self.conversations)]
            self.unanswered[key] = (talk, f"text of {key}")
        talk, text = self.unanswered[key]
        ok = await self.client.ask("message.send", conversation=talk, text=text,
                                   idempotency_key=key)
        self.answered[key] = (talk, text, ok)
        del self.unanswered[key]


class Rounds:
    """When the daemon is up, and when to come to an end."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.generation = 0
        self.finishing = False
        self.acknowledged = 0
        self._up = asyncio.Event()

    def up(self):
        self.generation += 1
        self._up.set()

    def down(self):
        self._up.clear()

    async def next(self, seen):
        while self.generation <= seen or not self._up.is_set():
            await self._up.wait()
            await asyncio.sleep(0.002)
        return self.generation


async def group_and_direct(daemon, people):
    clients = [Client(person) for person in people]
    await all_online(daemon, *clients)
    group = await clients[0].create("All", *people[1:])
    talk = await clients[0].open(people[1])
    for client in clients:
        await client.until(lambda: client.events("self", "joined"), "joined")
    await all_offline(*clients)
    senders = [Sender(client, [group, talk] if n < 2 else [group])
               for n, client in enumerate(clients)]
    return senders, (group, talk)


async def interrupted(rounds, senders, interrupt, count, least):
    """Lets the senders write while the daemon is brought down and up again, `count` times."""
    running = asyncio.gather(*(sender.run(rounds) for sender in senders))
    chance = random.Random(20261124)
    rounds.up()
    for _ in range(count):
        wanted = rounds.acknowledged + least
        while rounds.acknowledged < wanted and not running.done():
            await asyncio.sleep(0.005)
        await asyncio.sleep(chance.random() * 0.02)
        if running.done():
            break
        rounds.down()
        await asyncio.to_thread(interrupt)
        rounds.up()
    rounds.finishing = True
    await running


def entries(events):
    """Events without their cursors: those name the run of the daemon that sent them."""
    return [{name: value for name, value in event.items() if name != "cursor"}
            for event in events]


async def compare(senders, conversations, daemon):
    """Every acknowledged message is there once, where its ok said, and nobody holds anything else.
    Returns the number of acknowledged messages."""
    truth, keys = {}, {}
    for talk in conversations:
        truth[talk] = entries(await senders[0].client.all_entries(talk))
        need([e["rev"] for e in truth[talk]] == list(range(1, len(truth[talk]) + 1)), "a hole")
        messages = [e for e in truth[talk] if e["kind"] == "message"]
        need([m["seq"] for m in messages] == list(range(1, len(messages) + 1)), "a hole in seq")
        for message in messages:
            key = message["data"]["idempotency_key"]
            need(key not in keys, key, "is there twice")
            keys[key] = message
    count = 0
    for sender in senders:
        need(not sender.unanswered, sender.client.name, "has unanswered messages")
        for key, (_, text, ok) in sender.answered.items():
            count += 1
            found = keys.get(key)
            need(found, key, "was acknowledged and is lost")
            need((found["rev"], found["seq"], found["data"]["text"])
                 == (ok["rev"], ok["seq"], text), key, "is another")
        for talk in sender.conversations:
            client = sender.client
            await client.until(lambda: len(client.events(talk)) == len(truth[talk]), "the end")
            need(entries(client.events(talk)) == truth[talk], client.name, "holds another log")
    need(count == len(keys), len(keys) - count, "messages are there that nobody was told of")
    done = daemon.ctl("verify", check=False)
    need(done.returncode == 0, "parleyctl verify says", done.stdout, done.stderr)
    return count


async def interrupt_again_and_again(stage, name, interrupt_of, count, least):
    daemon = stage.make(name, limits_enabled="false")
    daemon.start()
    people = daemon.people("ada", "ben", "cleo", "dan")
    senders, conversations = await group_and_direct(daemon, people)
    rounds = Rounds(daemon)
    await interrupted(rounds, senders, interrupt_of(daemon), count, least)
    total = await compare(senders, conversations, daemon)
    await all_offline(*(sender.client for sender in senders))
    daemon.stop()
    return total


@criterion("S1", "kill -9 under load, again and again: acknowledged messages lost, doubled or "
           "taken back", "负载下反复 kill -9：已确认消息的丢失、重复、撤回", "0", "0")
async def kills(stage):
    count = 10 if stage.quick else 200
    starts = []

    def of(daemon):
        def interrupt():
            daemon.kill()
            starts.append(daemon.start())
        return interrupt

    total = await interrupt_again_and_again(stage, "kills", of, count, 60)
    most = milliseconds(max(starts))
    return Figure(f"0 of {thousands(total)} in {count} kills; up again within {most}",
                  f"{count} 次共 {thousands(total)} 条，0；恢复服务最长 {most}")


@criterion("S2", "SIGTERM under load: exit code 0 within 10 s, nothing acknowledged lost",
           "负载下 SIGTERM：10 秒内以 0 退出，已确认消息不丢", "0, ≤ 10 s", "0，≤ 10 s")
async def stops(stage):
    seen = []

    def of(daemon):
        def interrupt():
            seen.append(daemon.stop())
            daemon.start()
        return interrupt

    total = await interrupt_again_and_again(stage, "stops", of, 3, 200)
    need(all(code == 0 for code, _ in seen), "exit codes", seen)
    most = max(seconds for _, seconds in seen)
    return Figure(f"0 of {thousands(total)} lost in {len(seen)} stops, longest "
                  f"{milliseconds(most)}",
                  f"{len(seen)} 次停机共 {thousands(total)} 条，丢失 0；最长 "
                  f"{milliseconds(most)}", most <= 10)


@criterion("S3", "Start on a large database after a clean stop", "大库在正常停机后的启动时间",
           "≤ 1 s", "≤ 1 s")
async def clean_start(stage):
    daemon, _ = big_database(stage)
    entries = int(daemon.status()["log_pos"])
    code, _ = daemon.stop()
    need(code == 0, "the stop ended with", code)
    size = (daemon.data / "parley.db").stat().st_size / 1e6
    seconds = daemon.start()
    text = f"{milliseconds(seconds)}, {thousands(entries)}"
    return Figure(f"{text} entries, {size:.0f} MB", f"{text} 条日志，{size:.0f} MB", seconds <= 1)


@criterion("S4", "Recovery of a large database after kill -9 under full load, until it serves",
           "大库在满载中被 kill -9 之后恢复服务的时间", "≤ 3 s", "≤ 3 s")
async def recovery(stage):
    daemon, _ = big_database(stage)
    running = asyncio.create_task(asyncio.to_thread(
        load, stage, daemon, "direct", "--pairs", 100, "--in-flight", 8, "--duration", 60))
    before = int(daemon.status()["log_pos"])
    while int(daemon.status()["log_pos"]) < before + (20_000 if stage.quick else 100_000):
        await asyncio.sleep(0.1)
        need(not running.done(), "the load ended early")
    daemon.kill()
    try:
        await running
    except Failed:
        pass  # It has lost its daemon.
    log = daemon.data / "parley.db-wal"
    size = log.stat().st_size / 1e6
    seconds = daemon.start()
    need(daemon.http("GET", "/readyz")[0] == 200, "not ready")
    done = daemon.ctl("verify", check=False)
    need(done.returncode == 0, "parleyctl verify says", done.stdout, done.stderr)
    text = milliseconds(seconds)
    return Figure(f"{text}, write-ahead log of {size:.0f} MB; every chain verified",
                  f"{text}，预写日志 {size:.0f} MB；全部哈希链校验通过", seconds <= 3)


@criterion("S5", "Catch-up after an absence: 10,000 entries of 20 conversations",
           "离开之后的补齐：20 个会话、10,000 条", "≤ 3 s", "≤ 3 s")
async def catch_up(stage):
    total, talks = 10_000, 20
    with stage.daemon(limits_enabled="false") as daemon:
        people = daemon.people("mei", *(f"friend{n}" for n in range(talks)))
        mei = Client(people[0])
        friends = [Client(person) for person in people[1:]]
        await all_online(daemon, mei, *friends)
        opened = [await friend.open(mei.person) for friend in friends]
        await mei.until(lambda: len(mei.events("self", "joined")) == talks, "all conversations")
        await mei.offline()
        await asyncio.gather(*(fill(friend, talk, total // talks)
                               for friend, talk in zip(friends, opened)))
        await all_offline(*friends)
        began = time.monotonic()
        await mei.online(daemon)
        seconds = time.monotonic() - began
        for talk in opened:
            need(mei.texts(talk) == [f"{n}" for n in range(total // talks)], "not whole")
        await mei.offline()
    return Figure(f"{milliseconds(seconds)}, in order and whole",
                  f"{milliseconds(seconds)}，完整有序", seconds <= 3)


@criterion("S6", "A client that does not read: nothing is dropped, nobody waits for it",
           "不读数据的客户端：不丢、不断、不拖累他人")
async def slow_reader(stage):
    count, text = 3000, "x" * 500
    with stage.daemon(limits_outbox_bytes="64KiB") as daemon:
        ada, ben, slow = daemon.people("ada", "ben", "slow")
        writer, witness = Client(ada), Client(ben)
        await all_online(daemon, writer, witness)
        group = await writer.create("Group", ben, slow)
        with RawSocket(daemon.port, receive_buffer=4096, timeout=30) as reader:
            reader.send_json({"type": "hello", "id": 1, "token": slow.tokens[0]})
            need(reader.read_json()["type"] == "ok", "hello was refused")
            await fill(writer, group, count, prefix=text)
            await witness.until(lambda: len(witness.texts(group)) == count, "all messages")
            seqs = []
            while len(seqs) < count:
                event = reader.read_json()
                if event["type"] == "event" and event["kind"] == "message":
                    seqs.append(event["seq"])
        need(seqs == list(range(1, count + 1)), "the slow one got another order")
        await all_offline(writer, witness)
    return Figure(f"{count} of {count} in order, the others at once",
                  f"{count}/{count} 有序到达，其余成员即时收到")


@criterion("S7", "Overload is refused before acceptance; what is sent again arrives once",
           "过载在受理之前拒绝；重发后恰好一次")
async def overload(stage):
    with stage.daemon(limits_enabled="false", limits_writer_queue=64) as daemon:
        people = daemon.people(*(f"user{n}" for n in range(8)))
        clients = [Client(person) for person in people]
        await all_online(daemon, *clients)
        group = await clients[0].create("Busy", *people[1:])
        sent = refusals = 0

        async def insist(client, number):
            nonlocal refusals
            key = f"{client.name}-m{number}"
            while True:
                reply = await client.request("message.send", conversation=group, text=key,
                                             idempotency_key=key)
                if reply["type"] == "ok":
                    return
                need(reply["code"] == "overloaded" and reply["retry"] == "after", reply)
                refusals += 1
                await asyncio.sleep(reply["retry_after_ms"] / 1000)

        # A fast disk may keep up with a burst.
        while refusals == 0:
            need(sent < 40_000, "nothing was refused of", sent)
            burst = range(sent, sent + 100)
            await asyncio.gather(*(insist(client, n) for client in clients for n in burst))
            sent += 100 * len(clients)
        history = await clients[0].all_history(group)
        need(len(history) == sent, "there are", len(history), "of", sent)
        need(len({m["text"] for m in history}) == sent, "some are there twice")
        await all_offline(*clients)
    return Figure(f"{thousands(refusals)} refused, {sent} of {sent} in the end, each once",
                  f"拒绝 {thousands(refusals)} 次，最终 {sent}/{sent}，各一次")


@criterion("S8", "Damage is noticed: one changed byte in a stored message",
           "篡改可被发现：改动一条已存消息的一个字节", "named", "能指出")
async def damage(stage):
    daemon = stage.make("damage")
    daemon.start()
    mei, bob = daemon.people("mei", "bob")
    client = Client(mei)
    await client.online(daemon)
    talk = await client.open(bob)
    await fill(client, talk, 20)
    await client.offline()
    need(daemon.ctl("verify", check=False).returncode == 0, "verify fails before the damage")
    daemon.stop()
    with sqlite3.connect(daemon.data / "parley.db") as database:
        changed = database.execute(
            "UPDATE messages SET data = replace(data, '\"7\"', '\"8\"') WHERE data LIKE '%\"7\"%'")
        need(changed.rowcount == 1, "changed", changed.rowcount)
    database.close()
    done = daemon.ctl("verify", check=False)
    need(done.returncode == 1, "verify ended with", done.returncode, done.stdout)
    line = (done.stdout + done.stderr).strip().splitlines()[0]
    need(f"{talk} rev 9" in line, "verify does not name the entry:", line)
    return Figure("verify ends with 1 and names the entry", "verify 以 1 退出并指出该条目")
