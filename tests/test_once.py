"""What takes long to make is made once."""

import time
from concurrent.futures import ThreadPoolExecutor

from bot.once import once


def test_threads_that_ask_at_the_same_moment_share_one():
    made = []

    @once
    def slow(name):
        time.sleep(0.05)
        made.append(name)
        return object()

    with ThreadPoolExecutor(4) as threads:
        results = set(threads.map(slow, ["a"] * 4))
    assert len(results) == 1
    assert made == ["a"]
    assert slow("b") not in results
