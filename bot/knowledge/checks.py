"""Everything `check` looks at beyond what loading needs."""

from collections.abc import Mapping

from bot.knowledge.model import KnowledgeBase, Localized
from bot.knowledge.reader import Reading


def check_all(reading: Reading, kb: KnowledgeBase, defaults: Mapping[str, Localized]) -> None:
    """Report into `reading` all that an editor should mend."""
