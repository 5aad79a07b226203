"""From start to stop: the real application, the fake Telegram under it, the page beside it."""

import asyncio
import os
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot import logs
from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.people import TOKEN
from bot.knowledge import KnowledgeError, examine
from bot.knowledge.loading import default_texts
from bot.languages import Language
from bot.playground.explain import from_here, place
from bot.playground.views import View
from bot.playground.web import Do, Feed, PageServer
from bot.playground.world import World
from bot.reloading import LiveEngine, Reload, Reloader
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram import pages
from bot.telegram.app import build
from bot.telegram.link import Link
from bot.telegram.menu import keep_profile
from bot.telegram.running import App, serve

PEOPLE = (("Anna", "en"), ("小明", "zh-hans"), ("美玲", "zh-hant"))
_TEXTS = "playground_"


class Playground:
    """The application with its people, and what the page is told."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """KnowledgeError if the knowledge in `folder` cannot be used."""
        self.folder, self.settings = folder, settings
        kb, problems = examine(folder)
        if kb is None:
            raise KnowledgeError(problems)
        self.live = LiveEngine(Engine(kb))
        self.fake = FakeTelegram(
            TOKEN,
            name=pages.name(self.live.engine, Language.EN, "Policy Bot"),
            first_update=(number := time.time_ns() // 1_000_000),
        )
        self.fake.server.last_message_id = number  # a kept database knows the numbers of the last time
        self.fake.me["can_read_all_group_messages"] = True  # privacy mode is off: see README
        self.fake.server.clock = lambda: int(time.time())
        self.feed, self.link = Feed(), Link()
        self.world = World(self.fake, self.feed.tell)
        for name, language in PEOPLE:
            self.world.add_person(name, language)
        self.app: App = build(
            settings,
            self.live,
            request=self.fake.request,
            link=self.link,
            store=Store(settings.database_url, TOKEN),
            observe=self.world.said,
        )
        self.reloader = Reloader(self.live, folder, self._reloaded)
        self.knowledge = self._read(Reload(taken_up=True, problems=tuple(problems)))
        self._profile: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> int:
        """Runs the application until a signal or `stop`; the result is the exit code."""
        watching = asyncio.create_task(self.reloader.watch(stop))
        await self.world.begin()
        try:
            return await serve(self.app, self.settings, self.live.engine, self.link, stop)
        finally:
            stop.set()
            await asyncio.gather(watching, return_exceptions=True)

    # ------------------------------------------------------------------ what the page sees and does

    def everything(self, tag: str) -> View:
        """The page's beginning, with its own words in the language of `tag`."""
        engine, language = self.live.engine, Language.from_tag(tag) or Language.EN
        texts = {
            name.removeprefix(_TEXTS): engine.text(name, language)
            for name in default_texts()
            if name.startswith(_TEXTS)
        }
        return self.world.view() | {"texts": texts, "lang": language, "knowledge": self.knowledge}

    def photo(self, file_id: str) -> bytes | None:
        """The bytes of a picture the bot sent, or None."""
        found = self.fake.server.files.get(file_id)
        return found.data if found else None

    def actions(self) -> dict[str, Do]:
        """What the page can do, by name; each takes the details as a mapping."""
        world = self.world

        async def person(name: str, language: str) -> View:
            return {"id": world.add_person(name, language).id, "people": world.people_view()}

        does: dict[str, Callable[..., Awaitable[Any]]] = {
            "say": world.say, "edit": world.edit, "press": world.press,
            "inline": world.inline, "tap": world.tap, "person": person,
        }  # fmt: skip

        def fresh(do: Callable[..., Awaitable[Any]]) -> Do:
            async def done(details: View) -> Any:
                await self.reloader.refresh()  # what was saved just now counts for the next question
                return await do(**details)

            return done

        return {name: fresh(do) for name, do in does.items()}

    # ------------------------------------------------------------------ changed knowledge

    def _reloaded(self, reload: Reload) -> None:
        self.knowledge = self._read(reload)
        self.feed.tell({"type": "knowledge", "knowledge": self.knowledge})
        if reload.taken_up and self.app.running:  # commands and descriptions come from the knowledge, too
            self._profile = asyncio.create_task(keep_profile(self.app.bot, self.live.engine))

    def _read(self, reload: Reload) -> View:
        kb = self.live.engine.kb
        return {
            "folder": from_here(self.folder),
            "in_use": reload.taken_up,
            "read": int(time.time()),
            "entries": len(kb.entries),
            "facts": len(kb.facts),
            "phrasings": sum(len(texts) for e in kb.entries.values() for texts in e.questions.values()),
            "problems": [
                {"id": each.id, "message": each.message, "fatal": each.fatal, "place": place(each.origin)}
                for each in reload.problems
            ],
        }


def play(folder: Path, port: int = 0, database: str | None = None, *, browser: bool = True) -> int:
    """Opens the playground and keeps it open until Ctrl+C; the result is the exit code.

    What the bot keeps stands in `database`, without one in a temporary file.
    KnowledgeError if the knowledge cannot be used, OSError if the port is taken.
    """
    logs.setup("warning", "console", secrets=[TOKEN])
    with tempfile.TemporaryDirectory(prefix="baotou-bot-play-") as scratch:
        url = database or f"sqlite:///{Path(scratch).resolve()}/play.sqlite3"
        settings = Settings(token=TOKEN, database_url=url, rate_limit="off")
        return asyncio.run(_play(folder, port, settings, browser=browser))


async def _play(folder: Path, port: int, settings: Settings, *, browser: bool) -> int:
    playground = Playground(folder, settings)
    server = PageServer(port, playground.feed, playground.everything, playground.photo, playground.actions())
    print(f"The playground is open at {server.address} (Ctrl+C closes it).", flush=True)  # noqa: T201
    if browser and _has_display():
        # Beside everything else: some browsers keep their starter waiting until they are closed.
        threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
    try:
        return await playground.run(asyncio.Event())
    finally:
        await server.close()


def _has_display() -> bool:
    """Whether a browser can show something; without a display, one in the terminal would take it over."""
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
