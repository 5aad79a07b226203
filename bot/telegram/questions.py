"""Which question a message puts to the bot. The same for new, edited and forwarded messages.

In private every text is a question. In groups it takes a command, a mention of the bot or a reply to it.
With privacy mode on (https://core.telegram.org/bots/features#privacy-mode) Telegram passes on commands and
replies to the bot, but not mentions; with it off, everything. The bot behaves the same either way.
"""

from collections.abc import Iterable

from telegram import Message, MessageEntity, User

ASK = "ask"

_MENTIONS: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


def question_in(message: Message, me: User) -> str | None:
    """The question `message` puts to the bot `me`; empty if it only calls it, None if it does not.

    Who calls the bot in reply to somebody else's message means the question in that one.
    """
    text = text_of(message)
    if (name := _command(message, me)) is not None:
        return (_without_command(text) or _quoted(message, me)) if name == ASK else None
    if message.chat.type == message.chat.PRIVATE:
        return text or None
    mentions = _mentions(message, me)
    if not mentions and not _replies_to(message, me):
        return None
    return _cut_out(text, mentions) or (_quoted(message, me) if mentions else "")


def guest_question(message: Message, me: User) -> str:
    """The question that comes with a mention of `me` in a chat it is not in, of whatever kind that is."""
    return _cut_out(text_of(message), _mentions(message, me)) or _quoted(message, me)


def text_of(message: Message) -> str:
    """What is written in a message, or under its picture."""
    return message.text or message.caption or ""


def _command(message: Message, me: User) -> str | None:
    """The command a message begins with: empty if it is another bot's, None if there is none."""
    entity = next(iter(message.entities), None)
    if entity is None or entity.type != MessageEntity.BOT_COMMAND or entity.offset:
        return None
    name, _, addressed = message.parse_entity(entity).removeprefix("/").lower().partition("@")
    return name if addressed in {"", (me.username or "").lower()} else ""


def _without_command(text: str) -> str:
    return " ".join(text.split()[1:])


def _mentions(message: Message, me: User) -> list[MessageEntity]:
    found = message.parse_entities(_MENTIONS) if message.text else message.parse_caption_entities(_MENTIONS)
    return [
        entity
        for entity, written in found.items()
        if (entity.user and entity.user.id == me.id) or written.lower() == f"@{me.username}".lower()
    ]


def _cut_out(text: str, parts: Iterable[MessageEntity]) -> str:
    # Telegram counts offsets in UTF-16 code units (https://core.telegram.org/api/entities).
    raw = text.encode("utf-16-le", "surrogatepass")
    for part in sorted(parts, key=lambda part: part.offset, reverse=True):
        raw = raw[: part.offset * 2] + raw[(part.offset + part.length) * 2 :]
    return raw.decode("utf-16-le", "replace").strip()


def _replied(message: Message) -> Message | None:
    # In a forum, every first-level message "replies" to the one that opened the topic.
    replied = message.reply_to_message
    return None if replied is None or replied.forum_topic_created else replied


def _replies_to(message: Message, me: User) -> bool:
    replied = _replied(message)
    return bool(replied and replied.from_user and replied.from_user.id == me.id)


def _quoted(message: Message, me: User) -> str:
    """What somebody else wrote, to which `message` replies: the passage quoted, or all of it."""
    replied = _replied(message)
    if replied is None or _replies_to(message, me):
        return ""
    return message.quote.text if message.quote else text_of(replied)
