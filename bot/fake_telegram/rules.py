"""Telegram's rules for what a bot sends, each named once, with where it is written.

Sources are sections of https://core.telegram.org/bots/api unless they are whole addresses. The wording of
the descriptions is what the Bot API server answers, as far as it is known.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.fake_telegram import pictures
from bot.fake_telegram.html import BadHtmlError, Formatted, parse_html, utf16_length


@dataclass(frozen=True)
class Rule:
    """A rule: the section it stands in, and what the server says to who breaks it."""

    source: str
    description: str
    code: int = 400


class Refused(Exception):  # noqa: N818 - what the server does
    """The server refuses a call."""

    def __init__(self, rule: Rule, detail: str = "", **parameters: Any) -> None:
        super().__init__(f"{rule.description}{detail}")
        self.rule = rule
        self.code = rule.code
        self.description = f"{rule.description}{detail}"
        self.parameters = parameters


UNAUTHORIZED = Rule("#authorizing-your-bot", "Unauthorized", 401)
NO_SUCH_METHOD = Rule("#making-requests", "Not Found", 404)
CONFLICT = Rule(
    "#getting-updates",
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    409,
)
WEBHOOK_ACTIVE = Rule(
    "#getupdates",
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first",
    409,
)
NOT_JSON = Rule("#making-requests", "Bad Request: can't parse parameter as JSON: ")
NOT_UTF8 = Rule("#making-requests", "Bad Request: strings must be encoded in UTF-8")
CHAT_NOT_FOUND = Rule("#sendmessage", "Bad Request: chat not found")
BLOCKED = Rule("#sendmessage", "Forbidden: bot was blocked by the user", 403)
KICKED = Rule("#sendmessage", "Forbidden: bot was kicked from the group chat", 403)
MIGRATED = Rule("#responseparameters", "Bad Request: group chat was upgraded to a supergroup chat")
THREAD_NOT_FOUND = Rule("#sendmessage", "Bad Request: message thread not found")
REPLIED_NOT_FOUND = Rule("#replyparameters", "Bad Request: message to be replied not found")
BAD_ENTITIES = Rule("#html-style", "Bad Request: can't parse entities: ")
BAD_PARSE_MODE = Rule("#formatting-options", "Bad Request: unsupported parse_mode")
TEXT_EMPTY = Rule("#sendmessage", "Bad Request: message text is empty")
TEXT_TOO_LONG = Rule("#sendmessage", "Bad Request: message is too long")
CAPTION_TOO_LONG = Rule("#sendphoto", "Bad Request: message caption is too long")
BUTTON_TEXT_EMPTY = Rule("#inlinekeyboardbutton", "Bad Request: text of an inline button is empty")
BUTTON_TYPE = Rule("#inlinekeyboardbutton", "Bad Request: exactly one optional field of a button is used")
BUTTON_DATA = Rule("#inlinekeyboardbutton", "Bad Request: BUTTON_DATA_INVALID")
KEYBOARD_TOO_LONG = Rule("https://limits.tginfo.me", "Bad Request: reply markup is too long")
BUTTON_URL = Rule("#inlinekeyboardbutton", "Bad Request: BUTTON_URL_INVALID")
BUTTON_COPY = Rule("#copytextbutton", "Bad Request: BUTTON_COPY_TEXT_INVALID")
NO_FILE = Rule("#sending-files", "Bad Request: there is no photo in the request")
FILE_ID = Rule("#sending-files", "Bad Request: wrong file identifier/HTTP URL specified")
PHOTO_TOO_BIG = Rule("#sendphoto", "Bad Request: file is too big for a photo")
PHOTO_BROKEN = Rule("#sendphoto", "Bad Request: IMAGE_PROCESS_FAILED")
PHOTO_DIMENSIONS = Rule("#sendphoto", "Bad Request: PHOTO_INVALID_DIMENSIONS")
CHAT_ACTION = Rule("#sendchataction", "Bad Request: wrong parameter action in request")
NO_TEXT_TO_EDIT = Rule("#editmessagetext", "Bad Request: there is no text in the message to edit")
NO_CAPTION_TO_EDIT = Rule("#editmessagecaption", "Bad Request: there is no caption in the message to edit")
MEDIA_TYPE = Rule("#editmessagemedia", "Bad Request: can't parse InputMedia: unknown type")
INLINE_MESSAGE_ID = Rule("#editmessagetext", "Bad Request: MESSAGE_ID_INVALID")
DELETE_NOT_FOUND = Rule("#deletemessage", "Bad Request: message to delete not found")
DELETE_NOT_YOURS = Rule("#deletemessage", "Bad Request: message can't be deleted")
EDIT_NOT_FOUND = Rule("#editmessagetext", "Bad Request: message to edit not found")
EDIT_NOT_YOURS = Rule("#editmessagetext", "Bad Request: message can't be edited")
NOT_MODIFIED = Rule(
    "#editmessagetext",
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message",
)
QUERY_TOO_OLD = Rule(
    "#answercallbackquery",
    "Bad Request: query is too old and response timeout expired or query ID is invalid",
)
TOAST_TOO_LONG = Rule("#answercallbackquery", "Bad Request: MESSAGE_TOO_LONG")
TOO_MANY_RESULTS = Rule("#answerinlinequery", "Bad Request: RESULTS_TOO_MUCH")
RESULT_ID = Rule("#inlinequeryresultarticle", "Bad Request: RESULT_ID_INVALID")
RESULT_ID_TWICE = Rule("#inlinequeryresultarticle", "Bad Request: RESULT_ID_DUPLICATE")
RESULT_TYPE = Rule("#inlinequeryresult", "Bad Request: can't parse inline query result: unknown type")
RESULT_TITLE = Rule("#inlinequeryresultarticle", "Bad Request: title of an inline result is empty")
RESULTS_BUTTON = Rule("#inlinequeryresultsbutton", "Bad Request: START_PARAM_INVALID")
TOO_MANY_COMMANDS = Rule("#setmycommands", "Bad Request: BOT_COMMANDS_TOO_MUCH")
COMMAND_NAME = Rule("#botcommand", "Bad Request: BOT_COMMAND_INVALID")
COMMAND_DESCRIPTION = Rule("#botcommand", "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
LANGUAGE_CODE = Rule("#setmycommands", "Bad Request: LANG_CODE_INVALID")
DESCRIPTION_TOO_LONG = Rule("#setmydescription", "Bad Request: DESCRIPTION_TOO_LONG")
WEBHOOK_URL = Rule("#setwebhook", "Bad Request: bad webhook: an HTTPS URL must be provided for webhook")
WEBHOOK_SECRET = Rule("#setwebhook", "Bad Request: secret token contains unallowed characters")

MAX_TEXT, MAX_CAPTION, MAX_TOAST = 4096, 1024, 200
MAX_BUTTONS, MAX_CALLBACK_BYTES = 100, 64
MAX_RESULTS, MAX_RESULT_ID_BYTES = 50, 64
MAX_COMMANDS, MAX_COMMAND_DESCRIPTION = 100, 256
MAX_NAME, MAX_DESCRIPTION, MAX_SHORT_DESCRIPTION = 64, 512, 120
MAX_COPIED = 256
MAX_PHOTO_BYTES, MAX_PHOTO_SIDES, MAX_PHOTO_RATIO = 10_000_000, 10_000, 20
CHAT_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip

_BUTTON_KINDS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip
# What the server takes out of a text before it looks at it: td/telegram/misc.cpp, clean_input_string.
_TAKEN_OUT = re.compile("[\x00-\x08\x0b-\x1f\u2028-\u202e]")


@dataclass(frozen=True)
class Parameters:
    """The parameters of a call, as the form on the wire holds them: every value a string."""

    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)  # uploaded along, by the name of their part

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        return self.form.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number."""
        return int(self.form.get(name, default))

    def flag(self, name: str) -> bool:
        """True or False."""
        return self.form.get(name) == "true"

    def json(self, name: str, default: Any = None) -> Any:
        """A JSON-serialized value."""
        if name not in self.form:
            return default
        try:
            return json.loads(self.form[name])
        except ValueError as error:
            raise Refused(NOT_JSON, str(error)) from error


def formatted(text: str, parse_mode: str | None, *, caption: bool = False) -> Formatted:
    """The visible text and its entities, as the server makes them from what was sent."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused(NOT_UTF8) from error
    text = _TAKEN_OUT.sub("", text)
    if not parse_mode:
        result = Formatted(text, ())
    elif parse_mode == "HTML":
        try:
            result = parse_html(text)
        except BadHtmlError as error:
            raise Refused(BAD_ENTITIES, str(error)) from error
    else:
        raise Refused(BAD_PARSE_MODE)
    result = result.stripped()
    if not result.text and not caption:
        raise Refused(TEXT_EMPTY)
    limit, rule = (MAX_CAPTION, CAPTION_TOO_LONG) if caption else (MAX_TEXT, TEXT_TOO_LONG)
    if utf16_length(result.text) > limit:
        raise Refused(rule)
    return result


def keyboard(markup: Mapping[str, Any] | None) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard."""
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise Refused(KEYBOARD_TOO_LONG)
    for button in buttons:
        if not button.get("text", "").strip():
            raise Refused(BUTTON_TEXT_EMPTY)
        if len(button.keys() & _BUTTON_KINDS) != 1:
            raise Refused(BUTTON_TYPE)
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= MAX_CALLBACK_BYTES:
            raise Refused(BUTTON_DATA)
        if "url" in button and not re.fullmatch(r"(https?|tg)://\S+", button["url"]):
            raise Refused(BUTTON_URL)
        if "copy_text" in button and not 1 <= utf16_length(button["copy_text"].get("text", "")) <= MAX_COPIED:
            raise Refused(BUTTON_COPY)
    return rows


def photo(data: bytes) -> tuple[int, int]:
    """Width and height of an uploaded picture; of the formats Telegram knows, PNG and JPEG."""
    if len(data) > MAX_PHOTO_BYTES:
        raise Refused(PHOTO_TOO_BIG)
    sides = pictures.size(data)
    if sides is None:
        raise Refused(PHOTO_BROKEN)
    if not min(sides) or sum(sides) > MAX_PHOTO_SIDES or max(sides) > min(sides) * MAX_PHOTO_RATIO:
        raise Refused(PHOTO_DIMENSIONS)
    return sides


def inline_results(results: list[dict[str, Any]], files: Collection[str]) -> None:
    """The results of an inline query; `files` are the ids of the files Telegram has."""
    if len(results) > MAX_RESULTS:
        raise Refused(TOO_MANY_RESULTS)
    for result in results:
        if not 1 <= len(str(result.get("id", "")).encode()) <= MAX_RESULT_ID_BYTES:
            raise Refused(RESULT_ID)
        if result.get("type") == "photo":
            if result.get("photo_file_id") not in files:
                raise Refused(FILE_ID)
            formatted(result.get("caption", ""), result.get("parse_mode"), caption=True)
        elif result.get("type") == "article":
            if not result.get("title", "").strip():
                raise Refused(RESULT_TITLE)
            content = result.get("input_message_content", {})
            formatted(content.get("message_text", ""), content.get("parse_mode"))
        else:  # the types this fake knows
            raise Refused(RESULT_TYPE)
        keyboard(result.get("reply_markup"))
    if len({result["id"] for result in results}) < len(results):
        raise Refused(RESULT_ID_TWICE)


def results_button(button: Mapping[str, Any] | None) -> None:
    """The button above the results of an inline query."""
    if button is None:
        return
    parameter = button.get("start_parameter", "")
    if not button.get("text") or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter):
        raise Refused(RESULTS_BUTTON)


def commands(listed: list[dict[str, str]]) -> None:
    """A command menu."""
    if len(listed) > MAX_COMMANDS:
        raise Refused(TOO_MANY_COMMANDS)
    for command in listed:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise Refused(COMMAND_NAME)
        if not 1 <= utf16_length(command["description"].strip()) <= MAX_COMMAND_DESCRIPTION:
            raise Refused(COMMAND_DESCRIPTION)


def language_code(code: str) -> str:
    """A two-letter language code, or the empty string for everybody else."""
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise Refused(LANGUAGE_CODE)
    return code
