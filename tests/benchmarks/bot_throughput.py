"""How many answers a second the bot gives, and how soon, over HTTP to a Bot API on loopback.

    python tests/benchmarks/bot_throughput.py [--seconds 10] [--only "ours polling"]

Side by side in one run: echo bots on python-telegram-bot as it comes, with its httpx and with requests over
aiohttp as here; this bot, its inbox in SQLite and in PostgreSQL; polling and webhook. Then 100 questions a
second. No question comes twice before hundreds of others have; `again` is this bot where all ask one of
fifty, which it has read before. `around` is this bot with an engine that says one of fifty things it said
before: what all the rest costs. `cpu_ms` is what an answer takes of the processors. Questions and knowledge
are the real ones. First of all what the other side can bear, by a client that does nothing but that.
PostgreSQL is left out where there is no server.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager, nullcontext
from pathlib import Path

import yaml
from loopback_telegram import SECRET, TOKEN

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_READY_SECONDS = 60
_FEW = 50  # questions that everybody asks
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from postgres_server import binaries, free_port, running  # noqa: E402 - after the path is known


def main():
    options = arguments()
    questions = asked(options.questions)
    print(
        f"{len(questions)} questions, {options.chats} chats in flight, {options.seconds:.0f} s each",
        flush=True,
    )
    without = any(word in options.only for word in ("SQLite", "nothing", "echo"))
    with running() if binaries() and not without else nullcontext() as postgres:
        if options.soak:
            soak(options, questions, postgres)
            return
        stores = {"SQLite": lambda: f"sqlite:///{tempfile.mkdtemp()}/bot.sqlite3"}
        if postgres:
            stores["PostgreSQL"] = postgres.new_database
        measure(options, questions, "nothing", "polling")
        for mode in ("polling", "webhook"):
            for transport in ("httpx", "aiohttp"):
                for concurrent in (8, 64):
                    measure(options, questions, "echo", mode, transport=transport, concurrent=concurrent)
            for store, address in stores.items():
                measure(options, questions, "ours", mode, store=store, database=address())
            measure(options, questions[:_FEW], "again", mode, store="SQLite", database=stores["SQLite"]())
            measure(options, questions, "around", mode, store="SQLite", database=stores["SQLite"]())
        for mode in ("polling", "webhook"):
            for store, address in stores.items():
                measure(options, questions, "ours", mode, rate=options.rate, store=store, database=address())
            few, address = questions[:_FEW], stores["SQLite"]()
            measure(options, few, "again", mode, rate=options.rate, store="SQLite", database=address)


def soak(options, questions, postgres):
    """Many minutes at a steady rate with faults sprinkled in: 429, 500, resets, updates that come twice."""
    given = {"rate": options.rate, "seconds": options.soak * 60, "faults": 0.03}
    measure(
        options, questions, "ours", "polling", database=f"sqlite:///{tempfile.mkdtemp()}/b.sqlite3", **given
    )
    if postgres:
        measure(options, questions, "ours", "webhook", database=postgres.new_database(), **given)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--warm", type=float, default=4.0, help="seconds that are not counted")
    parser.add_argument("--chats", type=int, default=64)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--questions", type=Path, default=ROOT / "tests/questions/people.yaml")
    parser.add_argument(
        "--soak", type=float, default=0.0, metavar="MINUTES", help="only this: a long time with faults"
    )
    parser.add_argument("--only", default="", help="those that hold this: 'ours polling'")
    return parser.parse_args()


def asked(file):
    """The questions of a set, in English and Chinese by turns."""
    groups = [group for group in yaml.safe_load(file.read_text("utf-8")) if isinstance(group, dict)]
    return [text for group in groups for code in ("en", "zh") for text in group.get(code, ())]


def measure(options, questions, name, mode, **given):
    """Runs a bot under load and prints what it was and the figures, if it is one of those asked for."""
    label = " ".join(str(each) for each in (name, mode, *given.values()) if "://" not in str(each))
    if options.only in label:
        with telegram() as api:
            figures = run(api, options, questions, name, mode, **given)
        print(f"{label:32}", "  ".join(f"{name} {value}" for name, value in figures.items()), flush=True)


def run(api, options, questions, name, mode, *, rate=None, seconds=20.0, faults=0.0, **given):
    """The figures of a bot under load."""
    port, log = free_port(), tempfile.NamedTemporaryFile(suffix=".log", delete=False)  # noqa: SIM115
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": str(ROOT),
        "BENCHMARK": json.dumps({"api": api, "mode": mode, "port": port, **given}),
        **settings(api, options, mode, port, given.get("database", "")),
    }
    began = time.perf_counter()
    bot = subprocess.Popen(
        [sys.executable, str(HERE / "bots_under_load.py"), name],
        env=environment,
        cwd=tempfile.mkdtemp(),
        stdout=log,
        stderr=log,
    )
    try:
        call(api, "ready", _READY_SECONDS)
        ready = time.perf_counter() - began
        time.sleep(1)
        load = {
            "questions": questions,
            "seconds": seconds if rate else options.seconds,
            "chats": options.chats,
        }
        warm_up = options.warm * (4 if name == "around" else 1)  # what it is to repeat has to be said once
        load |= {"warm": warm_up, "rate": rate, "hook": port if mode == "webhook" else None}
        spent = []
        warm = threading.Timer(warm_up, lambda: spent.append(processor_seconds(bot.pid)))
        warm.start()
        with noting(bot.pid) as memory:
            figures = call(api, "bear", seconds + 120, faults=faults, **load)
        spent.append(processor_seconds(bot.pid))
        if bot.poll() is not None:
            raise RuntimeError(Path(log.name).read_text("utf-8"))
        memory.append(resident(bot.pid))
    finally:
        bot.terminate()
        bot.wait(30)
    figures["cpu_ms"] = round((spent[-1] - spent[0]) / max(1, figures["answers"]) * 1000, 2)
    return {**figures, "ready_s": round(ready, 2), "MiB": " ".join(map(str, memory))}


def settings(api, options, mode, port, database):
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": api,
        "BOT_MODE": mode,
        "BOT_KNOWLEDGE": str(options.knowledge.resolve()),
        "BOT_DATABASE_URL": database or "sqlite:///unused.sqlite3",
        "BOT_WEBHOOK_URL": "https://bot.example/hook",
        "BOT_WEBHOOK_SECRET": SECRET,
        "BOT_LISTEN_PORT": str(port),
        "BOT_RATE_LIMIT": "off",
    }


@contextmanager
def telegram():
    """The other side, in a process of its own; the address of its API."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "loopback_telegram.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.wait(10)


def call(api, what, patience=120, **given):
    """Asks the other side to do something, and waits until it has."""
    request = urllib.request.Request(f"{api}/control/{what}", json.dumps(given).encode(), method="POST")  # noqa: S310
    with urllib.request.urlopen(request, timeout=patience) as answer:  # noqa: S310
        return json.load(answer)


@contextmanager
def noting(pid):
    """The resident memory of a process, minute by minute."""
    noted, over = [], threading.Event()

    def note():
        while not over.wait(60):
            noted.append(resident(pid))

    thread = threading.Thread(target=note)
    thread.start()
    try:
        yield noted
    finally:
        over.set()
        thread.join()


def processor_seconds(pid):
    """What a process, all its threads together, has taken of the processors."""
    after_its_name = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, after_its_name[11:13])) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    """Resident memory of a process in MiB."""
    text = Path(f"/proc/{pid}/status").read_text("utf-8")
    return round(int(text.partition("VmRSS:")[2].split()[0]) / 1024)


if __name__ == "__main__":
    main()
