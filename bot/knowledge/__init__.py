"""From a folder of YAML to a checked, immutable knowledge base."""

from bot.knowledge.loading import check, default_directory, examine, load
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.problems import KnowledgeError, Problem

__all__ = ["KnowledgeBase", "KnowledgeError", "Problem", "check", "default_directory", "examine", "load"]
