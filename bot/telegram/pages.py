"""The bot's own pages: start, help, key figures, sources, language. Engine in, `Screen` out."""

from collections.abc import Sequence
from decimal import Decimal

from telegram import User
from telegram.constants import BotCommandLimit

from bot.engine import Engine
from bot.knowledge.model import EntryKind, Source
from bot.knowledge.render import format_date, format_fact
from bot.languages import Language
from bot.telegram.browsing import ways_in
from bot.telegram.callbacks import Action
from bot.telegram.captions import untold_lines
from bot.telegram.keyboards import button, column, keyboard
from bot.telegram.pictures import Pictures
from bot.telegram.render import Screen, cut, layout

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
    """Who the bot is and what it knows about; three things to ask, and the ways in, as buttons."""
    called = name(engine, language, bot_name)
    topics = engine.topics(language)
    if not topics:
        return Screen(layout(engine.text("telegram_start_plain", language, name=called)))
    # What the sources leave open is a topic, but nothing to introduce oneself with.
    answered = {entry.topic for entry in engine.kb.entries.values() if entry.kind is EntryKind.ANSWER}
    known = [topic for topic in topics if topic.entry in answered]
    listed = " · ".join(topic.label for topic in known)
    examples = [engine.entries_in(topic.entry, language)[0] for topic in known[:EXAMPLES]]
    text = engine.text("telegram_start", language, name=called, topics=listed)
    rows = [*column(examples, Action.RELATED, language), *ways_in(engine, language)]
    return Screen(layout(text), keyboard(rows))


def welcome(engine: Engine, language: Language, me: User) -> Screen:
    """What the bot `me` says when it is added to a group: who it is, and what it hears there."""
    text_id = "telegram_welcome_mention" if me.can_read_all_group_messages else "telegram_welcome"
    called = name(engine, language, me.first_name)
    text = engine.text(text_id, language, name=called, username=me.username or "")
    return Screen(layout(text), keyboard(ways_in(engine, language)))


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
    text = engine.text("telegram_help", language)
    if me.supports_inline_queries:
        text += "\n\n" + engine.text("telegram_help_inline", language, username=me.username or "")
    if me.supports_guest_queries:
        text += "\n\n" + engine.text("telegram_help_guest", language, username=me.username or "")
    colon = "：" if language.code == "zh" else ": "
    listed = "\n".join(f"/{command}{colon}{about}" for command, about in command_list(engine, language))
    footer = engine.text("telegram_unofficial", language)
    return Screen(layout(text, listed, footer), keyboard(ways_in(engine, language)))


def how_to_ask(engine: Engine, language: Language) -> Screen:
    """What to do with `/ask`, for who sent it alone."""
    labels = [
        entry.label for topic in engine.topics(language) for entry in engine.entries_in(topic.entry, language)
    ]
    example = labels[0] if labels else engine.text("telegram_ask_example", language)
    return Screen(layout(engine.text("telegram_ask", language, example=example)))


def privacy(engine: Engine, language: Language, days: int | None) -> Screen:
    """What is kept about people, why, how long, and how to be forgotten; `days` as in `Memory`."""
    text = (
        engine.text("telegram_privacy", language)
        if days is None
        else engine.text("telegram_privacy_kept", language, days=str(days))
    )
    return Screen(layout(text, footer=engine.text("telegram_unofficial", language)))


def none_meant(engine: Engine, language: Language) -> Screen:
    """What to do where none of the choices was meant."""
    return Screen(layout(engine.text("telegram_none", language)), keyboard(ways_in(engine, language)))


def choose_language(engine: Engine, language: Language, spoken: Sequence[Language]) -> Screen:
    """The languages, as buttons."""
    rows = [
        [button(ENDONYMS[offered] + (" ✓" if offered is language else ""), Action.LANGUAGE, offered)]
        for offered in spoken
    ]
    return Screen(layout(engine.text("telegram_language", language)), keyboard(rows))


def language_chosen(engine: Engine, language: Language) -> Screen:
    """What is said in the language just chosen, with the ways on in it."""
    return Screen(layout(engine.text("telegram_language_set", language)), keyboard(ways_in(engine, language)))


def stats(engine: Engine, language: Language, pictures: Pictures) -> Screen:
    """Every figure that has a name, with the sources they rest on, and the first chart."""
    kb = engine.kb
    facts = [
        fact
        for fact in kb.facts.values()
        if fact.name and isinstance(fact.value, (int, Decimal)) and kb.fact(fact.id) is fact
    ]
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
