"""Messages of the bot, and the pictures in them, as they stand in a chat now."""

from dataclasses import dataclass
from typing import Any

from bot.fake_telegram.html import Formatted

DATE = 1_700_000_000


@dataclass(frozen=True)
class Photo:
    """A picture on the server. Whoever has its `file_id` can send it again."""

    file_id: str
    data: bytes
    width: int
    height: int

    def as_json(self) -> dict[str, Any]:
        """The picture as the API hands it out (https://core.telegram.org/bots/api#photosize)."""
        return {
            "file_id": self.file_id,
            "file_unique_id": f"unique-{self.file_id}",
            "width": self.width,
            "height": self.height,
            "file_size": len(self.data),
        }


@dataclass
class SentMessage:
    """A message the bot sent, as it stands in the chat now. Under a `photo`, `content` is its caption."""

    chat: dict[str, Any]
    id: int
    content: Formatted
    rows: list[list[dict[str, Any]]]
    reply_to: int | None = None
    thread: int | None = None
    preview: bool = True
    edits: int = 0
    markup: Any = None
    photo: Photo | None = None
    document: bytes | None = None  # a file that is no picture
    inline_id: str | None = None  # of one that came by way of inline mode or of a guest mention
    date: int = DATE

    @property
    def text(self) -> str:
        """What people read."""
        return self.content.text

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [button["text"] for row in self.rows for button in row]

    @property
    def look(self) -> tuple[object, ...]:
        """All that an edit can change."""
        return self.content, self.rows, self.photo

    def as_json(self, me: dict[str, Any]) -> dict[str, Any]:
        """The message as the API hands it out (https://core.telegram.org/bots/api#message)."""
        message: dict[str, Any] = {
            "message_id": self.id,
            "date": self.date,
            "chat": self.chat,
            "from": me,
        }
        entities = [entity.as_json() for entity in self.content.entities]
        if self.photo:
            message |= {"photo": [self.photo.as_json()], "caption": self.text, "caption_entities": entities}
        elif self.document is not None:
            file = {"file_id": f"document{self.id}", "file_unique_id": f"unique-document{self.id}"}
            message |= {"document": file, "caption": self.text, "caption_entities": entities}
        else:
            message |= {"text": self.text, "entities": entities}
        if self.rows:
            message["reply_markup"] = {"inline_keyboard": self.rows}
        if self.thread:
            message |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edits:
            message["edit_date"] = self.date
        return message
