"""Figures of an evaluation, for people and for programs."""

import json
from collections.abc import Sequence

from bot.evaluation import Grade, Judged, Tally, tally, wrong_share


def table(judged: Sequence[Judged]) -> str:
    """A line per kind and language: how many were right, asked back, wrong and silent, in percent."""
    lines = [f"{'':16}{'right':>7}{'asked':>7}{'wrong':>7}{'silent':>7}{'n':>6}"]
    lines += [
        f"{_name(row):16}{row.right:7.1f}{row.asked:7.1f}{row.wrong:7.1f}{row.silent:7.1f}{row.count:6}"
        for row in tally(judged)
    ]
    times = sorted(each.milliseconds for each in judged)
    middle, slow = times[len(times) // 2], times[len(times) * 95 // 100]
    lines.append(f"wrong answers shown to {wrong_share(judged):.1f} % of {len(judged)} questions")
    lines.append(f"milliseconds a question: median {middle:.1f}, 95 % within {slow:.1f}")
    return "\n".join(lines)


def failures(judged: Sequence[Judged]) -> str:
    """A line for every question that was not answered rightly, with what was considered."""
    return "\n".join(
        f"{each.grade:7}{each.question.kind:9}{each.question.group}: {each.question.text!r} -> "
        f"{each.reply.kind} {_considered(each)}: {each.reply.why.reason}"
        for each in judged
        if each.grade is not Grade.RIGHT
    )


def as_json(judged: Sequence[Judged]) -> str:
    """The same figures as one JSON object."""
    rows = {
        _name(row): {
            "right": round(row.right, 1),
            "asked": round(row.asked, 1),
            "wrong": round(row.wrong, 1),
            "silent": round(row.silent, 1),
            "n": row.count,
        }
        for row in tally(judged)
    }
    return json.dumps({"rows": rows, "wrong": round(wrong_share(judged), 1), "n": len(judged)})


def below(judged: Sequence[Judged], floors: dict[str, float], most_wrong: float) -> list[str]:
    """The floors (`answer.en`: least percentage right) and the ceiling that do not hold."""
    right = {_name(row): row.right for row in tally(judged)}
    missed = [
        f"{name}: {right.get(name, 0.0):.1f} % right, and not {floor:g} %"
        for name, floor in floors.items()
        if right.get(name, 0.0) < floor
    ]
    wrong = wrong_share(judged)
    if wrong > most_wrong:
        missed.append(f"wrong answers shown: {wrong:.1f} %, and not at most {most_wrong:g} %")
    return missed


def _name(row: Tally) -> str:
    return f"{row.kind}.{row.language}"


def _considered(judged: Judged) -> str:
    return ", ".join(f"{c.entry} {c.confidence:.2f}" for c in judged.reply.why.candidates[:3]) or "nothing"
