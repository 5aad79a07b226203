"""Checks against the limits of Telegram and of a phone's screen."""

import re
from collections.abc import Mapping

from bot import markup
from bot.knowledge.fields import COMMAND_PATTERN, ID_PATTERN, OWN_COMMANDS
from bot.knowledge.model import Entry, KnowledgeBase, Localized
from bot.knowledge.problems import did_you_mean
from bot.knowledge.reader import Item, Reading
from bot.knowledge.render import fill, format_date, in_language

MAX_MESSAGE = 4096  # https://core.telegram.org/bots/api#sendmessage, in UTF-16 units
MAX_BODY = 900  # answer and details together: two screens of a phone
_ID = re.compile(ID_PATTERN)
_COMMAND = re.compile(COMMAND_PATTERN)


def check_ids(reading: Reading, defaults: Mapping[str, Localized]) -> None:
    """Report ids that do not fit into a button or a link, and texts the bot does not have."""
    for items in reading.items.values():
        for item in items.values():
            if "id" in item.values and not _ID.fullmatch(item.id):
                message = "Telegram refuses this id; use a-z, 0-9, '_' and '-', at most 48 of them"
                reading.report(item.place("id"), item.id, message)
    for item in reading.texts.values():
        if item.id not in defaults:
            hint = did_you_mean(item.id, defaults) or "; see bot/texts for those there are"
            reading.report(item.key(item.id), item.id, f"the bot has no text '{item.id}'{hint}")


def check_commands(reading: Reading) -> None:
    """Report commands that Telegram refuses, that the bot has itself, or that two entries want."""
    seen: dict[str, Item] = {}
    for item in reading.items["entries"].values():
        command = item.values.get("command")
        if command is None:
            continue
        at = item.place("command")
        if not _COMMAND.fullmatch(command):
            message = f"Telegram refuses the command '{command}'; use a-z, 0-9 and '_', at most 32 of them"
            reading.report(at, item.id, message)
        elif command in OWN_COMMANDS:
            reading.report(at, item.id, f"the bot has a command '{command}' of its own; choose another")
        elif (first := seen.setdefault(command, item)) is not item:
            message = f"'{first.id}' has the command '{command}' already, at {first.place('command')}"
            reading.report(at, item.id, f"{message}; choose another")


def check_lengths(reading: Reading, kb: KnowledgeBase) -> None:
    """Report answers too long for one message, or for reading on a phone."""
    for entry in kb.entries.values():
        item = reading.items["entries"][entry.id]
        for code in entry.answer:
            try:
                body = _shown(entry, kb, code)
            except KeyError:
                continue  # an unknown placeholder has been reported
            whole = len(body.encode("utf-16-le")) // 2 + _source_lines(kb, code)
            if whole > MAX_MESSAGE:
                message = (
                    f"filled in, the answer has {whole:,} characters; one message holds {MAX_MESSAGE:,}: "
                    "shorten it or make two entries of it"
                )
                reading.report(item.place("answer", code), entry.id, message)
            elif len(body) > MAX_BODY:
                message = (
                    f"filled in, 'answer' and 'more' have {len(body):,} characters; "
                    f"keep them under {MAX_BODY}, for readers on a phone"
                )
                reading.report(item.place("answer", code), entry.id, message)


def _shown(entry: Entry, kb: KnowledgeBase, code: str) -> str:
    parts = (entry.answer[code], entry.more.get(code, ""))
    return "\n\n".join(markup.to_plain(fill(part, kb, code)) for part in parts if part)


def _source_lines(kb: KnowledgeBase, code: str) -> int:
    """How many UTF-16 units the longest line about a source takes, with room for words around it."""
    lines = (
        in_language(source.title, code)
        + in_language(source.publisher, code)
        + in_language(source.section, code)
        + format_date(source.updated, code)
        + (source.url or "")
        for source in kb.sources.values()
    )
    return max((len(line.encode("utf-16-le")) // 2 + 60 for line in lines), default=0)
