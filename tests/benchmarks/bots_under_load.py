"""The bots that are compared, each run as `python bots_under_load.py NAME` with its settings in BENCHMARK."""

import asyncio
import json
import os
import re
import sys

from loopback_telegram import SECRET, TOKEN

_SAID = 50  # different replies
GIVEN = json.loads(os.environ.get("BENCHMARK", "{}"))


def ours():
    """`baotou-bot run`, but at its own pace, not at Telegram's: that would be 30 answers a second."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the command line does before anything imports numpy
    from bot.cli import main
    from bot.telegram import pace

    pace._OVERALL = pace._A_CHAT = (10**9, 1.0)
    sys.exit(main(["run"]))


def around():
    """Ours, but its engine says one of a few things it said before."""
    from functools import cache

    from bot.engine import Engine

    fresh = Engine.respond

    @cache
    def said(engine, number):
        phrasings = [text for entry in engine.kb.entries.values() for text in entry.questions.get("en", ())]
        return fresh(engine, phrasings[number * len(phrasings) // _SAID])

    Engine.respond = lambda engine, question, _=None: said(engine, hash(question) % _SAID)
    ours()


def echo():
    """An echo bot on python-telegram-bot as its documentation has it."""
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    async def answer(update, _):
        await update.message.reply_text(update.message.text)

    builder = Application.builder().token(TOKEN).base_url(f"{GIVEN['api']}/bot")
    builder = builder.concurrent_updates(GIVEN["concurrent"])
    if GIVEN["transport"] == "aiohttp":
        from bot.telegram.transport import Requests

        request = Requests(256)
        builder = builder.request(request)
    app = builder.build()
    app.add_handler(MessageHandler(filters.TEXT, answer))
    if GIVEN["mode"] == "webhook":
        app.run_webhook(
            listen="127.0.0.1",
            port=GIVEN["port"],
            url_path="hook",
            webhook_url="https://bot.example/hook",
            secret_token=SECRET,
        )
    else:
        app.run_polling(allowed_updates=Update.ALL_TYPES)


async def _nothing_else():
    """Polls and answers with bytes put together by hand: how much the other side can bear."""
    port = int(GIVEN["api"].rpartition(":")[2])

    async def call(line, method, body):
        reader, writer = line
        raw = body.encode()
        writer.write(
            b"POST /bot%b/%b HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b"
            % (TOKEN.encode(), method, len(raw), raw)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        return await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head)[1]))

    async def sender():
        line = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        while True:
            await call(line, b"sendMessage", f"chat_id={await people.get()}&text=x")

    people = asyncio.Queue()
    senders = [asyncio.create_task(sender()) for _ in range(16)]
    line, offset = await asyncio.open_connection("127.0.0.1", port, limit=2**20), 0
    while senders:
        for update in json.loads(await call(line, b"getUpdates", f"offset={offset}&timeout=10"))["result"]:
            offset = update["update_id"] + 1
            people.put_nowait(update["message"]["chat"]["id"])


def nothing():
    """No bot at all."""
    asyncio.run(_nothing_else())


if __name__ == "__main__":
    {"ours": ours, "again": ours, "around": around, "echo": echo, "nothing": nothing}[sys.argv[1]]()
