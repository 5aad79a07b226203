"""A proposal in plain lines: the same in the terminal and in a message."""

from collections.abc import Sequence

from bot.quality.report import reply_in_words
from bot.teaching.proposal import Proposal, Shift

_MOST = 5


def outcome(proposal: Proposal) -> str:
    """What the question itself would be answered, and what the change does to others, in lines."""
    after = reply_in_words(proposal.reply.reply)
    lines = [f"reply afterwards: {after}" + ("" if proposal.helps else "; that is not what is meant")]
    lines += [f"problem: {problem}" for problem in proposal.problems]
    if proposal.tried:
        lines.append(
            f"tried on {proposal.tried} questions: {len(proposal.better)} better, {len(proposal.worse)} worse"
        )
    lines += _shifts("better", proposal.better)
    lines += _shifts("worse", proposal.worse)
    return "\n".join(lines)


def places(proposal: Proposal) -> list[str]:
    """Where the change would be made: file and line, within the knowledge folder."""
    return [f"{change.file}:{line}" for change in proposal.changes for line in change.lines[:1]]


def _shifts(name: str, shifts: Sequence[Shift]) -> list[str]:
    lines = [
        f"  {name}: {shift.question.text}: {reply_in_words(shift.before.reply)} -> "
        f"{reply_in_words(shift.after.reply)}"
        for shift in shifts[:_MOST]
    ]
    return [*lines, f"  and {len(shifts) - _MOST} more"] if len(shifts) > _MOST else lines
