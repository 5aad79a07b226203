"""What administrators decide about missed questions: proposed, written, settled, taken back."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from bot.engine import Engine
from bot.languages import to_simplified
from bot.problems import FileError
from bot.store.store import Store
from bot.teaching.change import ChangedMeanwhileError
from bot.teaching.decided import undecided
from bot.teaching.elsewhere import proposed
from bot.teaching.groups import Group, group_of, grouped
from bot.teaching.journal import CannotUndoError, Taught, teach, undo
from bot.teaching.proposal import CannotProposeError, Proposal, Verdict
from bot.teaching.words import places
from bot.telegram.editing_screens import NEAREST, key_of
from bot.telegram.shell import Shell
from bot.telegram.state import Bounded

if TYPE_CHECKING:
    from bot.knowledge.model import KnowledgeBase

_logger = logging.getLogger(__name__)

_KEPT = 20  # proposals
_MOST = 2_000  # misses that are read: there are seldom more that matter


class RefusedError(Exception):
    """It cannot be done; the message says why."""


class GoneError(Exception):
    """The question, or the entry, is not there any more."""


class Decisions:
    """The misses in `store`, and changes to the knowledge in `folder`. What reads raises StoreUnavailable."""

    def __init__(self, shell: Shell, store: Store, folder: Path) -> None:
        self._shell = shell
        self._store = store
        self._folder = folder
        self._turn = asyncio.Lock()  # changes are made one after the other
        self._trial = asyncio.Lock()  # and tried so: a machine is to have time for everybody else
        self._proposals: Bounded[tuple[str, str], tuple[KnowledgeBase, Proposal]] = Bounded(_KEPT)

    async def groups(self) -> list[Group]:
        """What was missed and is to be decided, the most frequent first."""
        return await asyncio.to_thread(undecided, self._shell.engine, self._folder, await self._groups())

    async def _groups(self) -> list[Group]:
        return await asyncio.to_thread(grouped, await self._store.misses.all(_MOST))

    async def group(self, miss: str) -> Group:
        """The group of the miss whose id begins so. GoneError."""
        group = group_of(miss, await self._groups()) if miss else None
        if group is None:
            raise GoneError
        return group

    async def ignore(self, group: Group) -> None:
        """Nothing is to be done about it."""
        await self._store.database.write(self._store.misses.ignore([miss.id for miss in group.misses]))

    async def nearest(self, group: Group) -> list[str]:
        """The entries it most likely means: by what is known now, then by what came near at the time."""
        engine = self._shell.engine
        scored = (await asyncio.to_thread(engine.matcher.rank, to_simplified(group.question))).scored
        ranked = sorted(scored, key=lambda each: -each.confidence)
        names = dict.fromkeys([*(each.entry for each in ranked), *group.entries])
        return [name for name in names if name in engine.kb.entries][:NEAREST]

    async def proposal(self, miss: str, name: str) -> tuple[Group, Proposal]:
        """What would be changed. `name` is an entry, or a verdict with a question mark, as in a button.

        GoneError, RefusedError.
        """
        group, meant = await self.group(miss), self._meant(name)
        async with self._trial:
            engine = self._shell.engine
            known = self._proposals.get((group.id, meant))
            if known is None or known[0] is not engine.kb:
                known = engine.kb, await self._tried(engine, group, meant)
                self._proposals.put((group.id, meant), known)
        return group, known[1]

    async def _tried(self, engine: Engine, group: Group, meant: str) -> Proposal:
        try:
            return await proposed(engine, self._folder, group.question, meant, group.wordings[1:])
        except (CannotProposeError, FileError) as error:
            raise RefusedError(str(error)) from error

    async def write(self, group: Group, proposal: Proposal) -> Taught:
        """Makes the change, and takes off the list what is mended. OSError, ChangedMeanwhileError."""
        self._proposals.drop((group.id, proposal.meant))
        async with self._turn:
            taught = await asyncio.to_thread(
                teach, self._folder, proposal.question, proposal.meant, proposal.changes
            )
        where = ", ".join(places(proposal))
        _logger.info("An administrator changed the knowledge (number %d): %s", taught.number, where)
        await self._settle(group, proposal)
        return taught

    async def undo(self, number: str) -> Taught:
        """Takes a change back. RefusedError."""
        which = int(number) if number.isdecimal() else None
        async with self._turn:
            try:
                taught = await asyncio.to_thread(undo, self._folder, which)
            except (CannotUndoError, ChangedMeanwhileError) as error:
                raise RefusedError(str(error)) from error
            except OSError as error:
                raise RefusedError(error.strerror or type(error).__name__) from error
        _logger.info("An administrator took back the change of the knowledge number %d", taught.number)
        return taught

    async def _settle(self, group: Group, proposal: Proposal) -> None:
        """What is mended leaves the list; what was rightly not answered leaves it for good."""
        done = {group.question, *proposal.settles}
        ids = [miss.id for miss in group.misses if miss.question in done]
        rightly = proposal.meant in set(Verdict) and proposal.helps
        misses = self._store.misses
        await self._store.database.write(misses.ignore(ids) if rightly else misses.settle(ids))

    def _meant(self, name: str) -> str:
        if name.startswith("?") and name[1:] in set(Verdict):
            return name[1:]
        entries = self._shell.engine.kb.entries
        found = next((entry for entry in entries if name in {entry, key_of(entry)}), None)
        if found is None:
            raise GoneError
        return found
