"""What people expect of a chat beyond sending: changes to messages, threads, unread, search,
receipts, devices, moderation, the web client and its administration."""

import asyncio
import time

from client import Client, Ended, all_offline, all_online
from criteria import Failed, Figure, criterion, milliseconds, need
from talking import fill


def without_id(reply):
    return {key: value for key, value in reply.items() if key != "id"}


async def history_of(client, conversation):
    return {m["seq"]: m for m in await client.all_history(conversation)}


@criterion("M1", "Edit, delete, react, pin: live, in history, for a new device the same",
           "编辑、删除、回应、置顶：实时可见，历史与新设备所见一致")
async def changes(stage):
    with stage.daemon() as daemon:
        mei, bob = daemon.people("mei", "bob", devices=2)
        author, reader = Client(mei), Client(bob)
        await all_online(daemon, author, reader)
        talk = await author.open(bob)
        await fill(author, talk, 3)
        edit = await author.write("message.edit", conversation=talk, seq=1, text="mended")
        need(edit["version"] == 2, "the version is", edit["version"])
        await reader.refused("forbidden", "message.edit", conversation=talk, seq=1, text="x",
                             idempotency_key="r1")
        await author.refused("conflict", "message.edit", conversation=talk, seq=1, text="late",
                             if_version=1, idempotency_key="a1")
        await reader.write("message.react", conversation=talk, seq=1, emoji="👍", on=True)
        await reader.write("message.pin", conversation=talk, seq=1, on=True)
        await author.write("message.delete", conversation=talk, seqs=[2])
        await reader.until(lambda: reader.events(talk, "message.deleted"), "the deletion")
        versions = await reader.ask("message.versions", conversation=talk, seq=1)
        need([v["text"] for v in versions["versions"]] == ["0", "mended"], "versions:", versions)
        fresh = Client(bob, 1)
        await fresh.online(daemon)
        old, new = await history_of(reader, talk), await history_of(fresh, talk)
        need(old == new, "a new device sees another history")
        need(new[1]["text"] == "mended" and new[1]["version"] == 2, "message 1 is", new[1])
        need(new[1]["reactions"] == {"👍": [bob.user]} and new[1]["pinned"], "message 1 is", new[1])
        need(new[2].get("deleted") and "text" not in new[2], "message 2 is", new[2])
        log = await fresh.all_entries(talk)
        need("1" not in [e["data"].get("text") for e in log], "the deleted text is still there")
        await all_offline(author, reader, fresh)
    return Figure("4 changes seen alike by 2 devices; deleted text gone from log and history",
                  "4 种变更两台设备所见相同；被删文本已从日志与历史消失")


@criterion("M2", "Threads: replies are counted without holes, followed, unread by cursor",
           "话题：回复编号连续，可关注，未读由游标算出")
async def threads(stage):
    with stage.daemon() as daemon:
        mei, bob = (Client(person) for person in daemon.people("mei", "bob"))
        await all_online(daemon, mei, bob)
        talk = await mei.open(bob.person)
        root = (await mei.say(talk, "root"))["seq"]
        numbers = [(await bob.say(talk, f"reply {n}", thread=root))["thread_seq"]
                   for n in range(3)]
        need(numbers == [1, 2, 3], "thread_seqs are", numbers)
        page = await mei.ask("history.get", conversation=talk, thread=root)
        need([m["thread_seq"] for m in page["messages"]] == numbers, "the thread is", page)
        info = (await history_of(mei, talk))[root]["thread_info"]
        need(info["count"] == 3 and info["participants"] == [bob.person.user], "info is", info)
        mine = (await mei.ask("thread.list"))["threads"]
        need(mine and mine[0]["unread"] == 3, "the root's author has", mine)
        await mei.ask("thread.read", conversation=talk, thread=root, thread_seq=2)
        need((await mei.ask("thread.list"))["threads"][0]["unread"] == 1, "unread is not 1")
        await all_offline(mei, bob)
    return Figure("3 replies, unread 3 then 1", "3 条回复，未读 3 → 1")


@criterion("M3", "Unread and mentions: exact in item and total, edits and deletions counted",
           "未读与提及：单会话与总数均精确，编辑和删除计入")
async def unread(stage):
    with stage.daemon() as daemon:
        mei, bob = (Client(person) for person in daemon.people("mei", "bob"))
        await all_online(daemon, mei, bob)
        group = await mei.create("Team", bob.person)
        await fill(mei, group, 5)
        me = [bob.person.user]
        named = (await mei.say(group, "@bob", mentions=me))["seq"]
        everyone = (await mei.say(group, "@all", mentions="all"))["seq"]
        item = await bob.item(group)
        need((item["unread"], item["mention_seqs"]) == (7, [named, everyone]), "item", item)
        await mei.write("message.edit", conversation=group, seq=1, text="@bob", mentions=me)
        await mei.write("message.delete", conversation=group, seqs=[everyone])
        item = await bob.item(group)
        need(item["mention_seqs"] == [1, named] and item["mentions"] == 2, "then", item)
        await bob.ask("conversation.read", conversation=group, seq=5)
        counts = await bob.ask("account.counts")
        need((counts["unread"], counts["mentions"]) == (2, 1), "counts", counts)
        await bob.write("conversation.settings", conversation=group, marked_unread=True)
        need((await bob.item(group))["marked_unread"] is True, "the mark is not there")
        await all_offline(mei, bob)
    return Figure("unread 7 → 2, mentions 2 → 1, all as counted by hand",
                  "未读 7 → 2，提及 2 → 1，均与手工计数相同")


@criterion("M4", "Search: found within two seconds, Chinese by parts of words, rights at once",
           "搜索：两秒内可搜到，中文按词的片段可查，权限即时生效",
           "≤ 2 s", "≤ 2 s")
async def search(stage):
    with stage.daemon() as daemon:
        ada, ben, eve = (Client(person) for person in daemon.people("ada", "ben", "eve"))
        await all_online(daemon, ada, ben, eve)
        group = await ada.create("搜索", ben.person)
        await ada.say(group, "明天上午在会议室讨论数据库迁移")
        await ada.say(group, "The Café opens at nine")
        wanted = {"会议": 1, "库迁": 1, "cafe": 2, "\"opens at\"": 2}
        began = time.monotonic()
        for query, seq in wanted.items():
            while True:
                hits = (await ben.ask("message.search", query=query))["hits"]
                if [hit["seq"] for hit in hits] == [seq]:
                    break
                need(time.monotonic() - began < 5, query, "finds", hits)
                await asyncio.sleep(0.05)
        took = time.monotonic() - began
        need(not (await eve.ask("message.search", query="会议"))["hits"], "a stranger finds it")
        for hostile in ('"', "NEAR(a b)", "a OR", "-x", "col:x", "'; DROP TABLE messages --"):
            reply = await ben.request("message.search", query=hostile)
            need(reply["type"] == "ok" or reply["code"] == "bad_field", hostile, "got", reply)
        await ada.write("message.delete", conversation=group, seqs=[1])
        need(not (await ben.ask("message.search", query="会议"))["hits"], "deleted, yet found")
        await ada.write("member.remove", conversation=group, users=[ben.person.user])
        need(not (await ben.ask("message.search", query="cafe"))["hits"], "removed, yet found")
        await all_offline(ada, ben, eve)
    return Figure(f"{len(wanted)} queries after {milliseconds(took)}; deleted or removed: 0 hits",
                  f"{len(wanted)} 个查询在 {milliseconds(took)} 内命中；删除或移出后命中 0",
                  took <= 2)


@criterion("M5", "Receipts: delivered and read reach the sender, unless switched off",
           "回执：已送达与已读告知发送者，可关闭")
async def receipts(stage):
    with stage.daemon() as daemon:
        mei, bob = (Client(person) for person in daemon.people("mei", "bob"))
        await all_online(daemon, mei, bob)
        talk = await mei.open(bob.person)
        await mei.say(talk, "seen?")

        def told(member):
            return [hint for hint in mei.hints
                    if hint["type"] == "receipt" and hint.get(member) == 1]

        await bob.until(lambda: bob.texts(talk), "the message")
        await bob.hint({"type": "ack", "cursor": bob.cursor})
        await mei.until(lambda: told("delivered_seq"), "delivered")
        await bob.ask("conversation.read", conversation=talk, seq=1)
        await mei.until(lambda: told("read_seq"), "read")
        item = await mei.item(talk)
        need(item["peer_read_seq"] == 1, "peer_read_seq is", item.get("peer_read_seq"))
        listed = await mei.ask("receipt.list", conversation=talk, seq=1)
        need(listed["read"] == [bob.person.user], "receipt.list says", listed)
        await bob.write("conversation.settings", conversation="self", read_receipts=False)
        await mei.say(talk, "and now?")
        await bob.ask("conversation.read", conversation=talk, seq=2)
        await mei.ask("ping")
        need(not [h for h in mei.hints if h.get("read_seq") == 2], "told although switched off")
        await all_offline(mei, bob)
    return Figure("delivered, read, then silence", "已送达、已读、关闭后不再告知")


@criterion("M6", "Devices: a revoked one is closed with 4501 and refused at once",
           "设备：被撤销者立即以 4501 断开并被拒绝", "≤ 1 s", "≤ 1 s")
async def devices(stage):
    with stage.daemon() as daemon:
        mei = daemon.people("mei", devices=2)[0]
        phone, lost = Client(mei, 0), Client(mei, 1)
        await all_online(daemon, phone, lost)
        listed = (await phone.ask("device.list"))["devices"]
        other = [device["device"] for device in listed if not device["current"]]
        need(len(listed) == 2 and len(other) == 1, "device.list says", listed)
        began = time.monotonic()
        await phone.write("device.revoke", device=other[0])
        code = await lost.ending()
        took = time.monotonic() - began
        need(code == 4501, "the revoked device got", code)
        taken = True
        try:
            await lost.online(daemon)
        except (Failed, Ended):
            taken = False
        need(not taken, "the revoked token was taken")
        await phone.offline()
    return Figure(f"closed after {milliseconds(took)}", f"{milliseconds(took)} 后断开", took <= 1)


@criterion("M7", "Moderation: ban, mute, slow mode, announcements, blocking",
           "管理：封禁、禁言、慢速、公告、拉黑")
async def moderation(stage):
    with stage.daemon() as daemon:
        ada, ben, cleo = (Client(person) for person in daemon.people("ada", "ben", "cleo"))
        await all_online(daemon, ada, ben, cleo)
        group = await ada.create("Town", ben.person, cleo.person)
        until = int((time.time() + 3600) * 1000)
        await ada.write("member.mute", conversation=group, user=ben.person.user, until=until)
        await ben.refused("forbidden", "message.send", conversation=group, text="x",
                          idempotency_key="b1")
        await ada.write("member.mute", conversation=group, user=ben.person.user, until=0)
        await ada.write("conversation.update", conversation=group, slow_ms=60000)
        await ben.say(group, "one")
        slow = await ben.refused("rate_limited", "message.send", conversation=group, text="two",
                                 idempotency_key="b2")
        need(slow["retry"] == "after", "slow mode says", slow)
        await ada.write("conversation.update", conversation=group, slow_ms=0, post="admins")
        await ben.refused("forbidden", "message.send", conversation=group, text="x",
                          idempotency_key="b3")
        await ada.write("member.ban", conversation=group, user=ben.person.user, on=True)
        await ben.refused("not_found", "history.get", conversation=group)
        await ada.refused("bad_state", "member.add", conversation=group,
                          users=[ben.person.user], idempotency_key="a1")
        talk = await cleo.open(ben.person)
        await ben.write("user.block", user=cleo.person.user, on=True)
        refused = await cleo.refused("forbidden", "message.send", conversation=talk, text="x",
                                     idempotency_key="c1")
        need("need" not in refused, "blocking shows:", refused)
        await all_offline(ada, ben, cleo)
    return Figure("5 of 5 hold at the next message", "5/5 自下一条消息起生效")


@criterion("M8", "The web client is served by the daemon under a strict policy",
           "守护进程自带网页客户端，并施加严格的内容安全策略")
async def web_client(stage):
    with stage.daemon() as daemon:
        status, headers, page = daemon.http("GET", "/", headers={"Accept": "text/html"})
        policy = headers.get("Content-Security-Policy", "")
        need(status == 200 and "<script" in page, "GET / got", status)
        for part in ("default-src 'none'", "script-src 'self'", "require-trusted-types-for"):
            need(part in policy, "the policy lacks", part)
        need("unsafe" not in policy, "the policy is", policy)
        sources = [part.split('"')[0] for part in page.split('src="')[1:]]
        need(sources and all(not source.startswith("http") for source in sources), sources)
        for source in sources:
            status, headers, _ = daemon.http("GET", source)
            need(status == 200, source, "got", status)
    return Figure(f"page and {len(sources)} script(s), no other host",
                  f"页面与 {len(sources)} 个脚本，不访问其他主机")


@criterion("M9", "Administration over HTTP is for administrators alone",
           "HTTP 管理接口只对管理员开放")
async def administration(stage):
    with stage.daemon() as daemon:
        mei = daemon.people("mei")[0]
        link = daemon.ctl("invite", "create", "--admin").stdout
        invite = link.strip().split("#invite=")[1].split()[0]
        account = {"login": "root", "password": "correct horse battery"}
        daemon.http("POST", "/v1/accounts", {**account, "invite": invite})
        token = daemon.sign_in("root", "correct horse battery")["token"]
        places = ("status", "users", "invites", "sessions", "conversations")
        for place in places:
            got = [daemon.http("GET", f"/v1/admin/{place}", token=who)[0]
                   for who in (None, mei.tokens[0], token)]
            need(got == [401, 403, 200], place, "got", got)
        _, _, status = daemon.http("GET", "/v1/admin/status", token=token)
        need(status["users"] == 2, "status says", status)
    return Figure(f"{len(places)} places: 401, 403, 200", f"{len(places)} 个入口：401、403、200")
