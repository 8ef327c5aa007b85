"""The functional requirements of docs/design.md, section 2.1: at least one for each row."""

import asyncio
import time

from client import Client, Ended, all_offline, all_online
from criteria import Figure, criterion, milliseconds, need, thousands


@criterion("F1", "Direct chat: two people, one conversation, both directions",
           "单聊：两人、唯一会话、双向收发")
async def direct_chat(stage):
    with stage.daemon() as daemon:
        mei, bob = (Client(person) for person in daemon.people("mei", "bob"))
        await all_online(daemon, mei, bob)
        talk = await mei.open(bob.person)
        need(await bob.open(mei.person) == talk, "there are two direct conversations of the two")
        ok = await mei.say(talk, "Hello Bob!")
        await bob.until(lambda: bob.texts(talk) == ["Hello Bob!"], "the message")
        await bob.say(talk, "你好，Mei！")
        await mei.until(lambda: mei.texts(talk) == ["Hello Bob!", "你好，Mei！"], "both messages")
        event = bob.events(talk, "message")[0]
        need((event["rev"], event["seq"]) == (ok["rev"], ok["seq"]), "ok and event differ")
        await all_offline(mei, bob)
    return Figure("2 of 2 delivered, one conversation", "2/2 送达，会话唯一")


@criterion("F2", "Group chat: create, add, remove; who is removed hears and reads no more",
           "群聊：建群、加人、移除；被移除者此后既收不到也读不到")
async def group_chat(stage):
    with stage.daemon() as daemon:
        ada, ben, cleo = (Client(person) for person in daemon.people("ada", "ben", "cleo"))
        await all_online(daemon, ada, ben, cleo)
        group = await ada.create("Lunch", ben.person)
        await ada.say(group, "one")
        await ada.write("member.add", conversation=group, users=[cleo.person.user])
        await ada.say(group, "two")
        await cleo.until(lambda: cleo.texts(group) == ["two"], "what came after joining")
        await ada.write("member.remove", conversation=group, users=[ben.person.user])
        last = (await ada.say(group, "three"))["seq"]
        await cleo.until(lambda: cleo.texts(group) == ["two", "three"], "the last message")
        await ben.until(lambda: ben.events("self", "left"), "left")
        await ben.ask("ping")
        need(ben.texts(group) == ["one", "two"], "the removed one has", ben.texts(group))
        need(ben.events(group)[-1]["kind"] == "member.removed", "that was not the last entry")
        await ben.refused("not_found", "history.get", conversation=group)
        await ben.refused("not_found", "message.send", conversation=group, text="x",
                          idempotency_key="no")
        need(last == 3, "seq is", last)
        await all_offline(ada, ben, cleo)
    return Figure("3 members, 3 messages, 0 seen behind the removal", "3 人 3 条，移除后泄漏 0 条")


@criterion("F3", "Online messages: live, in order, without holes, on every device",
           "在线消息：实时、有序、无空洞，到达每台设备")
async def online_messages(stage):
    count = 500
    with stage.daemon() as daemon:
        people = daemon.people("ada", "ben", "cleo", devices=2)
        clients = [Client(person, device) for person in people for device in (0, 1)]
        await all_online(daemon, *clients)
        ada = clients[0]
        group = await ada.create("Live", people[1], people[2])
        waits = []
        for number in range(count):
            began = asyncio.get_running_loop().time()
            key = ada.key()
            await ada.write("message.send", conversation=group, text=f"{number}",
                            idempotency_key=key)
            if number % 10 == 0:
                ben = clients[2]
                await ben.until(lambda: key in ben.arrived, "the event")
                waits.append(ben.arrived[key] - began)
        wanted = [f"{number}" for number in range(count)]
        for client in clients:
            await client.until(lambda: len(client.texts(group)) >= count, "all messages")
            need(client.texts(group) == wanted, client.name, "has another order")
        await all_offline(*clients)
    wait = milliseconds(sorted(waits)[len(waits) // 2])
    return Figure(f"{count} messages on {len(clients)} devices, send to event p50 {wait}",
                  f"{count} 条 × {len(clients)} 台设备，发送到事件 p50 {wait}")


async def fill(client, conversation, count, prefix="", at_once=32):
    """Sends `count` numbered messages, several under way, in the order of their numbers."""
    for first in range(0, count, at_once):
        numbers = range(first, min(count, first + at_once))
        await asyncio.gather(*(client.say(conversation, f"{prefix}{n}") for n in numbers))


@criterion("F4", "Offline messages: what was missed comes whole and in order at the next hello",
           "离线消息：下次 hello 时完整、有序补齐，断点可续")
async def offline_messages(stage):
    count = 1000
    with stage.daemon() as daemon:
        mei, bob = (Client(person) for person in daemon.people("mei", "bob"))
        await all_online(daemon, mei, bob)
        talk = await mei.open(bob.person)
        await bob.until(lambda: bob.events("self", "joined"), "joined")
        await bob.offline()
        await fill(mei, talk, count)
        # Cut in the middle of the catch-up, and again from the stored cursor.
        bob.cut_after = count // 3
        try:
            await bob.online(daemon)
            need(False, "the connection was not cut")
        except Ended:
            bob.cut_after = None
        before = len(bob.texts(talk))
        answer = await bob.online(daemon)
        need(answer["resumed"], "the cursor was not taken:", answer)
        need(bob.texts(talk) == [f"{n}" for n in range(count)], "the order or number is wrong")
        await all_offline(mei, bob)
    return Figure(f"{count} of {count}, resumed from the middle ({before})",
                  f"{count}/{count}，中途（{before} 条处）断线续传")


@criterion("F5", "History: pages show every message once, for a new device too; log.get agrees",
           "历史消息同步：分页不重不漏，新设备所见相同，与 log.get 一致")
async def history(stage):
    count = 1050
    with stage.daemon() as daemon:
        mei, bob = daemon.people("mei", "bob", devices=2)
        writer = Client(mei)
        await writer.online(daemon)
        talk = await writer.open(bob)
        await fill(writer, talk, count)
        fresh = Client(bob, 1)
        await fresh.online(daemon)
        messages = await fresh.all_history(talk)
        need([m["seq"] for m in messages] == list(range(1, count + 1)), "seqs are not 1…n")
        need([m["text"] for m in messages] == [f"{n}" for n in range(count)], "texts differ")
        entries = await fresh.all_entries(talk)
        need([e["rev"] for e in entries] == list(range(1, len(entries) + 1)), "revs have holes")
        need([e["data"]["text"] for e in entries if e["kind"] == "message"]
             == [m["text"] for m in messages], "log and history differ")
        page = await fresh.ask("history.get", conversation=talk, around_seq=500, limit=11)
        need(any(m["seq"] == 500 for m in page["messages"]), "around_seq missed its message")
        need(page["more_before"] and page["more_after"], "the page says that nothing is left")
        await all_offline(writer, fresh)
    return Figure(f"{count} messages, {len(entries)} entries, each once",
                  f"{count} 条消息、{len(entries)} 条日志，各恰好一次")


@criterion("F6", "Several devices: all of an account come to the same state, one was away",
           "多端一致：同一账号的全部设备（含离线后返回者）收敛到同一状态")
async def devices_agree(stage):
    with stage.daemon() as daemon:
        mei, bob = daemon.people("mei", "bob", devices=3)
        phone, laptop, tablet = (Client(mei, device) for device in range(3))
        other = Client(bob)
        await all_online(daemon, phone, laptop, tablet, other)
        talk = await phone.open(bob)
        await tablet.until(lambda: tablet.events("self", "joined"), "joined")
        await tablet.offline()
        await fill(other, talk, 40)
        await laptop.say(talk, "from the laptop")
        await phone.until(lambda: len(phone.texts(talk)) == 41, "the laptop's message")
        await fill(other, talk, 10)
        await phone.ask("conversation.read", conversation=talk, seq=45)
        group = await laptop.create("Mine", bob)
        await other.say(group, "hi")
        await tablet.online(daemon)
        clients = (phone, laptop, tablet)
        for client in clients:
            await client.until(lambda: client.texts(group) == ["hi"], "the group's message")
            await client.ask("ping")
        for log in (talk, group, "self"):
            states = [client.events(log) for client in clients]
            need(states[0] == states[1] == states[2], "the devices differ in", log)
        items = [await client.item(talk) for client in clients]
        for item in items:
            item.pop("id")
            need(item["read_seq"] == 45 and item["unread"] == 6, "unread is", item["unread"])
        need(items[0] == items[1] == items[2], "the items differ")
        await all_offline(phone, laptop, tablet, other)
    return Figure("3 devices, 2 conversations and `self` equal; unread 6 on each",
                  "3 台设备、2 个会话与 self 日志全同；未读均为 6")


@criterion("F7", "Every write may be sent again: same key, same answer, after a restart too",
           "任何写入可重发：同键同答，重启之后依然")
async def repeats(stage):
    daemon = stage.make("repeats")
    daemon.start()
    people = daemon.people("mei", "bob", devices=2)
    mei = Client(people[0])
    await mei.online(daemon)
    talk = await mei.open(people[1])
    send = {"conversation": talk, "text": "once", "idempotency_key": "the-key"}
    first = await mei.ask("message.send", **send)
    again = await mei.ask("message.send", **send)
    await mei.refused("idempotency_conflict", "message.send", **{**send, "text": "other"})
    await mei.offline()
    daemon.kill()
    daemon.start()
    tablet = Client(people[0], 1)
    await tablet.online(daemon)
    late = await tablet.ask("message.send", **send)
    for answer in (again, late):
        need(answer.pop("duplicate", False), "a repeat is not called one:", answer)
        need((answer["rev"], answer["seq"]) == (first["rev"], first["seq"]), "not the same answer")
    history = await tablet.all_history(talk)
    need([m["text"] for m in history] == ["once"], "there is more than one message")
    await tablet.offline()
    daemon.stop()
    return Figure("3 sendings, 1 message, conflict told", "发送 3 次，消息 1 条，冲突可辨")


@criterion("F8", "Accounts: invited sign-up, sign-in, sign-out ends token and socket; wrong "
           "passwords are refused alike",
           "账号：凭邀请注册、登录；登出即失效并断开；错误口令一律同样拒绝")
async def accounts(stage):
    with stage.daemon() as daemon:
        account = {"login": "root", "password": "correct horse battery"}
        status, _, _ = daemon.http("POST", "/v1/accounts", account)
        need(status == 403, "without an invite sign-up got", status)
        link = daemon.ctl("invite", "create", "--admin").stdout
        invite = link.strip().split("#invite=")[1].split()[0]
        status, _, made = daemon.http("POST", "/v1/accounts", {**account, "invite": invite})
        need(status == 201, "sign-up got", status, made)
        session = daemon.sign_in("root", "correct horse battery")
        answers = set()
        for login in ("root", "nobody"):
            status, _, error = daemon.http("POST", "/v1/sessions", {
                "login": login, "password": "wrong wrong", "device": {}})
            answers.add((status, error["error"]["code"], error["error"]["message"]))
        need(len(answers) == 1, "unknown login and wrong password differ:", answers)
        need(answers.pop()[1] == "bad_credentials", "not bad_credentials")
        daemon.people("root")  # so that the login is known to be the one
        client = Client(daemon.people("root")[0])
        client.token = session["token"]
        await client.online(daemon)
        began = time.monotonic()
        status, _, _ = daemon.http("DELETE", "/v1/sessions/current", token=session["token"])
        code = await client.ending()
        took = time.monotonic() - began
        need(status == 204 and code == 4501, "sign-out got", status, "and the socket", code)
        need(took < 1, "the socket stayed for", took)
    return Figure(f"socket closed with 4501 after {milliseconds(took)}",
                  f"连接在 {milliseconds(took)} 后以 4501 关闭")


@criterion("F9", "Presence and typing: told to those who ask, never stored",
           "在线状态与输入提示：只告知关注者，从不落盘")
async def presence(stage):
    with stage.daemon(presence_offline_grace="0s") as daemon:
        mei, bob = (Client(person) for person in daemon.people("mei", "bob"))
        await mei.online(daemon)
        talk = await mei.open(bob.person)
        answer = await mei.ask("presence.watch", users=[bob.person.user])
        need(answer["presence"][0]["state"] == "offline", "the absent one is", answer["presence"])
        before = daemon.status()["log_pos"]

        def states():
            return [hint["state"] for hint in mei.hints if hint["type"] == "presence"]

        await bob.online(daemon)
        await mei.until(lambda: "online" in states(), "online")
        await bob.hint({"type": "typing", "conversation": talk, "active": True})
        await mei.until(lambda: [h for h in mei.hints if h["type"] == "typing"], "typing")
        await bob.offline()
        await mei.until(lambda: states()[-1] == "offline", "offline")
        need(daemon.status()["log_pos"] == before, "the log grew")
        await mei.offline()
    return Figure("online, typing, offline seen; 0 log entries", "上线、输入、离线均可见；日志 0 条")


@criterion("F10", "Rights: a stranger cannot tell a conversation from one that is not there",
           "权限：外人无法区分“无权”与“不存在”")
async def strangers(stage):
    with stage.daemon() as daemon:
        ada, ben, eve = (Client(person) for person in daemon.people("ada", "ben", "eve"))
        await all_online(daemon, ada, ben, eve)
        group = await ada.create("Private", ben.person)
        await ada.say(group, "secret")
        nowhere = "c_" + "a" * 26
        asked = {"history.get": {}, "log.get": {"from_rev": 1}, "conversation.get": {},
                 "member.list": {}, "conversation.read": {"seq": 1},
                 "message.send": {"text": "x"}, "member.add": {"users": [eve.person.user]},
                 "member.leave": {}, "member.remove": {"users": [ben.person.user]}}
        for type, members in asked.items():
            if type.startswith(("message", "member")) and type != "member.list":
                members["idempotency_key"] = f"eve-{type}"
            there = await eve.refused("not_found", type, conversation=group, **members)
            not_there = await eve.refused("not_found", type, conversation=nowhere, **members)
            there.pop("id"), not_there.pop("id")
            need(there == not_there, type, "answers differ:", there, not_there)
        await eve.ask("ping")
        need(group not in eve.log, "events reached the stranger")
        await ben.refused("forbidden", "member.remove", conversation=group,
                          users=[ada.person.user], idempotency_key="ben-1")
        await all_offline(ada, ben, eve)
    return Figure(f"{thousands(len(asked))} requests answered alike",
                  f"{thousands(len(asked))} 种请求回答一致")
