"""A Bot API server and the people who write to the bot, in a process of their own: all of it on loopback.

As little as will do, so that it is not what is measured: HTTP is taken apart by hand, and a method's result
is a string with a number or two put in. A load is asked of it; the figures come back as JSON.
"""

import asyncio
import itertools
import json
import random
import re
import sys
import time
from collections import deque

TOKEN = "123456789:AAfakeTokenFakeTokenFakeTokenFakeTok"
SECRET = "s3cret"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_METHOD = re.compile(rb"^POST /bot[^/]+/(\w+)")
# As forms are sent, or with a file, in parts.
_FIELD = re.compile(rb'(?:^|&|name=")(chat_id|offset|timeout)(?:=|"\r\n\r\n)(-?\d+)')
_PHOTO = '"photo":[{"file_id":"kept","file_unique_id":"k","width":900,"height":600}]'
_ME = '{"id":123456789,"is_bot":true,"first_name":"Bot","username":"fake_bot","supports_inline_queries":true}'
_TEXT = '"text":"x"'
_ENDLESS = 1e9
_TOO_MANY = 429
_PATIENCE = 30.0  # seconds for the last answers


class Load:
    """Who asks how much. `questions` are asked in turn.

    With a `rate` a second, for `seconds`, each question comes from a chat of its own, whether or not those
    before are answered (an open loop). Else `chats` have one question each under way, the next being asked
    when the answer is there (a closed loop). `hook` is the port that is called; without it, the bot polls.
    `faults` is the share of messages that meet with one: 429, 500, a reset; as many updates come once more.
    """

    def __init__(self, *, questions, seconds, chats=64, rate=None, hook=None, warm=2.0, faults=0.0):
        self.questions = itertools.cycle(questions)
        self.seconds, self.chats, self.rate, self.hook, self.warm = seconds, chats, rate, hook, warm
        self.asked, self.took, self.answered = {}, [], set()
        self.faults, self.met, self.twice = faults, 0, 0
        self.began = _ENDLESS


class Telegram:
    """The server; it takes up a load at a time."""

    def __init__(self):
        self.updates, self.waiting = deque(), deque()
        self.numbers, self.messages = itertools.count(1), itertools.count(1)
        self.people = itertools.count(1000)
        self.load = None
        self.ready = asyncio.Event()  # the bot polls, or has told its address

    # ------------------------------------------------------------------ people

    async def bear(self, load):
        """Runs a load; the figures."""
        self.load = load
        hooks = [asyncio.create_task(self._call_hook(load)) for _ in range(load.chats if load.hook else 0)]
        start = time.perf_counter()
        load.began = start + load.warm
        if load.rate:
            for number in range(int(load.rate * (load.seconds + load.warm))):
                await asyncio.sleep(max(0.0, start + number / load.rate - time.perf_counter()))
                self._ask(load, next(self.people))
            last = time.perf_counter()
            while load.asked and time.perf_counter() - last < _PATIENCE:  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.01)
        else:
            for _ in range(load.chats):
                self._ask(load, next(self.people))
            await asyncio.sleep(load.warm + load.seconds)
        elapsed = time.perf_counter() - load.began
        self.load = None
        for hook in hooks:
            hook.cancel()
        await asyncio.gather(*hooks, return_exceptions=True)
        took = sorted(load.took) or [0.0]
        return {
            "answers": len(load.took),
            "a_second": round(len(load.took) / elapsed, 1),
            "p50_ms": round(took[len(took) // 2] * 1000, 1),
            "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
            "max_ms": round(took[-1] * 1000, 1),
            "unanswered": len(load.asked) if load.rate else 0,
            "twice": load.twice,
            "faults": load.met,
        }

    def _ask(self, load, person):
        number = next(self.numbers)
        update = {
            "update_id": number,
            "message": {
                "message_id": next(self.messages),
                "date": int(time.time()),
                "chat": {"id": person, "type": "private", "first_name": "Anna"},
                "from": {"id": person, "is_bot": False, "first_name": "Anna", "language_code": "en"},
                "text": next(load.questions),
            },
        }
        load.asked[person] = time.perf_counter()
        self.updates.append((number, json.dumps(update)))
        if load.hook and random.random() < load.faults:
            self.updates.append(self.updates[-1])  # it comes once more
            load.met += 1
        while self.waiting and self.updates:
            waiting = self.waiting.popleft()
            if not waiting.done():
                waiting.set_result(None)

    def _answered(self, person):
        load = self.load
        if load is None:
            return
        if (since := load.asked.pop(person, None)) is None:
            load.twice += person in load.answered
            return
        if load.rate:
            load.answered.add(person)
        now = time.perf_counter()
        if (since if load.rate else now) >= load.began:
            load.took.append(now - since)
        if not load.rate:
            self._ask(load, person)

    # ------------------------------------------------------------------ calling the bot

    async def _call_hook(self, load):
        """One of the connections by which Telegram calls."""
        reader, writer = await asyncio.open_connection("127.0.0.1", load.hook)
        head = f"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
        try:
            while True:
                while not self.updates:
                    waiting = asyncio.get_running_loop().create_future()
                    self.waiting.append(waiting)
                    await waiting
                number, body = self.updates.popleft()
                kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
                writer.write(f"{head}{kind}\r\n\r\n{body}".encode())
                answer = await reader.readuntil(b"\r\n\r\n")
                if length := _LENGTH.search(answer):
                    await reader.readexactly(int(length[1]))
                if b" 200 " not in answer[:20]:
                    self.updates.append((number, body))
                    await asyncio.sleep(0.1)
        finally:
            writer.close()

    # ------------------------------------------------------------------ being called

    async def result(self, method, body):
        """What a method answers, as JSON."""
        if method in {b"sendMessage", b"sendPhoto"}:
            person = int(dict(_FIELD.findall(body))[b"chat_id"])
            self._answered(person)
            return (
                f'{{"message_id":{next(self.messages)},"date":{int(time.time())},'
                f"{_PHOTO if method == b'sendPhoto' else _TEXT},"
                f'"chat":{{"id":{person},"type":"private","first_name":"Anna"}},"from":{_ME}}}'
            )
        if method == b"getUpdates":
            return await self._updates_from(dict(_FIELD.findall(body)))
        if method == b"getMe":
            return _ME
        if method == b"setWebhook":
            self.ready.set()
        if method.startswith(b"getMy"):
            return (
                "[]" if method == b"getMyCommands" else '{"name":"","description":"","short_description":""}'
            )
        return "true"

    async def _updates_from(self, asked):
        self.ready.set()
        offset = int(asked.get(b"offset", 0))
        while self.updates and self.updates[0][0] < offset:
            self.updates.popleft()
        if not self.updates:
            waiting = asyncio.get_running_loop().create_future()
            self.waiting.append(waiting)
            try:
                await asyncio.wait_for(waiting, float(asked.get(b"timeout", 0)) or 0.01)
            except TimeoutError:
                return "[]"
        return f"[{','.join(text for _, text in itertools.islice(self.updates, 100))}]"


class Connection(asyncio.Protocol):
    """A connection from the bot; one request at a time, as HTTP clients do without pipelining."""

    def __init__(self, telegram):
        self.telegram, self.held, self.task = telegram, b"", None

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, _):
        if self.task:
            self.task.cancel()

    def data_received(self, data):
        self.held += data
        head, found, body = self.held.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        wanted = int(length[1]) if length else 0
        if not found or len(body) < wanted:
            return
        self.held = b""
        if control := re.match(rb"^POST /control/(\w+)", head):
            self.task = asyncio.ensure_future(self._control(control[1].decode(), body))
        elif method := _METHOD.match(head):
            self.task = asyncio.ensure_future(self._answer(method[1], body))

    async def _answer(self, method, body):
        load = self.telegram.load
        if load and method.startswith(b"send") and random.random() < load.faults:
            load.met += 1
            self._fail(random.choice((429, 500, 0)))
            return
        self._send(f'{{"ok":true,"result":{await self.telegram.result(method, body)}}}')

    async def _control(self, what, body):
        if what == "ready":
            await self.telegram.ready.wait()
            self.telegram.ready.clear()
            self.telegram.updates.clear()
            self._send("{}")
        else:
            self._send(json.dumps(await self.telegram.bear(Load(**json.loads(body)))))

    def _fail(self, status):
        if not status:
            self.transport.abort()
        elif status == _TOO_MANY:
            self._send(
                '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":1}}', status
            )
        else:
            self._send("<html>", status)

    def _send(self, text, status=200):
        raw = text.encode()
        kind = b"Content-Type: application/json\r\nContent-Length: %d" % len(raw)
        self.transport.write(b"HTTP/1.1 %d x\r\n%b\r\n\r\n%b" % (status, kind, raw))


async def main():
    telegram = Telegram()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(telegram), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started this is gone


if __name__ == "__main__":
    asyncio.run(main())
