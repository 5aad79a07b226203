"""The methods that send, edit and delete messages."""

from typing import Any

from bot.fake_telegram import rules
from bot.fake_telegram.html import Formatted
from bot.fake_telegram.messages import Photo, SentMessage
from bot.fake_telegram.rules import Parameters, Refused
from bot.fake_telegram.state import Happened, State


class Sending(State):
    """Messages, by the names of the Bot API's methods in snake case."""

    def _api_send_message(self, parameters: Parameters) -> Any:
        content = rules.formatted(parameters.text("text"), parameters.form.get("parse_mode"))
        return self._send(parameters, content)

    def _api_send_photo(self, parameters: Parameters) -> Any:
        photo = self._photo(parameters, parameters.form.get("photo", "attach://photo"))
        return self._send(parameters, _caption(parameters), photo)

    def _api_send_document(self, parameters: Parameters) -> Any:
        given = parameters.form.get("document", "attach://document")
        data = parameters.files.get(given.removeprefix("attach://"))
        if data is None:
            raise Refused(rules.NO_FILE)
        return self._send(parameters, _caption(parameters), document=data)

    def _api_send_chat_action(self, parameters: Parameters) -> Any:
        chat, action = self.chat(parameters.number("chat_id")), parameters.text("action")
        if action not in rules.CHAT_ACTIONS:
            raise Refused(rules.CHAT_ACTION)
        self.actions.append((chat["id"], action))
        self.watch(Happened("action", chat["id"], action))
        return True

    def _api_edit_message_text(self, parameters: Parameters) -> Any:
        message = self._to_edit(parameters)
        content = rules.formatted(parameters.text("text"), parameters.form.get("parse_mode"))
        if message.photo:
            raise Refused(rules.NO_TEXT_TO_EDIT)
        return self._edit(message, parameters, content, None)

    def _api_edit_message_caption(self, parameters: Parameters) -> Any:
        message = self._to_edit(parameters)
        content = _caption(parameters)
        if not message.photo:
            raise Refused(rules.NO_CAPTION_TO_EDIT)
        return self._edit(message, parameters, content, message.photo)

    def _api_edit_message_media(self, parameters: Parameters) -> Any:
        message, media = self._to_edit(parameters), parameters.json("media", {})
        if media.get("type") != "photo":  # the only kind of file this fake knows
            raise Refused(rules.MEDIA_TYPE)
        photo = self._photo(parameters, media.get("media", ""))
        content = rules.formatted(media.get("caption", ""), media.get("parse_mode"), caption=True)
        return self._edit(message, parameters, content, photo)

    def _api_edit_message_reply_markup(self, parameters: Parameters) -> Any:
        message = self._to_edit(parameters)
        return self._edit(message, parameters, message.content, message.photo)

    def _api_delete_message(self, parameters: Parameters) -> Any:
        chat = self.chat(parameters.number("chat_id"))
        place = (chat["id"], parameters.number("message_id"))
        if place in self.written:
            if chat["type"] != "private":
                raise Refused(rules.DELETE_NOT_YOURS)
            self.written.discard(place)
        elif not self.messages.pop(place, None):
            raise Refused(rules.DELETE_NOT_FOUND)
        self.watch(Happened("deleted", *place))
        return True

    def _send(
        self,
        parameters: Parameters,
        content: Formatted,
        photo: Photo | None = None,
        document: bytes | None = None,
    ) -> Any:
        chat = self.chat(parameters.number("chat_id"))
        markup = parameters.json("reply_markup")
        message = SentMessage(chat, 0, content, rules.keyboard(markup), markup=markup, photo=photo)
        message.document = document
        message.thread = parameters.number("message_thread_id") or None
        if message.thread and message.thread not in self.topics.get(chat["id"], set()):
            raise Refused(rules.THREAD_NOT_FOUND)
        message.reply_to = self._reply_to(chat["id"], parameters)
        message.preview = not parameters.json("link_preview_options", {}).get("is_disabled", False)
        self.post(message)
        return message.as_json(self.me)

    def post(self, message: SentMessage) -> None:
        """Puts `message` into its chat, for people to see."""
        message.id, message.date = self.next_message_id(), self.clock()
        self.messages[message.chat["id"], message.id] = message
        self.sent.append(message)
        self.watch(Happened("sent", message.chat["id"], message))

    def _reply_to(self, chat: int, parameters: Parameters) -> int | None:
        reply = parameters.json("reply_parameters")
        if not reply:
            return None
        place = (chat, int(reply["message_id"]))
        if place in self.written or place in self.messages:
            return place[1]
        if not reply.get("allow_sending_without_reply"):
            raise Refused(rules.REPLIED_NOT_FOUND)
        return None

    def _to_edit(self, parameters: Parameters) -> SentMessage:
        if inline_id := parameters.text("inline_message_id"):
            if inline_id not in self.inline_messages:
                raise Refused(rules.INLINE_MESSAGE_ID)
            return self.inline_messages[inline_id]
        chat = self.chat(parameters.number("chat_id"))
        place = (chat["id"], parameters.number("message_id"))
        if place in self.written:
            raise Refused(rules.EDIT_NOT_YOURS)
        if place not in self.messages:
            raise Refused(rules.EDIT_NOT_FOUND)
        return self.messages[place]

    def _edit(
        self, message: SentMessage, parameters: Parameters, content: Formatted, photo: Photo | None
    ) -> Any:
        markup = parameters.json("reply_markup")
        rows = rules.keyboard(markup)
        if (content, rows, photo) == message.look:
            raise Refused(rules.NOT_MODIFIED)
        message.content, message.rows, message.markup, message.photo = content, rows, markup, photo
        message.edits += 1
        self.sent.append(message)
        self.watch(Happened("edited", message.chat["id"], message))
        return True if parameters.text("inline_message_id") else message.as_json(self.me)

    def _photo(self, parameters: Parameters, given: str) -> Photo:
        """The picture that is uploaded with the call, or known by its `file_id`."""
        if not given.startswith("attach://"):
            if given not in self.files:
                raise Refused(rules.FILE_ID)
            return self.files[given]
        data = parameters.files.get(given.removeprefix("attach://"))
        if data is None:
            raise Refused(rules.NO_FILE)
        photo = Photo(f"photo{len(self.files) + 1}", data, *rules.photo(data))
        self.files[photo.file_id] = photo
        return photo


def _caption(parameters: Parameters) -> Formatted:
    return rules.formatted(parameters.text("caption"), parameters.form.get("parse_mode"), caption=True)
