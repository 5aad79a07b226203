"""What a knowledge base offers for browsing, and its words, in a reader's language."""

from bot.knowledge.model import Entry, KnowledgeBase, Localized
from bot.languages import Language
from bot.reply import Choice
from bot.wording import Wording


class Catalogue:
    """Topics, audiences, commands and labels. Each method takes the language to say it in."""

    def __init__(self, kb: KnowledgeBase, wording: Wording) -> None:
        self.kb = kb
        self._wording = wording
        self._commands = {entry.command: entry for entry in kb.entries.values() if entry.command}

    def topics(self, language: Language) -> tuple[Choice, ...]:
        """The topics that have entries, in the editor's order (`Choice.entry` holds the topic's id)."""
        used = {entry.topic for entry in self.kb.entries.values()}
        return tuple(
            Choice(topic.id, self._wording.local(topic.title, language))
            for topic in self.kb.topics.values()
            if topic.id in used
        )

    def entries_in(self, topic_id: str, language: Language) -> tuple[Choice, ...]:
        """The entries of a topic in the editor's order. KeyError if there is no such topic."""
        topic = self.kb.topics[topic_id]
        return self._wording.choices(
            (e.id for e in self.kb.entries.values() if e.topic == topic.id), language
        )

    def audiences(self, language: Language) -> tuple[Choice, ...]:
        """The kinds of readers there is something for (`Choice.entry` holds the audience's id)."""
        return tuple(
            Choice(audience.id, self._wording.filled(audience.title, language))
            for audience in self.kb.audiences.values()
            if audience.entries
        )

    def entries_for(self, audience_id: str, language: Language) -> tuple[Choice, ...]:
        """The entries an audience wants, most wanted first. KeyError if there is no such audience."""
        return self._wording.choices(self.kb.audiences[audience_id].entries, language)

    def commands(self, language: Language) -> tuple[tuple[str, str], ...]:
        """The commands entries ask for, with the description a command menu shows."""
        return tuple((command, self.label(entry.id, language)) for command, entry in self._commands.items())

    def command_entry(self, command: str) -> Entry | None:
        """The entry a command (without slash) shows, or None."""
        return self._commands.get(command)

    # ------------------------------------------------------------------ words

    def local(self, texts: Localized, language: Language) -> str:
        """The text for `language` among a knowledge base's texts, in the right script."""
        return self._wording.local(texts, language)

    def in_script(self, text: str, language: Language) -> str:
        """A text of the knowledge base in the script of `language`."""
        return self._wording.in_script(text, language)

    def text(self, text_id: str, language: Language, **values: str) -> str:
        """An interface text in `language` with its `{names}` filled in. KeyError if there is none."""
        return self._wording.text(text_id, language, **values)

    def footer(self, sources: tuple[str, ...], language: Language) -> str:
        """Where something is from and as of when, one line a source. KeyError if there is no such source."""
        return self._wording.footer(sources, language)

    def label(self, entry_id: str, language: Language) -> str:
        """The short title of an entry, for buttons and lists."""
        return self._wording.label(entry_id, language)
