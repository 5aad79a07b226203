"""The proxy as compose.yaml sets it up, in front of real copies of the bot."""

import asyncio
import re
import shutil
from contextlib import asynccontextmanager

import httpx
import pytest
import yaml
from bot_processes import ROOT, SECRET, Bot, bot_api, bots, deliver
from postgres_server import free_port
from waiting import soon, until

from bot.telegram.webhook import SECRET_HEADER

pytestmark = pytest.mark.skipif(shutil.which("caddy") is None, reason="there is no caddy here")

QUESTIONS = 120


def caddyfile(port, copies):
    """The proxy's settings, but for the domain and the name that only a Docker network knows."""
    text = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["configs"]["proxy"]["content"]
    text, domains = re.subn(re.escape("${DOMAIN:?}"), f"http://127.0.0.1:{port}", text)
    addresses = " ".join(f"127.0.0.1:{copy.port}" for copy in copies)
    text, upstreams = re.subn(r"dynamic a bot 8080 \{[^}]*\}", f"to {addresses}", text)
    assert (domains, upstreams) == (1, 1)
    text, patience = re.subn(r"(read_\w+) 10s", r"\1 1s", text)
    assert patience == 2
    return text.replace("{\n", "{\n  admin off\n  auto_https off\n", 1)


@asynccontextmanager
async def proxy(folder, copies):
    """The port of a proxy in front of `copies`."""
    port, home = (
        free_port(),
        {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
    )
    (folder / "Caddyfile").write_text(caddyfile(port, copies), "utf-8")
    with (folder / "caddy.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(shutil.which("caddy"), "run", "--config", "Caddyfile", "--adapter", "caddyfile"),
            cwd=folder,
            env=home,
            stdout=log,
            stderr=log,
        )
    try:
        await until(lambda: b"serving initial configuration" in (folder / "caddy.log").read_bytes())
        yield port
    finally:
        process.terminate()
        await process.wait()


async def test_the_proxy_spreads_calls_over_the_copies_and_leaves_out_one_that_is_gone(postgres, tmp_path):
    database = postgres.new_database()
    async with bot_api() as api:
        settings = {"BOT_MODE": "webhook", "BOT_WEBHOOK_URL": "https://bot.example/telegram"}
        copies = [Bot(api, database, tmp_path, **settings) for _ in range(2)]
        async with bots(*copies), proxy(tmp_path, copies) as port:
            await asyncio.gather(*(copy.start() for copy in copies))
            burst = list(api.questions(QUESTIONS))
            delivering = asyncio.create_task(deliver(burst, lambda: port, path="/telegram"))
            await until(lambda: len(api.sent) >= QUESTIONS / 3)
            taken = [await handled(copy) for copy in copies]
            await copies[0].kill()
            await soon(delivering)
            await until(lambda: len(api.sent) == QUESTIONS)
            assert min(taken) > 0


async def test_the_proxy_cuts_off_who_sends_too_slowly(tmp_path):
    async with bot_api() as api:
        address = "https://bot.example/telegram"
        bot = Bot(
            api,
            f"sqlite:///{tmp_path / 'bot.sqlite3'}",
            tmp_path,
            BOT_MODE="webhook",
            BOT_WEBHOOK_URL=address,
        )
        async with bots(bot), proxy(tmp_path, [bot]) as port:
            await bot.start()
            head = f"POST /telegram HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            kind = "Content-Type: application/json\r\nContent-Length: 5000\r\n"
            for sent in (head, f"{head}{kind}\r\n{{", f"{head}{kind}{SECRET_HEADER}: {SECRET}\r\n\r\n{{"):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                try:
                    writer.write(sent.encode())
                    # After a second, but on a busy machine it took more than five.
                    await soon(reader.read())
                finally:
                    writer.close()
            await deliver(api.questions(1), lambda: port, path="/telegram")
            await until(lambda: api.sent)


async def handled(copy):
    """How many updates a copy says it has handled."""
    async with httpx.AsyncClient(trust_env=False) as http:
        text = (await http.get(f"http://127.0.0.1:{copy.monitor_port}/metrics")).text
    return sum(
        float(n) for n in re.findall(r'^bot_updates_total\{kind="message"\} (\S+)', text, re.MULTILINE)
    )


async def test_the_proxy_passes_nothing_on_but_the_webhook(postgres, tmp_path):
    async with bot_api() as api:
        bot = Bot(
            *(api, postgres.new_database(), tmp_path),
            BOT_MODE="webhook",
            BOT_WEBHOOK_URL="https://bot.example/telegram",
        )
        async with bots(bot), proxy(tmp_path, [bot]) as port, httpx.AsyncClient(trust_env=False) as http:
            await bot.start()
            for path in ("/", "/metrics", "/healthz", "/telegram/x", "/hook"):
                assert (await http.get(f"http://127.0.0.1:{port}{path}")).status_code == 404
            address, secret = f"http://127.0.0.1:{port}/telegram", {SECRET_HEADER: SECRET}
            assert (await http.post(address, json={"update_id": 1})).status_code == 403
            assert (await http.post(address, json={"update_id": 1}, headers=secret)).status_code == 200
            large = b'{"update_id": 2, "x": "' + b"x" * 2_000_000 + b'"}'
            kind = {"Content-Type": "application/json"}
            assert (await http.post(address, content=large, headers=secret | kind)).status_code >= 400
