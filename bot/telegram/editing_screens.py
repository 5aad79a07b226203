"""What administrators see of the misses: the list, one of them, and a change before and after it is made.

What people asked and what stands in files is shown as it is, never read as markup.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.engine import Engine
from bot.knowledge.render import format_date
from bot.languages import Language
from bot.reply import Reply
from bot.teaching.groups import Group
from bot.teaching.journal import Taught
from bot.teaching.proposal import Proposal, Shift, Verdict
from bot.telegram.callbacks import short_id
from bot.telegram.keyboards import Row, keyboard
from bot.telegram.render import MAX_TEXT, Screen, cut, units

PAGE = 8  # groups in a list
NEAREST = 3  # entries that are offered
_ID = 12  # characters of a miss's id
_MOST = 5  # wordings, or questions that get better or worse
_MAX_KEY = 40  # bytes
_MAX_LABEL, _MAX_LINE, _MAX_SHIFT, _LEAST_DIFF = 60, 200, 100, 400
_EPOCH = date(1970, 1, 1)
PREFIX = "m"
SEARCH = "teach"


class Do(StrEnum):
    """What a button under these screens does."""

    LIST = "l"
    OPEN = "g"
    MEAN = "e"  # propose
    IGNORE = "i"
    WRITE = "w"
    INSIST = "f"
    PATCH = "p"
    UNDO = "z"


def pack(do: Do, miss: str = "", name: str = "") -> str:
    """The data of a button, about the miss with that id, and an entry, a verdict or a number."""
    return f"{PREFIX}:{do}:{miss[:_ID]}:{key_of(name)}"


def key_of(name: str) -> str:
    """`name` as it stands in a button's data."""
    return short_id(name, _MAX_KEY)


def unpack(data: str) -> tuple[Do, str, str] | None:
    """What `pack` packed, or None."""
    parts = data.split(":")
    try:
        _, do, miss, name = parts
        return Do(do), miss, name
    except ValueError:
        return None


class Screens:
    """The screens in one language."""

    def __init__(self, engine: Engine, language: Language) -> None:
        self._engine = engine
        self._language = language

    def say(self, text_id: str, **values: str) -> str:
        """An interface text, plain."""
        return self._engine.text(f"admin_{text_id}", self._language, **values)

    def note(self, text_id: str, **values: str) -> Screen:
        """A text and the way back to the list."""
        return Screen(_html(self.say(text_id, **values)), self._rows([self._back_to_list()]))

    def listed(self, groups: Sequence[Group], page: int = 0) -> Screen:
        """The misses, the most frequent first, to be opened by number."""
        if not groups:
            return Screen(_html(self.say("no_misses")))
        page = min(page, (len(groups) - 1) // PAGE)
        shown = list(enumerate(groups, start=1))[page * PAGE : (page + 1) * PAGE]
        lines = [
            f"{number}. {_html(cut(group.question, _MAX_LINE))}  {group.count}×" for number, group in shown
        ]
        numbers = [self._button(str(number), Do.OPEN, group.id) for number, group in shown]
        turns = [
            *([self._button("‹", Do.LIST, name=str(page - 1))] if page else []),
            *([self._button("›", Do.LIST, name=str(page + 1))] if (page + 1) * PAGE < len(groups) else []),
        ]
        half = (len(numbers) + 1) // 2 if len(numbers) > PAGE // 2 else len(numbers)
        head = f"<b>{_html(self.say('misses'))}</b>"
        return Screen("\n".join([head, "", *lines]), self._rows([numbers[:half], numbers[half:], turns]))

    def group(self, group: Group, nearest: Sequence[str], *, searches: bool) -> Screen:
        """One group of misses, with what it may mean."""
        day = format_date(_EPOCH + timedelta(days=group.days[1]), self._language.code)
        outcomes = ", ".join(self.say(f"outcome_{outcome}") for outcome in group.outcomes)
        lines = [
            f"<b>{_html(group.question)}</b>",
            _html(self.say("asked", count=str(group.count), date=day, outcomes=outcomes)),
        ]
        if others := group.wordings[1 : _MOST + 1]:
            lines += ["", _html(self.say("also")), *(f"• {_question(each)}" for each in others)]
        lines += ["", _html(self.say("what"))]
        rows = [[self._button(self._title(entry), Do.MEAN, group.id, entry)] for entry in nearest]
        if searches:
            label, query = self.say("button_other"), f"{SEARCH} {group.id[:_ID]} "
            rows.append([InlineKeyboardButton(label, switch_inline_query_current_chat=query)])
        rows.append(
            [
                self._button(self.say(f"button_{verdict}"), Do.MEAN, group.id, f"?{verdict}")
                for verdict in Verdict
            ]
        )
        rows.append([self._button(self.say("button_ignore"), Do.IGNORE, group.id), *self._back_to_list()])
        return Screen("\n".join(lines), self._rows(rows))

    def proposal(self, group_id: str, proposal: Proposal) -> Screen:
        """A change, what it would do, and whether to make it."""
        verdict = proposal.meant in set(Verdict)
        means = (
            self.say(f"means_{proposal.meant}")
            if verdict
            else self.say("means_entry", title=self._title(proposal.meant))
        )
        lines = [f"<b>{_html(proposal.question)}</b>", _html(means), _html(self._reply(proposal))]
        if proposal.tried:
            better, worse = str(len(proposal.better)), str(len(proposal.worse))
            tried = self.say("tried", count=str(proposal.tried), better=better, worse=worse)
            lines.append(_html(tried))
        lines += self._shifts("better", proposal.better) + self._shifts("worse", proposal.worse)
        if proposal.problems:
            lines.append(_html(self.say("problems")))
            lines += [f"• {_html(cut(str(problem), _MAX_SHIFT))}" for problem in proposal.problems[:_MOST]]
        room = MAX_TEXT - sum(units(line) + 1 for line in lines) - 1  # escaped, so it is rather less
        lines += ["", f"<pre>{_html(cut(proposal.diff, max(room, _LEAST_DIFF)))}</pre>"]
        name = f"?{proposal.meant}" if verdict else proposal.meant
        write = Do.WRITE if proposal.harmless else Do.INSIST
        label = self.say("button_write" if proposal.harmless else "button_insist")
        rows = [
            [self._button(label, write, group_id, name)],
            [
                self._button(self.say("button_back"), Do.OPEN, group_id),
                self._button(self.say("button_patch"), Do.PATCH, group_id, name),
            ],
        ]
        return Screen("\n".join(lines), self._rows(rows))

    def written(self, taught: Taught, places: Iterable[str]) -> Screen:
        """A change that was made, and the way to take it back."""
        text = f"<b>{_html(taught.question)}</b>\n{_html(self.say('written', places=', '.join(places)))}"
        undo = self._button(self.say("button_undo"), Do.UNDO, name=str(taught.number))
        return Screen(text, self._rows([[undo, *self._back_to_list()]]))

    def _reply(self, proposal: Proposal) -> str:
        if proposal.helps:
            return self.say("helps")
        return self.say("does_not_help", reply=self._outcome(proposal.reply.reply))

    def _outcome(self, reply: Reply) -> str:
        """What kind of reply it is, and the ids of the entries it rests on."""
        kind, entries = self.say(f"outcome_{reply.kind}"), ", ".join(reply.entries)
        return cut(f"{kind} ({entries})" if entries else kind, _MAX_LABEL)

    def _shifts(self, name: str, shifts: Sequence[Shift]) -> list[str]:
        lines = [
            f"• {cut(shift.question.text, _MAX_SHIFT)}: "
            f"{self._outcome(shift.before.reply)} → {self._outcome(shift.after.reply)}"
            for shift in shifts[:_MOST]
        ]
        more = [f"… +{len(shifts) - _MOST}"] if len(shifts) > _MOST else []
        return [_html(line) for line in ([self.say(name), *lines, *more] if shifts else [])]

    def _title(self, entry: str) -> str:
        known = entry in self._engine.kb.entries
        return cut(self._engine.label(entry, self._language), _MAX_LINE) if known else entry

    def _button(self, label: str, do: Do, miss: str = "", name: str = "") -> InlineKeyboardButton:
        return InlineKeyboardButton(cut(label, _MAX_LABEL), callback_data=pack(do, miss, name))

    def _back_to_list(self) -> Row:
        return [self._button(self.say("button_list"), Do.LIST)]

    @staticmethod
    def _rows(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
        return keyboard(rows)


def _html(text: str) -> str:
    return escape(text, quote=False).encode("utf-8", "replace").decode()


def _question(text: str) -> str:
    return _html(cut(text, _MAX_LINE))
