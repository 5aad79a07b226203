"""An evaluation in lines of text, and as JSON."""

import json
from collections.abc import Sequence
from typing import Any

from bot.quality.confusions import Confusion, considered
from bot.quality.evaluation import Evaluation
from bot.quality.judging import Grade, Judged
from bot.reply import Answer, Clarify, Reply
from bot.terminal_layout import printable

_NOTHING_TO_SHOW = {"unknown": "not in the sources", "refuse": "out of scope", "chitchat": "small talk"}
_OUTCOMES = {
    "answer": "an answer",
    "clarify": "a question back",
    "unknown": "not in the sources",
    "refuse": "out of scope",
    "smalltalk": "small talk",
}
_NEAR = 3
_ROWS = 20  # of confusions


def table(found: Evaluation) -> str:
    """A line per kind and language: how many were right, asked back, wrong and silent, in percent."""
    lines = [f"{'':16}{'right':>7}{'asked':>7}{'wrong':>7}{'silent':>7}{'n':>6}"]
    lines += [
        f"{row.name:16}{row.right:7.1f}{row.asked:7.1f}{row.wrong:7.1f}{row.silent:7.1f}{row.count:6}"
        for row in found.rows
    ]
    middle, slow = found.milliseconds()
    wrong = found.share(Grade.WRONG)
    lines.append(f"wrong answers shown to {wrong:.1f}% of {len(found.judged)} questions")
    if found.reliability.count:
        lines.append(f"confidences are off by {100 * found.reliability.error:.1f} points on average")
    lines.append(f"milliseconds a question: median {middle:.1f}, 95% within {slow:.1f}")
    return "\n".join(lines)


def confused(found: Evaluation) -> str:
    """What was shown instead of what was meant, most frequent first."""
    rows = found.confusions
    lines = [f"{len(r.judged):3} x  {r.grade:7} {meant_of(r)} -> {shown_of(r)}" for r in rows[:_ROWS]]
    if len(rows) > _ROWS:
        lines.append(f"      and {len(rows) - _ROWS} others; --json and --report have them all")
    offered, asked = found.offered
    if asked:
        lines.append(f"asked back: what was meant was among the choices {offered} of {asked} times")
    return "\n".join(["shown instead of what was meant:", *lines]) if lines else ""


def failures(found: Evaluation) -> str:
    """Every question that was not answered rightly, with what was meant, what was shown, and why."""
    return "\n\n".join(_failure(found, each) for each in found.failures)


def _failure(found: Evaluation, judged: Judged) -> str:
    question, why = judged.question, judged.reply.why
    near = ", ".join(f"{c.confidence:.0%} {c.entry}" for c in considered(judged)[:_NEAR])
    facts = {
        "after": " / ".join(question.before),
        "meant": meant_for(found, judged),
        "shown": reply_in_words(judged.reply),
        "why": why.reason,
        "unknown": ", ".join(why.unknown),
        "taken": ", ".join(f"{word} for {taken}" for word, taken in why.repaired),
        "near": near,
    }
    head = f"{judged.grade:7} {question.kind}.{question.language}  {question.group}\n  {question.text}"
    return "\n".join([printable(head), *(f"    {k:8} {printable(v)}" for k, v in facts.items() if v)])


def meant_for(found: Evaluation, judged: Judged) -> str:
    """What was meant by a question, and how near it came; empty where nobody can tell."""
    entries = found.meant.entries(judged)
    if not entries:
        return _NOTHING_TO_SHOW.get(judged.question.kind, "")
    ranks = {c.entry: f" (number {rank}, {c.confidence:.0%})" for rank, c in found.meant.candidates(judged)}
    return " + ".join(entry + ranks.get(entry, " (no candidate)") for entry in entries)


def meant_of(row: Confusion) -> str:
    """What was meant, in words."""
    return " + ".join(row.meant) or _NOTHING_TO_SHOW.get(row.kind, "an answer")


def shown_of(row: Confusion) -> str:
    """What was shown, in words."""
    same = row.meant and set(row.meant) <= set(row.shown)
    return (" + ".join(row.shown) or "nothing") + (", but not in the words asked for" if same else "")


def reply_in_words(reply: Reply) -> str:
    """What kind of reply it was, and the entries it rests on."""
    entries = (" / " if isinstance(reply, Clarify) else " + ").join(reply.entries)
    if isinstance(reply, Answer) and entries:
        return entries
    return f"{_OUTCOMES[reply.kind]}: {entries}" if entries else _OUTCOMES[reply.kind]


def as_json(found: Evaluation, missed: Sequence[str] = ()) -> str:
    """The same as one JSON object; `missed` are the floors that do not hold."""
    middle, slow = found.milliseconds()
    return json.dumps(
        {
            "n": len(found.judged),
            "wrong": round(found.share(Grade.WRONG), 1),
            "rows": {
                row.name: {
                    "right": round(row.right, 1),
                    "asked": round(row.asked, 1),
                    "wrong": round(row.wrong, 1),
                    "silent": round(row.silent, 1),
                    "n": row.count,
                }
                for row in found.rows
            },
            "missed": list(missed),
            "ms": {"median": round(middle, 2), "p95": round(slow, 2)},
            "calibration": {
                "error": round(found.reliability.error, 4),
                "brier": round(found.reliability.brier, 4),
                "bins": [
                    {"n": b.count, "confidence": round(b.confidence, 4), "right": round(b.right, 4)}
                    for b in found.reliability.bins
                ],
            },
            "confusions": [
                {
                    "kind": row.kind,
                    "grade": row.grade,
                    "meant": row.meant,
                    "shown": row.shown,
                    "questions": [each.question.text for each in row.judged],
                }
                for row in found.confusions
            ],
            "failures": [_as_row(found, each) for each in found.failures],
        },
        ensure_ascii=False,
    )


def _as_row(found: Evaluation, judged: Judged) -> dict[str, Any]:
    question, reply = judged.question, judged.reply
    return {
        "grade": judged.grade,
        "kind": question.kind,
        "language": question.language,
        "group": question.group,
        "question": question.text,
        "before": question.before,
        "meant": found.meant.entries(judged),
        "outcome": reply.kind,
        "shown": reply.entries,
        "reason": reply.why.reason,
        "unknown": reply.why.unknown,
        "repaired": reply.why.repaired,
        "candidates": [[c.entry, round(c.confidence, 4)] for c in considered(judged)],
    }
