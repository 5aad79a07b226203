"""Browsing by editing one message: by topic, or by who the reader is. Engine in, `Screen` out."""

from bot.engine import Engine
from bot.languages import Language
from bot.reply import Choice, Reply
from bot.telegram.callbacks import Action
from bot.telegram.keyboards import Row, all_topics, button, column, keyboard, on_page, page_of, tools, turning
from bot.telegram.render import Screen, layout, reply_html


def ways_in(engine: Engine, language: Language) -> list[Row]:
    """The ways to find something without asking: by who one is, and by topic."""
    row: Row = []
    if engine.audiences(language):
        row.append(button(engine.text("telegram_button_audiences", language), Action.AUDIENCES, language))
    return [[*row, *all_topics(engine, language)]]


def topics(engine: Engine, language: Language) -> Screen:
    """The topics, as buttons; home of all browsing."""
    found = engine.topics(language)
    if not found:
        return Screen(layout(engine.text("telegram_no_topics", language)))
    rows = column(found, Action.TOPIC, language)
    if engine.audiences(language):
        rows.append([button(engine.text("telegram_button_audiences", language), Action.AUDIENCES, language)])
    return Screen(layout(engine.text("telegram_topics", language)), keyboard(rows))


def topic(engine: Engine, topic_id: str, language: Language, page: int = 0) -> Screen:
    """The questions of a topic, as buttons, a page of them at a time, and the way back."""
    listed = engine.entries_in(topic_id, language)
    text = engine.text("telegram_topic", language, topic=_label(engine.topics(language), topic_id))
    rows = [
        *column(on_page(listed, page), Action.BROWSE, language),
        turning(len(listed), page, Action.TOPIC, language, topic_id),
        all_topics(engine, language),
    ]
    return Screen(layout(text), keyboard(rows))


def audiences(engine: Engine, language: Language) -> Screen:
    """Whom there is something for, as buttons."""
    rows = column(engine.audiences(language), Action.AUDIENCE, language)
    text = engine.text("telegram_audiences", language)
    return Screen(layout(text), keyboard([*rows, all_topics(engine, language)]))


def audience(engine: Engine, audience_id: str, reply: Reply, page: int = 0) -> Screen:
    """What there is for an audience: `reply`, its first entry, and its other questions as buttons."""
    language = reply.lang
    title = _label(engine.audiences(language), audience_id)
    _, *others = engine.entries_for(audience_id, language)
    back = button(engine.text("telegram_button_audiences_back", language), Action.AUDIENCES, language)
    rows = [
        *column(on_page(others, page), Action.BROWSE, language, detail=audience_id),
        turning(len(others), page, Action.AUDIENCE, language, audience_id),
        [back, *all_topics(engine, language)],
    ]
    return Screen(layout(f"**{title}**\n\n{reply.body}", reply.details, reply.footer), keyboard(rows))


def browsed(engine: Engine, entry_id: str, reply: Reply, audience_id: str = "", *, shares: bool) -> Screen:
    """An entry reached by browsing: its answer, what is near it, and the way back to where it was found."""
    language = reply.lang
    rows = [
        *column(reply.related, Action.BROWSE, language, detail=audience_id),
        tools(engine, reply, shares=shares),
        [*_back(engine, entry_id, audience_id, language), *all_topics(engine, language)],
    ]
    return Screen(reply_html(reply), keyboard(rows))


def _back(engine: Engine, entry_id: str, audience_id: str, language: Language) -> Row:
    """The way back to the page of the list an entry stands in; empty if it stands in none."""
    if audience_id:
        choices, name, action = engine.audiences(language), audience_id, Action.AUDIENCE
        listed = engine.entries_for(audience_id, language)[1:]
    else:
        choices, name, action = engine.topics(language), engine.kb.entries[entry_id].topic or "", Action.TOPIC
        listed = engine.entries_in(name, language) if name else ()
    title = _label(choices, name)
    if not title:
        return []
    place = next((number for number, choice in enumerate(listed) if choice.entry == entry_id), 0)
    page = page_of(place)
    label = engine.text("telegram_button_back", language, title=title)
    return [button(label, action, language, name, str(page) if page else "")]


def _label(choices: tuple[Choice, ...], wanted: str) -> str:
    return next((choice.label for choice in choices if choice.entry == wanted), "")
