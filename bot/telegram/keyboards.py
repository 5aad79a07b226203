"""Buttons: single ones, columns, pages of a list, and what stands under each kind of reply."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.engine import Engine
from bot.languages import Language
from bot.reply import Answer, Choice, Clarify, Refuse, Reply, Smalltalk, Unknown
from bot.telegram.callbacks import Action, pack, unpack
from bot.telegram.render import Screen, cut, reply_html

Row = list[InlineKeyboardButton]

PAGE = 8  # questions on one page of a list: with the ways out, they fit a phone's screen
_MAX_ROWS = 90  # Telegram takes 100 buttons; some room is left for the way back
_MAX_LABEL = 64
_MAX_SHARED = 256  # https://core.telegram.org/bots/api#inlinequery, query
_VOTES = {Action.HELPFUL: "👍", Action.UNHELPFUL: "👎"}


def button(
    label: str, action: Action, language: Language, name: str = "", detail: str = ""
) -> InlineKeyboardButton:
    """A button that does `action` with the topic, audience or entry `name`."""
    return InlineKeyboardButton(_label(label), callback_data=pack(action, language, name, detail))


def _label(text: str) -> str:
    """`text` as Telegram takes it on a button: short, never blank, no lone surrogates."""
    return cut(text, _MAX_LABEL).encode("utf-8", "replace").decode().strip() or "…"


def column(choices: Iterable[Choice], action: Action, language: Language, detail: str = "") -> list[Row]:
    """Buttons one below the other, each doing `action` with its choice."""
    rows = [[button(choice.label, action, language, choice.entry, detail)] for choice in choices]
    return rows[:_MAX_ROWS]


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """The keyboard of `rows`, or None if there are none."""
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def page_of(place: int) -> int:
    """The page of a list, from 0, that its item number `place`, from 0, is on."""
    return place // PAGE


def on_page(choices: Sequence[Choice], page: int) -> Sequence[Choice]:
    """The choices on a page, counted from 0; those of the first if there is no such page."""
    return choices[page * PAGE : (page + 1) * PAGE] or choices[:PAGE]


def turning(total: int, page: int, action: Action, language: Language, name: str) -> Row:
    """Buttons to the page before and the page after, as far as a list of `total` items has them."""
    last = page_of(max(total - 1, 0))
    row: Row = []
    if 0 < page <= last:
        row.append(button(f"‹ {page}/{last + 1}", action, language, name, str(page - 1)))
    if page < last:
        row.append(button(f"{page + 2}/{last + 1} ›", action, language, name, str(page + 1)))
    return row


def all_topics(engine: Engine, language: Language) -> Row:
    """The way to the topics, if there are any."""
    if not engine.topics(language):
        return []
    return [button(engine.text("telegram_button_topics", language), Action.TOPICS, language)]


def reply_screen(engine: Engine, reply: Reply, *, shares: bool) -> Screen:
    """`reply` as a message. `shares`: whether the bot is in inline mode, by which an answer is passed on."""
    return Screen(reply_html(reply), keyboard(under(engine, reply, shares=shares)))


def under(engine: Engine, reply: Reply, *, shares: bool) -> list[Row]:
    """The buttons under `reply`: choices where it asks back, else what the reader may want next."""
    language = reply.lang
    match reply:
        case Clarify():
            none = button(engine.text("telegram_button_none", language), Action.NONE, language)
            return [*column(reply.choices, Action.CHOOSE, language), [none]]
        case Answer() | Unknown():
            return [*column(reply.related, Action.RELATED, language), tools(engine, reply, shares=shares)]
        case Refuse():
            return [*column(reply.related, Action.RELATED, language), all_topics(engine, language)]
        case Smalltalk():
            return column(reply.related, Action.RELATED, language)
        case _:
            assert_never(reply)


def tools(engine: Engine, reply: Reply, *, shares: bool) -> Row:
    """What can be done with an answer: look up its source, pass it on, say whether it helped."""
    language, subject = reply.lang, subject_of(reply)
    row: Row = []
    if reply.sources:
        row.append(_source(engine, reply, subject))
    if shares and len(reply.entries) == 1 and subject in engine.kb.entries:  # the knowledge may have changed
        row.append(
            InlineKeyboardButton(
                engine.text("telegram_button_share", language),
                switch_inline_query=cut(engine.label(subject, language), _MAX_SHARED),
            )
        )
    return [*row, *(button(sign, action, language, subject) for action, sign in _VOTES.items())]


def subject_of(reply: Reply) -> str:
    """The entry a reply is from, or comes nearest to; empty if there is none."""
    near = (choice.entry for choice in reply.related) if isinstance(reply, Unknown) else ()
    return next(iter((*reply.entries, *near)), "")


def _source(engine: Engine, reply: Reply, subject: str) -> InlineKeyboardButton:
    label = engine.text("telegram_button_source", reply.lang)
    addresses = {engine.kb.sources[source].url for source in reply.sources if source in engine.kb.sources}
    if len(addresses) == 1 and (address := addresses.pop()):
        return InlineKeyboardButton(label, url=address)
    return button(label, Action.SOURCE, reply.lang, subject)


def without_votes(markup: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """The same buttons, those for saying whether an answer helped left out."""
    rows = markup.inline_keyboard if markup else ()
    return keyboard([[each for each in row if not _is_vote(each)] for row in rows])


def _is_vote(each: InlineKeyboardButton) -> bool:
    press = unpack(each.callback_data) if isinstance(each.callback_data, str) else None
    return press is not None and press.action in _VOTES
