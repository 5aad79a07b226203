"""Misses that were dealt with elsewhere: by a change that came with the files, as a reviewed one does."""

from collections.abc import Sequence
from pathlib import Path

from bot.engine import Engine
from bot.problems import FileError
from bot.quality.judging import evaluate
from bot.quality.question_sets import Question, load_questions
from bot.teaching.groups import Group, plain_words
from bot.teaching.proposal import TAUGHT, is_as_meant

_UNHELPFUL = "unhelpful"


def undecided(engine: Engine, folder: Path, groups: Sequence[Group]) -> list[Group]:
    """The groups without those whose question was taught in `folder`, and is replied to as was decided.

    What somebody marked as not helpful stays, whatever was taught.
    """
    taught = _taught(folder)
    return [group for group in groups if not _is_done(engine, group, taught.get(plain_words(group.question)))]


def _is_done(engine: Engine, group: Group, taught: Question | None) -> bool:
    if taught is None or _UNHELPFUL in group.outcomes:
        return False
    [judged] = evaluate(engine, [taught])
    return is_as_meant(judged)


def _taught(folder: Path) -> dict[str, Question]:
    file = folder / TAUGHT
    try:
        return (
            {plain_words(question.text): question for question in load_questions(file)}
            if file.exists()
            else {}
        )
    except FileError:  # whoever teaches is told
        return {}
