"""Where in its sources an entry is from, in few words, for a pop-up."""

from collections import defaultdict

from bot.engine import Engine
from bot.knowledge.model import Entry
from bot.knowledge.render import format_date, placeholders
from bot.languages import Language


def source_note(engine: Engine, entry_id: str, language: Language) -> str:
    """Title, publisher and date of each source of an entry, and the paragraphs its facts stand in."""
    paragraphs = _paragraphs(engine, engine.kb.entries[entry_id])
    blocks = []
    for source_id in engine.show(entry_id, language).sources:
        source = engine.kb.sources[source_id]
        date = engine.in_script(format_date(source.updated, language.code), language)
        lines = [
            engine.local(source.title, language),
            engine.local(source.publisher, language),
            engine.text("telegram_source_date", language, date=date),
        ]
        if numbers := paragraphs.get(source_id):
            text_id = "telegram_source_paragraphs" if len(numbers) > 1 else "telegram_source_paragraph"
            comma = "、" if language.code == "zh" else ", "
            lines.append(engine.text(text_id, language, numbers=comma.join(numbers)))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _paragraphs(engine: Engine, entry: Entry) -> dict[str, list[str]]:
    """The numbers of the paragraphs an entry's facts are from, by source, in the order of the source."""
    found: dict[str, set[int]] = defaultdict(set)
    for template in (*entry.answer.values(), *entry.more.values()):
        for placeholder in placeholders(template):
            fact = engine.kb.fact(placeholder.name)
            if fact and fact.source and fact.paragraph.isdecimal():
                found[fact.source].add(int(fact.paragraph))
    return {source: [str(number) for number in sorted(numbers)] for source, numbers in found.items()}
