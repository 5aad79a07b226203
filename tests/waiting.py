"""How tests wait: for what is to happen, however busy the machine is, and never for a while and hope.

What never happens fails the test with its place, by `LONGEST_WAIT`; pytest-timeout ends whatever else hangs.
"""

import asyncio

from bot.fake_telegram.people import LONGEST_WAIT


async def soon(awaited):
    """What comes of `awaited`. TimeoutError if nothing does."""
    return await asyncio.wait_for(awaited, LONGEST_WAIT)


async def until(condition):
    """Waits for `condition`. TimeoutError if it never holds."""
    async with asyncio.timeout(LONGEST_WAIT):
        while not condition():  # noqa: ASYNC110 - any condition will do, so there is no event
            await asyncio.sleep(0.02)
