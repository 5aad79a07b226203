"""`/misses`, for administrators: what a missed question means becomes a change of the knowledge.

Nobody else is answered here, nor differently anywhere: to them the command does not exist.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from telegram import (
    CallbackQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.languages import detect
from bot.store.problems import StoreUnavailable
from bot.teaching import words
from bot.teaching.change import ChangedMeanwhileError
from bot.teaching.proposal import Proposal
from bot.telegram.admins import Admins
from bot.telegram.decisions import Decisions, GoneError, RefusedError
from bot.telegram.editing_screens import PREFIX, SEARCH, Do, Screens, key_of, unpack
from bot.telegram.render import Screen, cut, first_line
from bot.telegram.sending import acknowledge, edit, send, typing
from bot.telegram.shell import Sender, shares

if TYPE_CHECKING:
    from bot.store.store import Store

_RESULTS = 20
_MAX_TOLD = 1_000
_REFUSALS = (GoneError, RefusedError, StoreUnavailable)
_WORDS = rf"^{SEARCH} (?P<miss>[0-9a-f]{{6,32}})\s*(?P<words>.*)$"
_CHOICE = rf"^/{SEARCH} (?P<miss>[0-9a-f]{{6,32}}) (?P<entry>[\w-]+)$"


class _AdminPress(CallbackQueryHandler[Any, Any]):
    """Presses by administrators."""

    def __init__(self, ids: frozenset[int], callback: Any) -> None:
        super().__init__(callback, pattern=rf"^{PREFIX}:")
        self._ids = ids

    def check_update(self, update: object) -> Any:
        """See `BaseHandler`."""
        query = update.callback_query if isinstance(update, Update) else None
        return super().check_update(update) if query and query.from_user.id in self._ids else None


class _AdminSearch(InlineQueryHandler[Any, Any]):
    """Inline queries by administrators who look for an entry."""

    def __init__(self, ids: frozenset[int], callback: Any) -> None:
        super().__init__(callback, pattern=_WORDS)
        self._ids = ids

    def check_update(self, update: object) -> Any:
        """See `BaseHandler`."""
        query = update.inline_query if isinstance(update, Update) else None
        return super().check_update(update) if query and query.from_user.id in self._ids else None


class Editing:
    """The misses, and what administrators decide about them. `folder` is that of the knowledge."""

    def __init__(self, admins: Admins, store: "Store", folder: Path) -> None:
        self._admins = admins
        self._shell = admins.shell
        self._decisions = Decisions(admins.shell, store, folder)

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface. They come before all others, and let everybody else pass."""
        ids = self._admins.ids
        new = filters.UpdateType.MESSAGE & self._admins.filter
        return (
            CommandHandler("misses", self.misses, filters=new),
            MessageHandler(new & filters.Regex(_CHOICE), self.chosen),
            _AdminPress(ids, self.pressed),
            _AdminSearch(ids, self.searched),
        )

    # ------------------------------------------------------------------ what administrators do

    async def misses(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Lists what was missed."""
        if message := update.message:
            screens = await self._screens(Sender.of(message))
            async with typing(message):
                screen = await self._list(screens, 0)
            await send(message, screen)

    async def chosen(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Proposes the entry that was found by searching."""
        message, match = update.message, context.matches[0] if context.matches else None
        if message is None or match is None:
            return
        screens = await self._screens(Sender.of(message))
        async with typing(message):
            try:
                screen = await self._proposed(screens, match["miss"], match["entry"])
            except _REFUSALS as error:
                screen = _refusal(screens, error)
        await send(message, screen)

    async def searched(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Lists the entries that fit what was typed; to send one is to choose it."""
        query, match = update.inline_query, context.matches[0] if context.matches else None
        if query is None or match is None:
            return
        engine = self._shell.engine
        own = await self._shell.language(Sender.person(query.from_user))
        typed = match["words"].strip()
        language = detect(typed, own) if typed else own
        found = await asyncio.to_thread(engine.search, typed, language, _RESULTS)
        results = [
            InlineQueryResultArticle(
                key_of(reply.entries[0]),
                engine.label(reply.entries[0], language),
                InputTextMessageContent(f"/{SEARCH} {match['miss']} {reply.entries[0]}"),
                description=first_line(reply.body),
            )
            for reply in found
        ]
        await query.answer(results, cache_time=0, is_personal=True)

    async def pressed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Does what a button under the list, a miss or a proposal says."""
        query = update.callback_query
        press = unpack(query.data or "") if query else None
        if query is None or press is None or not isinstance(query.message, Message):
            return
        screens = await self._screens(Sender.person(query.from_user))
        slow = press[0] in {Do.MEAN, Do.WRITE, Do.INSIST, Do.PATCH}
        await acknowledge(query, screens.say("trying") if slow else None)
        async with typing(query.message):  # a change is tried for as long as there are questions
            try:
                screen = await self._act(screens, query, query.message, *press)
            except _REFUSALS as error:
                screen = _refusal(screens, error)
        if screen:
            try:
                await edit(query, screen)
            except BadRequest as error:
                if "not modified" not in error.message:
                    raise

    async def _act(
        self, screens: Screens, query: CallbackQuery, message: Message, do: Do, miss: str, name: str
    ) -> Screen | None:
        screen: Screen | None = None
        match do:
            case Do.LIST:
                screen = await self._list(screens, int(name) if name.isdecimal() else 0)
            case Do.OPEN:
                group = await self._decisions.group(miss)
                nearest = await self._decisions.nearest(group)
                screen = screens.group(group, nearest, searches=shares(query.get_bot()))
            case Do.MEAN:
                screen = await self._proposed(screens, miss, name)
            case Do.IGNORE:
                group = await self._decisions.group(miss)
                await self._decisions.ignore(group)
                screen = screens.note("ignored", question=group.question)
            case Do.WRITE | Do.INSIST:
                screen = await self._write(screens, message, miss, name, insist=do is Do.INSIST)
            case Do.PATCH:
                await self._send_patch(screens, message, (await self._decisions.proposal(miss, name))[1])
            case Do.UNDO:
                undone = await self._decisions.undo(name)
                screen = screens.note("undone", question=undone.question)
            case _:
                assert_never(do)
        return screen

    async def _screens(self, sender: Sender) -> Screens:
        return Screens(self._shell.engine, await self._shell.language(sender))

    async def _list(self, screens: Screens, page: int) -> Screen:
        try:
            return screens.listed(await self._decisions.groups(), page)
        except StoreUnavailable:
            return screens.note("away")

    async def _proposed(self, screens: Screens, miss: str, name: str) -> Screen:
        group, proposal = await self._decisions.proposal(miss, name)
        return screens.proposal(group.id, proposal)

    async def _write(
        self, screens: Screens, message: Message, miss: str, name: str, *, insist: bool
    ) -> Screen:
        group, proposal = await self._decisions.proposal(miss, name)
        if not proposal.harmless and not insist:
            return screens.proposal(group.id, proposal)
        try:
            taught = await self._decisions.write(group, proposal)
        except ChangedMeanwhileError:  # it is tried anew on what stands there now
            return await self._proposed(screens, miss, name)
        except OSError as error:
            await self._send_patch(screens, message, proposal)
            return screens.note("read_only", reason=error.strerror or type(error).__name__)
        return screens.written(taught, words.places(proposal))

    @staticmethod
    async def _send_patch(screens: Screens, message: Message, proposal: Proposal) -> None:
        file = f"{proposal.meant}.patch"
        caption = cut(screens.say("patch", file=file), _MAX_TOLD)
        await message.reply_document(proposal.diff.encode(), filename=file, caption=caption, parse_mode=None)


def _refusal(screens: Screens, error: Exception) -> Screen:
    if isinstance(error, StoreUnavailable):
        return screens.note("away")
    if isinstance(error, GoneError):
        return screens.note("gone")
    return screens.note("failed", reason=cut(str(error), _MAX_TOLD))
