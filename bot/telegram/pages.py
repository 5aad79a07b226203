"""The bot's own pages: start, help, topics, key figures, sources, language. Engine in, `Screen` out."""

from collections.abc import Sequence
from decimal import Decimal

from telegram import InlineKeyboardButton, User
from telegram.constants import BotCommandLimit

from bot.engine import Engine
from bot.knowledge.model import Source
from bot.knowledge.render import format_date, format_fact
from bot.languages import Language
from bot.reply import Reply
from bot.telegram.callbacks import Action, pack
from bot.telegram.captions import untold_lines
from bot.telegram.pictures import Pictures
from bot.telegram.render import Screen, column, cut, keyboard, layout, reply_html

COMMANDS = ("start", "help", "ask", "topics", "stats", "sources", "language", "privacy", "forget")
EXAMPLES = 3

# Each language by its own name, as whoever looks for it will know it.
ENDONYMS = {Language.EN: "English", Language.ZH_HANS: "简体中文", Language.ZH_HANT: "繁體中文"}


def name(engine: Engine, language: Language, otherwise: str) -> str:
    """What the knowledge base calls itself in `language`, or `otherwise`."""
    return engine.local(engine.kb.name, language) or otherwise


def plain(engine: Engine, text_id: str, language: Language) -> Screen:
    """One interface text and nothing else."""
    return Screen(layout(engine.text(text_id, language)))


def start(engine: Engine, language: Language, bot_name: str) -> Screen:
    """Who the bot is, three things to ask, and the way to the topics."""
    called = name(engine, language, bot_name)
    topics = engine.topics(language)
    shelves = [engine.entries_in(topic.entry, language) for topic in topics]
    examples = [shelf[0].label for shelf in shelves if shelf][:EXAMPLES]
    if not examples:
        return Screen(layout(engine.text("telegram_start_plain", language, name=called)))
    listed = "\n".join(f"• {example}" for example in examples)
    text = engine.text("telegram_start", language, name=called, examples=listed)
    return Screen(layout(text), keyboard([[_all_topics(engine, language)]]))


def welcome(engine: Engine, language: Language, me: User) -> Screen:
    """What the bot `me` says when it is added to a group: who it is, and what it hears there."""
    text_id = "telegram_welcome_mention" if me.can_read_all_group_messages else "telegram_welcome"
    called = name(engine, language, me.first_name)
    text = engine.text(text_id, language, name=called, username=me.username or "")
    return Screen(layout(text), keyboard([[_all_topics(engine, language)]]))


def entry_commands(engine: Engine, language: Language) -> Sequence[tuple[str, str]]:
    """The commands entries ask for, those left out that the bot has itself."""
    return [(command, text) for command, text in engine.commands(language) if command not in COMMANDS]


def command_list(engine: Engine, language: Language) -> list[tuple[str, str]]:
    """Every command with its description, entries' own first, as many as Telegram takes."""
    own = [(command, engine.text(f"telegram_command_{command}", language)) for command in COMMANDS]
    room = int(BotCommandLimit.MAX_COMMAND_NUMBER) - len(own)
    limit = int(BotCommandLimit.MAX_DESCRIPTION)
    return [*((command, cut(text, limit)) for command, text in entry_commands(engine, language)[:room]), *own]


def help_page(engine: Engine, language: Language, me: User) -> Screen:
    """How to use the bot `me`, with its commands, and inline and guest mode if they are switched on."""
    listed = "\n".join(f"/{command}: {text}" for command, text in command_list(engine, language))
    text = engine.text("telegram_help", language, commands=listed)
    if me.supports_inline_queries:
        text += "\n\n" + engine.text("telegram_help_inline", language, username=me.username or "")
    if me.supports_guest_queries:
        text += "\n\n" + engine.text("telegram_help_guest", language, username=me.username or "")
    return Screen(layout(text))


def how_to_ask(engine: Engine, language: Language) -> Screen:
    """What to do with `/ask`, for who sent it alone."""
    labels = [
        entry.label for topic in engine.topics(language) for entry in engine.entries_in(topic.entry, language)
    ]
    example = labels[0] if labels else engine.text("telegram_ask_example", language)
    return Screen(layout(engine.text("telegram_ask", language, example=example)))


def topics(engine: Engine, language: Language) -> Screen:
    """The topics, as buttons."""
    found = engine.topics(language)
    if not found:
        return plain(engine, "telegram_no_topics", language)
    text = engine.text("telegram_topics", language)
    return Screen(layout(text), keyboard(column(found, Action.TOPIC, language)))


def topic(engine: Engine, topic_id: str, language: Language) -> Screen:
    """The questions of a topic, as buttons, and the way back."""
    rows = column(engine.entries_in(topic_id, language), Action.BROWSE, language)
    text = engine.text("telegram_topic", language, topic=_title(engine, topic_id, language))
    return Screen(layout(text), keyboard([*rows, [_all_topics(engine, language)]]))


def browsed(engine: Engine, entry_id: str, reply: Reply) -> Screen:
    """An entry reached by browsing: its answer, what is near it, and the way back."""
    language = reply.lang
    rows = column(reply.related, Action.BROWSE, language)
    back = [_all_topics(engine, language)]
    home = engine.kb.entries[entry_id].topic
    if home in {found.entry for found in engine.topics(language)}:
        label = engine.text("telegram_button_back", language, topic=_title(engine, home or "", language))
        back.insert(0, InlineKeyboardButton(label, callback_data=pack(Action.TOPIC, language, home or "")))
    return Screen(reply_html(reply), keyboard([*rows, back]))


def choose_language(engine: Engine, language: Language, spoken: Sequence[Language]) -> Screen:
    """The languages, as buttons."""
    rows = [
        [InlineKeyboardButton(ENDONYMS[offered], callback_data=pack(Action.LANGUAGE, offered))]
        for offered in spoken
    ]
    return Screen(layout(engine.text("telegram_language", language)), keyboard(rows))


def stats(engine: Engine, language: Language, pictures: Pictures) -> Screen:
    """Every figure that has a name, with the sources they rest on, and the first chart."""
    kb = engine.kb
    facts = [fact for fact in kb.facts.values() if fact.name and isinstance(fact.value, (int, Decimal))]
    if not facts:
        return plain(engine, "telegram_no_stats", language)
    figures = [engine.in_script(format_fact(fact, kb, language.code), language) for fact in facts]
    lines = [
        f"• {engine.local(fact.name, language)}: **{figure}**"
        for fact, figure in zip(facts, figures, strict=True)
    ]
    if language.code == "zh":
        lines = [line.replace(": **", "：**", 1) for line in lines]
    cited = dict.fromkeys(fact.source for fact in facts if fact.source)
    footer = "\n".join(_as_of(engine, kb.sources[source], language) for source in cited)
    body = "\n".join([engine.text("telegram_stats", language), "", *lines])
    shown = pictures.chart(engine, next(iter(kb.charts), None), language)
    if shown is None:
        return Screen(layout(body, footer=footer))
    untold = "\n".join(untold_lines(shown.picture, body))
    return Screen(layout(body, footer=footer), picture=shown, caption=layout(body, untold, footer))


def sources(engine: Engine, language: Language) -> Screen:
    """The publications the answers rest on, with their dates."""
    blocks = [_source(engine, source, language) for source in engine.kb.sources.values()]
    if not blocks:
        return plain(engine, "telegram_no_sources", language)
    return Screen(layout("\n\n".join([engine.text("telegram_sources", language), *blocks])))


def _source(engine: Engine, source: Source, language: Language) -> str:
    updated = engine.text("telegram_source_date", language, date=_date(engine, source, language))
    about = [engine.local(source.section, language), engine.local(source.publisher, language), updated]
    lines = [f"**{engine.local(source.title, language)}**", *filter(None, about), *filter(None, [source.url])]
    return "\n".join(lines)


def _as_of(engine: Engine, source: Source, language: Language) -> str:
    return engine.text(
        "source_line",
        language,
        publisher=engine.local(source.publisher, language),
        title=engine.local(source.title, language),
        date=_date(engine, source, language),
    )


def _date(engine: Engine, source: Source, language: Language) -> str:
    return engine.in_script(format_date(source.updated, language.code), language)


def _all_topics(engine: Engine, language: Language) -> InlineKeyboardButton:
    label = engine.text("telegram_button_topics", language)
    return InlineKeyboardButton(label, callback_data=pack(Action.TOPICS, language))


def _title(engine: Engine, topic_id: str, language: Language) -> str:
    titles: dict[str, str] = {found.entry: found.label for found in engine.topics(language)}
    return titles.get(topic_id, "")
