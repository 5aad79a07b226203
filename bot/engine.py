"""The engine: a knowledge base made ready to answer. Pure: no clock, no network, no files."""

from bot.knowledge.model import Entry, KnowledgeBase
from bot.languages import Language
from bot.reply import Choice, Context, Reply, Turn


class Engine:
    """Answers questions from one knowledge base. Immutable once built; safe to share between threads."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb

    def respond(self, question: str, context: Context = Context()) -> Turn:  # noqa: B008 - frozen
        """The reply to `question` and the context for the next one. Never raises, whatever the text."""
        raise NotImplementedError

    def show(self, entry_id: str, language: Language) -> Reply:
        """The reply an entry gives, as for a command, a button or a deep link.

        KeyError if there is no such entry.
        """
        raise NotImplementedError

    def search(self, text: str, language: Language, limit: int = 20) -> tuple[Reply, ...]:
        """Replies for what was typed so far, best first, for inline mode; empty where nothing fits.

        Each reply rests on exactly one entry, none of them out of scope.
        """
        raise NotImplementedError

    def topics(self, language: Language) -> tuple[Choice, ...]:
        """The topics that have entries, in the editor's order (`Choice.entry` holds the topic's id)."""
        raise NotImplementedError

    def entries_in(self, topic_id: str, language: Language) -> tuple[Choice, ...]:
        """The entries of a topic in the editor's order. KeyError if there is no such topic."""
        raise NotImplementedError

    def commands(self, language: Language) -> tuple[tuple[str, str], ...]:
        """The commands entries ask for, with the description a command menu shows."""
        raise NotImplementedError

    def command_entry(self, command: str) -> Entry | None:
        """The entry a command (without slash) shows, or None."""
        raise NotImplementedError

    def text(self, text_id: str, language: Language, **values: str) -> str:
        """An interface text in `language` with its `{names}` filled in. KeyError if there is none."""
        raise NotImplementedError

    def label(self, entry_id: str, language: Language) -> str:
        """The short title of an entry, for buttons and lists."""
        raise NotImplementedError
