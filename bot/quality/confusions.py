"""What was meant, and what was shown instead.

What a group of questions means is told by the set itself (`entries`). Where it is not, the replies tell: an
entry that at least half of the group's right replies rest on is what the group is after. A group whose
right replies share no entry (many different matters under one name) has no entry that was meant, and none
is made up for it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.quality.judging import Grade, Judged
from bot.quality.question_sets import TURN
from bot.reply import Candidate, Clarify

_MOST = 0.5  # of the right replies


class Meant:
    """Tells which entries a question was after."""

    def __init__(self, judged: Iterable[Judged]) -> None:
        """`judged` are all replies of an evaluation: the right ones tell what their groups mean."""
        right = [each for each in judged if each.grade is Grade.RIGHT and each.question.kind != TURN]
        replies = Counter(_group(each) for each in right)
        resting = Counter(
            (_group(each), entry) for each in right for entry in dict.fromkeys(each.reply.entries)
        )
        self._learnt: dict[tuple[str, str], tuple[str, ...]] = {}
        for (group, entry), count in resting.items():
            if count >= replies[group] * _MOST:
                self._learnt[group] = (*self._learnt.get(group, ()), entry)

    def entries(self, judged: Judged) -> tuple[str, ...]:
        """The entries that were meant; none where nobody can tell, or where nothing should be shown."""
        return judged.question.entries or self._learnt.get(_group(judged), ())

    def candidates(self, judged: Judged) -> list[tuple[int, Candidate]]:
        """Those of them that were considered, with their rank from 1 on."""
        meant = self.entries(judged)
        return [(rank, c) for rank, c in enumerate(considered(judged), start=1) if c.entry in meant]

    def was_offered(self, judged: Judged) -> bool:
        """Whether the bot asked back, and a choice was meant."""
        meant = self.entries(judged)
        reply = judged.reply
        return isinstance(reply, Clarify) and any(choice.entry in meant for choice in reply.choices)


def considered(judged: Judged) -> list[Candidate]:
    """The candidates, most likely first."""
    return sorted(judged.reply.why.candidates, key=lambda candidate: -candidate.confidence)


@dataclass(frozen=True, slots=True)
class Confusion:
    """Questions that meant the same and got the same other thing."""

    kind: str
    grade: Grade
    meant: tuple[str, ...]  # entries; none where nothing should be shown, or nobody can tell
    shown: tuple[str, ...]  # entries; none where nothing was shown
    judged: tuple[Judged, ...]


def confusions(judged: Sequence[Judged], meant: Meant) -> list[Confusion]:
    """What was shown instead of what, most frequent first, worse grades first; questions back left out.

    A turn of a conversation counts only where its set names what is meant.
    """
    found: dict[tuple[str, Grade, tuple[str, ...], tuple[str, ...]], list[Judged]] = {}
    for each in judged:
        wanted = meant.entries(each)
        if each.grade in {Grade.RIGHT, Grade.ASKED} or (each.question.kind == TURN and not wanted):
            continue
        key = (each.question.kind, each.grade, wanted, tuple(sorted(each.reply.entries)))
        found.setdefault(key, []).append(each)
    rows = [Confusion(*key, tuple(each)) for key, each in found.items()]
    return sorted(rows, key=lambda row: (-len(row.judged), row.grade is not Grade.WRONG))


def _group(judged: Judged) -> tuple[str, str]:
    return judged.question.kind, judged.question.group
