"""A client of the protocol as third parties would write it: it stores the cursor, applies events by
the three-line rule and knows its own pending requests. What breaks a promise raises Failed."""

import asyncio
import itertools
import json

import websockets

from criteria import Failed, need

PATIENCE_S = 30


class Ended(Exception):
    """The connection is gone; `code` is what it was closed with, None if it just broke."""

    def __init__(self, code):
        super().__init__(f"the connection ended with {code}")
        self.code = code


class Client:
    """One device. Its state outlives its connections."""

    def __init__(self, person, device=0, name=None):
        self.person = person
        self.token = person.tokens[device]
        self.name = name or f"{person.login}-{device}"
        self.cursor = None
        self.have = {}      # conversation -> rev of the newest entry that was applied
        self.log = {}       # conversation -> [event], as applied
        self.hints = []     # presence, typing, receipt, gap
        self.arrived = {}   # idempotency key -> loop time of its message event
        self.synced = False
        self.cut_after = None  # events, then the connection breaks without a word
        self._numbers = itertools.count(1)
        self._keys = itertools.count(1)
        self._waiting = {}
        self._changed = asyncio.Event()
        self._link = None
        self._reading = None
        self._closed_with = None
        self._failure = None

    # ---- Connection
    async def online(self, daemon, **hello):
        """Connects, says hello with the stored cursor, returns the answer."""
        self.synced = False
        self._closed_with = None
        self._link = await websockets.connect(
            f"ws://127.0.0.1:{daemon.port}/v1/ws", subprotocols=["parley.v1"], compression=None,
            max_size=None, max_queue=None, ping_interval=None, close_timeout=1)
        self._reading = asyncio.create_task(self._read())
        if self.cursor is not None:
            hello.setdefault("cursor", self.cursor)
        answer = await self.ask("hello", token=self.token, **hello)
        await self.until(lambda: self.synced, "synced")
        return answer

    async def offline(self):
        if self._link is not None:
            await self._link.close()
            await self._reading
            self._link = None

    async def _read(self):
        try:
            async for text in self._link:
                self._take(json.loads(text))
                self._changed.set()
                if self.cut_after is not None and self.cut_after <= 0:
                    self._link.transport.abort()
                    break
        except websockets.ConnectionClosed:
            pass
        except Failed as failure:
            self._fail(failure)
            return
        self._closed_with = self._link.close_code
        self._fail(Ended(self._closed_with))

    def _fail(self, why):
        self._failure = why
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(why)
                future.exception()
        self._waiting.clear()
        self._closed_with = self._closed_with or -1
        self._changed.set()

    # ---- What comes in
    def _take(self, frame):
        kind = frame["type"]
        if kind in ("ok", "error"):
            if frame.get("resumed") is False:
                self.cursor = None
                self.have = {"self": frame["self_rev"]}
                self.log = {}
            future = self._waiting.pop(frame.get("id"), None)
            need(future is not None, self.name, "got an answer to nothing:", frame)
            if not future.done():
                future.set_result(frame)
        elif kind == "event":
            self._apply(frame)
        elif kind == "synced":
            need(not self.synced, self.name, "was synced twice")
            self.synced = True
            self.cursor = frame["cursor"]
        else:
            if kind == "gap":
                self.have[frame["conversation"]] = frame["to_rev"]
            self.hints.append(frame)

    def _apply(self, event):
        log, rev = event["conversation"], event["rev"]
        have = self.have.get(log, rev - 1)
        if self.cut_after is not None:
            self.cut_after -= 1
        self.cursor = event["cursor"]
        if rev <= have:
            return
        need(rev == have + 1, self.name, "had", have, "of", log, "and got", rev)
        self.have[log] = rev
        self.log.setdefault(log, []).append(event)
        key = event["data"].get("idempotency_key")
        if key is not None:
            self.arrived[key] = asyncio.get_running_loop().time()
        if log == "self" and event["kind"] == "left":
            self.have.pop(event["data"]["conversation"], None)

    # ---- What goes out
    async def request(self, type, **members):
        """The reply, whatever it is."""
        number = next(self._numbers)
        future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        frame = {"type": type, "id": number, **members}
        try:
            await self._link.send(json.dumps(frame))
            return await asyncio.wait_for(future, PATIENCE_S)
        except websockets.ConnectionClosed as closed:
            raise Ended(closed.code) from None
        except asyncio.TimeoutError:
            raise Failed(self.name, "got no answer to", type) from None

    async def ask(self, type, **members):
        """The reply, which has to be ok."""
        reply = await self.request(type, **members)
        need(reply["type"] == "ok", self.name, type, "got", json.dumps(reply))
        return reply

    async def refused(self, code, type, **members):
        """The reply, which has to be this error."""
        reply = await self.request(type, **members)
        need(reply.get("code") == code, self.name, type, "wanted", code, "got", json.dumps(reply))
        return reply

    def key(self):
        return f"{self.name}-{next(self._keys)}"

    async def write(self, type, **members):
        """A request that takes an idempotency key."""
        return await self.ask(type, **{"idempotency_key": self.key(), **members})

    async def say(self, conversation, text, **members):
        return await self.write("message.send", conversation=conversation, text=text, **members)

    async def open(self, person):
        return (await self.write("conversation.open", user=person.user))["conversation"]

    async def create(self, title, *people, **settings):
        answer = await self.write("conversation.create", title=title,
                                  members=[person.user for person in people], **settings)
        return answer["conversation"]

    async def item(self, conversation):
        return await self.ask("conversation.get", conversation=conversation)

    async def hint(self, text):
        """A frame without a reply."""
        await self._link.send(json.dumps(text))

    # ---- Waiting
    async def until(self, condition, what, patience=PATIENCE_S):
        """Returns the first true value of `condition`, looked at after each frame."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        while True:
            value = condition()
            if value:
                return value
            if self._closed_with is not None:
                raise self._failure
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), deadline - loop.time())
            except asyncio.TimeoutError:
                raise Failed(self.name, "waited in vain for", what) from None

    async def ending(self, patience=PATIENCE_S):
        """Waits until the server closes the connection; returns the code."""
        try:
            await self.until(lambda: False, "the end of the connection", patience)
        except Ended as ended:
            return ended.code

    # ---- What it holds
    def events(self, conversation, kind=None):
        return [event for event in self.log.get(conversation, ())
                if kind is None or event["kind"] == kind]

    def texts(self, conversation):
        return [event["data"].get("text") for event in self.events(conversation, "message")]

    async def all_history(self, conversation, limit=200):
        """Every message, page by page from the newest back."""
        messages, anchor = [], {}
        while True:
            page = await self.ask("history.get", conversation=conversation, limit=limit, **anchor)
            messages = page["messages"] + messages
            if not page["more_before"]:
                return messages
            need(page["messages"], "a page without messages says that there are more")
            anchor = {"before_seq": page["messages"][0]["seq"]}

    async def all_entries(self, conversation):
        """Every entry, by log.get."""
        events, first = [], 1
        while True:
            page = await self.ask("log.get", conversation=conversation, from_rev=first)
            events += page["events"]
            if not page["more"]:
                return events
            first = events[-1]["rev"] + 1


async def all_online(daemon, *clients):
    for client in clients:
        await client.online(daemon)


async def all_offline(*clients):
    for client in clients:
        await client.offline()
