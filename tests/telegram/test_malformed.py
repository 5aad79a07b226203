"""However an update is spoilt, the next one is answered and nobody's words are logged."""

import random

import pytest
from malformed_updates import KINDS, PRIVATE, updates

BINS = "when are the bins emptied?"


@pytest.mark.parametrize("kind", KINDS)
async def test_spoilt_updates_of_any_kind_do_no_harm(start, settings, kind):
    run = start(settings)
    async with run:
        await run.fake.until(lambda: "getUpdates" in run.fake.server.calls)
        run.fake.server.updates += updates(random.Random(kind), kind, range(1, 61))  # noqa: S311 - the same every time
        anna = run.fake.person()
        await run.fake.update(100, message=run.fake.message(anna, BINS))
        await run.fake.until(lambda: any(sent.chat["id"] == anna.id for sent in run.fake.server.sent))
        await run.fake.until(lambda: run.held == 0)
    assert not run.lines("Traceback")
    assert not run.lines("CRITICAL")
    assert not run.lines("never awaited")
    assert PRIVATE not in run.log.getvalue()
