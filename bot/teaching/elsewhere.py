"""A change tried by a process of its own: nobody waits for it, and the memory it takes is given back."""

import asyncio
import json
import os
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import bot
from bot.compiled import UNREADABLE, engine_for
from bot.engine import Engine
from bot.knowledge import KnowledgeError
from bot.problems import FileError
from bot.teaching.proposal import CannotProposeError, Proposal, propose

_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from bot.teaching.elsewhere import main; main()"
_POLITE = 10  # who waits for an answer goes first
_MOST = 100  # other wordings that are tried, too

Made = Proposal | CannotProposeError | FileError


async def proposed(
    engine: Engine, folder: Path, question: str, meant: str, also: Sequence[str] = ()
) -> Proposal:
    """What `propose` finds; where there is no other process to be had, in a thread with `engine`.

    CannotProposeError, FileError.
    """
    also = also[:_MOST]
    made = await _elsewhere(json.dumps([str(folder), question, meant, also]).encode())
    if made is None:
        return await asyncio.to_thread(propose, engine, folder, question, meant, also=also)
    if isinstance(made, Exception):
        raise made
    return made


def main() -> None:
    """The other process: reads what to try from its standard input, writes what it found to its output."""
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    folder, question, meant, also = json.load(sys.stdin.buffer)
    with sys.stdout.buffer as stream:
        pickle.dump(_made(Path(folder), question, meant, also), stream, protocol=pickle.HIGHEST_PROTOCOL)


def _made(folder: Path, question: str, meant: str, also: Sequence[str]) -> Made:
    try:
        engine, keep = engine_for(folder)
        keep()  # for the next change, and the next start
        return propose(engine, folder, question, meant, also=also)
    except KnowledgeError:
        return CannotProposeError("the knowledge has problems that keep it from use: see baotou-bot check")
    except (CannotProposeError, FileError) as error:
        return error


async def _elsewhere(given: bytes) -> Made | None:
    """What the other process made of `given`; None if nothing came of it. It ends with who waits for it."""
    package = str(Path(bot.__file__).parents[1])
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _CODE, package),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # what goes wrong there does so here, too, where it is told
            start_new_session=True,  # Ctrl-C is not for it
        )
    except (OSError, NotImplementedError):
        return None
    try:
        written, _ = await process.communicate(given)
        made: Made = pickle.loads(written)  # noqa: S301 - from this program itself
    except UNREADABLE:
        return None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
    return made
