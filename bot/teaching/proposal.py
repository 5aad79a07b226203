"""What an editor decided about a question, as a change to the YAML that was tried before it is made.

Tried on the question sets of the knowledge folder, on those given besides, and on the phrasings that come
nearest to the new one: what would get better, and what worse.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.engine import Engine
from bot.knowledge import Problem, examine
from bot.knowledge.model import EntryKind
from bot.knowledge.problems import did_you_mean
from bot.knowledge.reader import QUESTIONS
from bot.languages import Language, detect, to_simplified
from bot.problems import FileError
from bot.quality.judging import Grade, Judged, evaluate
from bot.quality.question_sets import Question, load_questions
from bot.teaching.change import FileChange, diff, read
from bot.teaching.insertion import CannotInsertError, with_group, with_phrasing
from bot.text import clean

TAUGHT = f"{QUESTIONS}/taught.yaml"  # the question set that grows with what is taught
_HEADER = (
    "# Questions that were missed once, with what was decided about them. They must not be missed again.\n"
)
_NEAREST = 300  # phrasings of other entries that are asked, too
_BEST_FIRST = (Grade.RIGHT, Grade.ASKED, Grade.SILENT, Grade.WRONG)
_BESIDE = 0.5
_KINDS = {
    EntryKind.ANSWER: "answer",
    EntryKind.UNKNOWN: "unknown",
    EntryKind.REFUSE: "refuse",
    EntryKind.SMALLTALK: "chitchat",
}
_PLACE = re.compile(r":\d+(?::\d+)?|\bline \d+")


class Verdict(StrEnum):
    """What else a question may be, but a wording of an entry."""

    UNKNOWN = "unknown"  # the sources do not say
    REFUSE = "refuse"  # out of scope


class CannotProposeError(Exception):
    """There is nothing to propose; the message says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A question whose reply would be judged otherwise."""

    before: Judged
    after: Judged

    @property
    def question(self) -> Question:
        """The question."""
        return self.after.question


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change, and what it would do."""

    question: str
    meant: str  # the entry, or a `Verdict`
    changes: tuple[FileChange, ...]  # the knowledge first, the question set last
    reply: Judged  # what the question itself would be answered
    tried: int  # questions
    better: tuple[Shift, ...] = ()
    worse: tuple[Shift, ...] = ()
    problems: tuple[Problem, ...] = ()  # that the change would bring
    settles: frozenset[str] = frozenset()  # other wordings that would be answered as meant, too

    @property
    def harmless(self) -> bool:
        """Whether nothing gets worse."""
        return not self.worse and not self.problems

    @property
    def helps(self) -> bool:
        """Whether the question would be answered as it should."""
        return is_as_meant(self.reply)

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        return diff(self.changes)


def sets_in(folder: Path) -> list[Path]:
    """The question sets of a knowledge folder."""
    return sorted(path for path in (folder / QUESTIONS).glob("*.y*ml") if path.is_file())


def propose(
    engine: Engine,
    folder: Path,
    question: str,
    meant: str,
    sets: Iterable[Path] = (),
    *,
    also: Sequence[str] = (),
    progress: Callable[[Sequence[Question]], Iterable[Question]] = iter,
) -> Proposal:
    """The change that makes `question` mean `meant` (an entry, or a `Verdict`), tried, but not made.

    `engine` is that of `folder` as it is now, `sets` are tried besides those of the folder, `also` are
    other wordings of the question, `progress` sees the questions go by. CannotProposeError, FileError.
    """
    wanted = _wanted(engine, clean(question), meant)
    into_set = _into_set(folder, wanted)
    if not wanted.entries:  # the knowledge stays as it is
        [reply] = evaluate(engine, [wanted])
        settles = _settled(engine, wanted, also)
        return Proposal(wanted.text, meant, (into_set,), reply, 0, settles=settles)
    kb, known = examine(folder)
    if kb is None or meant not in kb.entries:
        raise CannotProposeError("the knowledge has problems that keep it from use: see baotou-bot check")
    change = _phrasing(Path(kb.entries[meant].origin.file), folder, wanted)
    kb, problems = examine(folder, {folder / change.file: change.after.encode()})
    brought = _new(problems, known)
    if kb is None:
        raise CannotProposeError("\n".join(["the knowledge could not be used then:", *map(str, brought)]))
    trial = _Trial(engine, Engine(kb, engine.matcher.model))
    questions = [*_asked([*sets_in(folder), *sets]), *trial.near(wanted.text, meant)]
    better, worse = trial.shifts(progress(questions))
    [reply] = evaluate(trial.after, [wanted])
    changes = (change, into_set)
    settles = _settled(trial.after, wanted, also)
    return Proposal(
        wanted.text, meant, changes, reply, len(questions), better, worse, tuple(brought), settles
    )


def _settled(engine: Engine, wanted: Question, also: Sequence[str]) -> frozenset[str]:
    asked = evaluate(engine, (replace(wanted, text=clean(text)) for text in also))
    return frozenset(text for text, each in zip(also, asked, strict=True) if is_as_meant(each))


def _wanted(engine: Engine, text: str, meant: str) -> Question:
    """The question with what a good reply to it is."""
    if not text:
        raise CannotProposeError("there is no question")
    language = detect(text, Language.EN)
    entry = engine.kb.entries.get(meant)
    if entry is None:
        if meant not in set(Verdict):
            raise CannotProposeError(f"there is no entry '{meant}'{did_you_mean(meant, engine.kb.entries)}")
        return Question(meant, meant, _tag(language), text)
    if _as_phrasing(text, language) in entry.questions.get(language.code, ()):
        raise CannotProposeError(f"'{text}' stands under '{meant}' already")
    return Question(meant, _KINDS[entry.kind], _tag(language), text, entries=(meant,))


def _tag(language: Language) -> str:
    """The language as question sets name it."""
    return "zh-Hant" if language is Language.ZH_HANT else language.code


def _as_phrasing(text: str, language: Language) -> str:
    return to_simplified(text) if language.code == "zh" else text


class _Trial:
    """Questions asked before and after a change."""

    def __init__(self, before: Engine, after: Engine) -> None:
        self.before, self.after = before, after

    def near(self, text: str, entry: str) -> list[Question]:
        """The phrasings nearest to `text`, and all of the entries that rival `entry` for it.

        Each is to be answered with its own entry.
        """
        # By what was known before: afterwards `text` is a phrasing itself, which nothing comes near.
        ranking = self.before.matcher.rank(to_simplified(text))
        found = [(hit.phrasing.entry, hit.phrasing.text) for hit in ranking.hits]
        entries = self.after.kb.entries
        for rival in ranking.scored:
            phrasings = entries[rival.entry].questions.values()
            found += [(rival.entry, phrasing) for each in phrasings for phrasing in each]
        asked = [(name, phrasing) for name, phrasing in dict.fromkeys(found) if name != entry]
        return [
            Question(
                name,
                _KINDS[entries[name].kind],
                _tag(detect(phrasing, Language.EN)),
                phrasing,
                entries=(name,),
            )
            for name, phrasing in asked[:_NEAREST]
        ]

    def shifts(self, questions: Iterable[Question]) -> tuple[tuple[Shift, ...], tuple[Shift, ...]]:
        """What gets better, and what worse."""
        better: list[Shift] = []
        worse: list[Shift] = []
        for question in questions:
            [after] = evaluate(self.after, [question])
            [before] = evaluate(self.before, [question])
            step = _badness(after) - _badness(before)
            if step:
                (worse if step > 0 else better).append(Shift(before, after))
        return tuple(better), tuple(worse)


def is_as_meant(judged: Judged) -> bool:
    """Whether the reply is right, and shows nothing else besides."""
    return _badness(judged) == 0


def _badness(judged: Judged) -> float:
    """0 for a reply as it should be; one that shows other entries besides is not quite that."""
    meant = set(judged.question.entries)
    beside = judged.grade is Grade.RIGHT and meant and set(judged.reply.entries) - meant
    return _BEST_FIRST.index(judged.grade) + (_BESIDE if beside else 0)


def _asked(sets: Iterable[Path]) -> list[Question]:
    return [question for path in dict.fromkeys(sets) for question in load_questions(path)]


def _phrasing(path: Path, folder: Path, wanted: Question) -> FileChange:
    language = Language.from_tag(wanted.language) or Language.EN
    phrasing = _as_phrasing(wanted.text, language)
    text = _text(path) or ""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    try:
        after = mark + with_phrasing(text.removeprefix(mark), wanted.group, language.code, phrasing)
        return FileChange(path.relative_to(folder).as_posix(), text, after)
    except CannotInsertError as error:
        raise CannotProposeError(f"{path}: {error}") from error


def _into_set(folder: Path, question: Question) -> FileChange:
    path = folder / TAUGHT
    text = _text(path)
    group: Mapping[str, Any] = {
        "group": question.group,
        "kind": question.kind,
        **({"entries": list(question.entries)} if question.entries else {}),
        question.language: [question.text],
    }
    try:
        return FileChange(TAUGHT, text, with_group(text or _HEADER, group))
    except CannotInsertError as error:
        raise CannotProposeError(f"{path}: {error}") from error


def _text(path: Path) -> str | None:
    try:
        return read(path)
    except (OSError, UnicodeError) as error:
        raise FileError(f"{path}: cannot be read: {error}") from error


def _new(problems: Sequence[Problem], before: Sequence[Problem]) -> list[Problem]:
    """The problems that were not there before, wherever those stand now."""
    known = Counter(map(_said, before))
    found = []
    for problem in problems:
        if known[_said(problem)]:
            known[_said(problem)] -= 1
        else:
            found.append(problem)
    return found


def _said(problem: Problem) -> tuple[str, str]:
    return problem.id, _PLACE.sub("", problem.message)
