"""What PostgreSQL carries, and by simulation what one, two and more copies of the bot do.

    python tests/benchmarks/copies.py [--service 0.012] [--seconds 5]

Measured: messages a second that go through the store as the bot puts them through it (kept, conversation and
language read, all that belongs to an answer written and the message marked done), by one and more processes
at once, without anything else of the bot.

Simulated: people who ask independently of each other (Poisson), a balancer that picks a copy by chance, each
copy with a core of its own and `--service` seconds of work a message (what `bot_throughput.py` measures is
one second divided by answers a second), and Telegram, which takes 30 messages a second of one bot and some
time for each. Told is the time from question to answer.
"""

import argparse
import asyncio
import heapq
import multiprocessing
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from postgres_server import binaries, running  # noqa: E402 - after the path is known

AT_ONCE = 16  # messages of one process under way
TELEGRAM = 30.0  # messages a second, https://core.telegram.org/bots/faq
CALL = 0.05  # seconds Telegram takes for a message
ASKED = 20_000  # messages of a simulation


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--service", type=float, default=0.012, metavar="SECONDS")
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    if binaries():
        print("| Processes | Messages a second through PostgreSQL |\n| ---: | ---: |")
        with running() as server:
            for processes in (1, 2, 4):
                print(f"| {processes} | {through(server.new_database(), processes, options.seconds):.0f} |")
    print(f"\nSimulated, {options.service * 1000:.0f} ms of work a message:\n")
    print("| Copies | Messages a second | p50, ms | p99, ms | p99 without Telegram's 30 a second, ms |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for copies in (1, 2, 4):
        for busy in (0.25, 0.5, 0.8, 0.95):
            rate = busy * copies / options.service
            bound, free = (simulated(rate, copies, options.service, most) for most in (TELEGRAM, None))
            told = [f"{of(bound, share):.0f}" if rate < TELEGRAM else "grows" for share in (0.5, 0.99)]
            print(f"| {copies} | {rate:.0f} | {' | '.join(told)} | {of(free, 0.99):.0f} |")


# ---------------------------------------------------------------------- measured


def through(address, processes, seconds):
    """Messages a second that so many processes put through the database."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        done = pool.starmap(put_through, [(address, place, seconds) for place in range(processes)])
    return sum(done) / seconds


def put_through(address, place, seconds):
    """How many messages one process puts through the database in so many seconds."""
    return asyncio.run(_put_through(address, place, seconds))


async def _put_through(address, place, seconds):
    from bot.store.store import Store

    store = Store(address, "1:benchmark")
    await store.database.open()
    end, count = time.monotonic() + seconds, 0

    async def person(number):
        nonlocal count
        update = (place * AT_ONCE + number) * 1_000_000
        while time.monotonic() < end:
            update += 1
            chat = 1000 + update % 5000
            await store.inbox.put(update, chat, '{"message": "about as long as the JSON of one"}' * 8)
            await asyncio.gather(store.people.context(chat, chat), store.people.preferences(chat))
            work = [
                store.people.keep_context(chat, chat, "{}" * 100, prefers=False),
                store.usage.add("answer", "housing"),
                store.people.keep_exchange(chat, chat, "How large is the flat?", update, update),
            ]
            await store.inbox.done(update, work)
            count += 1

    await asyncio.gather(*(person(number) for number in range(AT_ONCE)))
    await store.database.close()
    return count


# ---------------------------------------------------------------------- simulated


def simulated(rate, copies, service, most):
    """Seconds from question to answer of messages that come at `rate` a second, sorted."""
    chance = random.Random(1)
    free_at = [0.0] * copies
    sent: list[float] = []  # when the last `most` were; a heap, as copies finish in any order
    now, took, ready = 0.0, [], []
    for _ in range(ASKED):
        now += chance.expovariate(rate)
        copy = chance.randrange(copies)
        free_at[copy] = max(free_at[copy], now) + service
        ready.append((free_at[copy], now))
    for done, asked in sorted(ready):
        start = done
        if most:
            if len(sent) == int(most):
                start = max(done, heapq.heappop(sent) + 1.0)
            heapq.heappush(sent, start)
        took.append(start + CALL - asked)
    return sorted(took)


def of(took, share):
    """The time, in milliseconds, within which this share of messages is answered."""
    return took[min(int(share * len(took)), len(took) - 1)] * 1000


if __name__ == "__main__":
    main()
