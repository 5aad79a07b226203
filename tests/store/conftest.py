"""A store in an empty database of each kind."""

import contextlib

import pytest

from bot.store.store import Store

TOKEN = "123456789:AAfakeTokenFakeTokenFakeTokenFakeTok"


@pytest.fixture
async def stores(address):
    """A function that opens one more store on the same database, as another process would."""
    async with contextlib.AsyncExitStack() as stack:

        async def more(**options):
            store = Store(address, TOKEN, **options)
            stack.push_async_callback(store.database.close)
            await store.database.open()
            return store

        yield more


@pytest.fixture
async def store(stores):
    return await stores()
