"""Everything that can be wrong with a knowledge base beyond the form of its values."""

from collections.abc import Mapping

from bot.knowledge.checks import articles, references, templates
from bot.knowledge.model import KnowledgeBase, Localized
from bot.knowledge.reader import Reading


def check_essentials(reading: Reading, kb: KnowledgeBase, defaults: Mapping[str, Localized]) -> None:
    """Report what would break an answer; part of loading, so it must be quick."""
    templates.check_placeholders(reading, kb, defaults)
    references.check_circles(reading)
    articles.check_circles(reading)


def check_quality(reading: Reading, kb: KnowledgeBase, defaults: Mapping[str, Localized]) -> None:
    """Report everything else an editor should mend."""
    # Imported late: answering needs none of them.
    from bot.knowledge.checks import charts, figures, languages, limits, markup, phrasings, punctuation

    references.check_references(reading)
    references.check_unused(reading, kb)
    references.check_facts(reading)
    articles.check_supersession(reading, kb)
    articles.check_disagreements(reading, kb)
    charts.check_charts(reading)
    languages.check_languages(reading, kb, defaults)
    figures.check_figures(reading, kb, defaults)
    phrasings.check_phrasings(reading)
    markup.check_markup(reading)
    punctuation.check_punctuation(reading)
    limits.check_ids(reading, defaults)
    limits.check_commands(reading)
    limits.check_lengths(reading, kb)
