"""A reply in lines of text, and the reasons for it. `ask`, `ask --json` and `chat` all show it from here."""

import json
import re
from collections.abc import Sequence

from bot.engine import Engine
from bot.languages import Language
from bot.reply import Candidate, Choice, Clarify, Reply, Why
from bot.terminal_layout import Style, columns, pad, printable

PLAIN = Style()
_BEST = 5


def reply_text(reply: Reply, style: Style = PLAIN) -> str:
    """`reply` as a person reads it: the point, the details, the choices if any, and last where it is from."""
    parts = [style.markup(reply.body), style.markup(reply.details)]
    if isinstance(reply, Clarify):
        parts.append(numbered(reply.choices, style))
    parts.append(style.dim(printable(reply.footer)))
    return "\n\n".join(part for part in parts if part)


def numbered(choices: Sequence[Choice], style: Style = PLAIN) -> str:
    """`choices` as a list to choose from by number."""
    width = len(str(len(choices)))
    return "\n".join(
        f"{style.bold(f'{number:>{width}}.')} {printable(choice.label)}"
        for number, choice in enumerate(choices, start=1)
    )


def json_line(question: str, reply: Reply, milliseconds: float) -> str:
    """`reply` as one line of JSON for programs; `text` is what a person would read."""
    row = {
        "question": question,
        "kind": reply.kind,
        "entries": reply.entries,
        "text": reply_text(reply),
        "lang": reply.lang,
        "candidates": [[found.entry, round(found.confidence, 4)] for found in best(reply)],
        "ms": round(milliseconds, 3),
    }
    line = json.dumps(row, ensure_ascii=False)
    # Characters some readers of lines take for the end of one; the others are escaped already.
    return re.sub("[\x85\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", line)


def best(reply: Reply) -> tuple[Candidate, ...]:
    """The entries that were considered, best first, at most five."""
    return reply.why.candidates[:_BEST]


def explain(reply: Reply, engine: Engine, language: Language) -> str:
    """Why `reply` came out as it did: how the words were read, and how strongly each entry matched."""

    def line(text_id: str, value: str) -> str:
        return printable(engine.text(text_id, language, value=value)) if value else ""

    why = reply.why
    kind = engine.text(f"terminal_kind_{reply.kind}", language)
    lines = [
        line("terminal_why_kind", f"{kind} ({', '.join(reply.entries)})" if reply.entries else kind),
        line("terminal_why_read", _pairs(why.matched)),
        line("terminal_why_repaired", _pairs(why.repaired)),
        line("terminal_why_unknown", ", ".join(why.unknown)),
        line("terminal_why_rule", why.reason),
    ]
    if why == Why():
        lines.append(engine.text("terminal_why_chosen", language))
    found = best(reply)
    if found:
        lines.append(printable(engine.text("terminal_why_candidates", language)))
        width = max(columns(candidate.entry) for candidate in found)
        lines += [
            f"  {candidate.confidence:4.0%}  {pad(candidate.entry, width)}  {printable(candidate.phrasing)}"
            for candidate in found
        ]
    return "\n".join(filter(None, lines))


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(a if a == b else f"{a} → {b}" for a, b in pairs)
