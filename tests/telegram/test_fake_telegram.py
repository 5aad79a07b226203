"""The fake Telegram is as strict as Telegram: each rule can refuse, and what is allowed passes."""

import json
import struct

import pytest

from bot.fake_telegram import FakeTelegram, rules
from bot.fake_telegram.html import BadHtmlError, parse_html
from bot.fake_telegram.rules import Refused, Rule

ANNA = 1001
ARTICLE = {"type": "article", "id": "a", "title": "A", "input_message_content": {"message_text": "A"}}


@pytest.fixture
def fake():
    fake = FakeTelegram()
    assert fake.person().id == ANNA
    return fake


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def jpeg(width, height):
    comment = struct.pack(">BBH2s", 0xFF, 0xFE, 4, b"hi")
    return b"\xff\xd8" + comment + struct.pack(">BBHBHH", 0xFF, 0xC0, 17, 8, height, width)


async def call(fake, method, /, **parameters):
    files = {name: value for name, value in parameters.items() if isinstance(value, bytes)}
    form = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in parameters.items()
        if name not in files
    }
    return await fake.server.call(method, form, files)


def message(**parameters):
    return "sendMessage", {"chat_id": ANNA, "text": "hello"} | parameters


def html(text):
    return message(text=text, parse_mode="HTML")


def button(**parameters):
    return message(reply_markup={"inline_keyboard": [[{"text": "b"} | parameters]]})


def photo(data=None, **parameters):
    uploaded = {} if data is None else {"photo": data}
    return "sendPhoto", {"chat_id": ANNA} | uploaded | parameters


def results(*listed, **parameters):
    return "answerInlineQuery", {"inline_query_id": "i", "results": listed} | parameters


def menu(*commands, **parameters):
    return "setMyCommands", {"commands": [{"command": c, "description": d} for c, d in commands]} | parameters


BROKEN = [
    (("launchRockets", {}), rules.NO_SUCH_METHOD),
    (message(chat_id=1), rules.CHAT_NOT_FOUND),
    (message(text=""), rules.TEXT_EMPTY),
    (message(text=" \n\u202e "), rules.TEXT_EMPTY),
    (html("<b> </b>"), rules.TEXT_EMPTY),
    (message(text="x" * 4097), rules.TEXT_TOO_LONG),
    (message(text="😀" * 2049), rules.TEXT_TOO_LONG),
    (html("<b>open"), rules.BAD_ENTITIES),
    (html("<b><i>crossed</b></i>"), rules.BAD_ENTITIES),
    (html("a < b"), rules.BAD_ENTITIES),
    (html("a & b"), rules.BAD_ENTITIES),
    (html("&nbsp;"), rules.BAD_ENTITIES),
    (html("<h1>big</h1>"), rules.BAD_ENTITIES),
    (html("<a>no address</a>"), rules.BAD_ENTITIES),
    (html('<b class="x">x</b>'), rules.BAD_ENTITIES),
    (html("<code><b>x</b></code>"), rules.BAD_ENTITIES),
    (html("<blockquote>a<blockquote expandable>b</blockquote></blockquote>"), rules.BAD_ENTITIES),
    (message(parse_mode="Word"), rules.BAD_PARSE_MODE),
    (message(reply_markup="{"), rules.NOT_JSON),
    (message(text="\ud800"), rules.NOT_UTF8),
    (message(message_thread_id=5), rules.THREAD_NOT_FOUND),
    (message(reply_parameters={"message_id": 5}), rules.REPLIED_NOT_FOUND),
    (button(callback_data=""), rules.BUTTON_DATA),
    (button(callback_data="界" * 22), rules.BUTTON_DATA),
    (button(), rules.BUTTON_TYPE),
    (button(callback_data="x", url="https://x.example"), rules.BUTTON_TYPE),
    (button(text=" ", callback_data="x"), rules.BUTTON_TEXT_EMPTY),
    (button(url="javascript:alert(1)"), rules.BUTTON_URL),
    (button(copy_text={"text": "x" * 257}), rules.BUTTON_COPY),
    (
        message(reply_markup={"inline_keyboard": [[{"text": "b", "callback_data": "x"}]] * 101}),
        rules.KEYBOARD_TOO_LONG,
    ),
    (("editMessageText", {"chat_id": ANNA, "message_id": 5, "text": "x"}), rules.EDIT_NOT_FOUND),
    (("editMessageText", {"inline_message_id": "gone", "text": "x"}), rules.INLINE_MESSAGE_ID),
    (("deleteMessage", {"chat_id": ANNA, "message_id": 5}), rules.DELETE_NOT_FOUND),
    (("sendChatAction", {"chat_id": ANNA, "action": "dancing"}), rules.CHAT_ACTION),
    (photo(), rules.NO_FILE),
    (photo(photo="unknown"), rules.FILE_ID),
    (photo(b"GIF89a"), rules.PHOTO_BROKEN),
    (photo(b"\xff\xd8\xff"), rules.PHOTO_BROKEN),
    (photo(png(9000, 2000)), rules.PHOTO_DIMENSIONS),
    (photo(png(2100, 100)), rules.PHOTO_DIMENSIONS),
    (photo(jpeg(9000, 2000)), rules.PHOTO_DIMENSIONS),
    (photo(png(10, 10) + bytes(10_000_000)), rules.PHOTO_TOO_BIG),
    (photo(png(10, 10), caption="x" * 1025), rules.CAPTION_TOO_LONG),
    (photo(png(10, 10), caption="<b>", parse_mode="HTML"), rules.BAD_ENTITIES),
    (("answerGuestQuery", {"guest_query_id": "long ago", "result": ARTICLE}), rules.QUERY_TOO_OLD),
    (results({"type": "photo", "id": "p", "photo_file_id": "unknown"}), rules.FILE_ID),
    (("answerCallbackQuery", {"callback_query_id": "long ago"}), rules.QUERY_TOO_OLD),
    (("answerCallbackQuery", {"callback_query_id": "c", "text": "x" * 201}), rules.TOAST_TOO_LONG),
    (results(inline_query_id="long ago"), rules.QUERY_TOO_OLD),
    (results(*[ARTICLE | {"id": str(i)} for i in range(51)]), rules.TOO_MANY_RESULTS),
    (results(ARTICLE | {"id": ""}), rules.RESULT_ID),
    (results(ARTICLE | {"id": "x" * 65}), rules.RESULT_ID),
    (results(ARTICLE, ARTICLE), rules.RESULT_ID_TWICE),
    (results(ARTICLE | {"type": "rocket"}), rules.RESULT_TYPE),
    (results(ARTICLE | {"title": ""}), rules.RESULT_TITLE),
    (results(ARTICLE | {"input_message_content": {"message_text": ""}}), rules.TEXT_EMPTY),
    (results(button={"text": "b", "start_parameter": "not this"}), rules.RESULTS_BUTTON),
    (menu(("Start", "x")), rules.COMMAND_NAME),
    (menu(("x" * 33, "x")), rules.COMMAND_NAME),
    (menu(("start", "")), rules.COMMAND_DESCRIPTION),
    (menu(*[(f"c{i}", "x") for i in range(101)]), rules.TOO_MANY_COMMANDS),
    (menu(("start", "x"), language_code="zh-hans"), rules.LANGUAGE_CODE),
    (("setMyDescription", {"description": "x" * 513}), rules.DESCRIPTION_TOO_LONG),
    (("setMyName", {"name": "x" * 65}), rules.DESCRIPTION_TOO_LONG),
    (("setMyShortDescription", {"short_description": "x" * 121}), rules.DESCRIPTION_TOO_LONG),
    (("setWebhook", {"url": "http://bot.example"}), rules.WEBHOOK_URL),
    (("setWebhook", {"url": "https://bot.example", "secret_token": "a b"}), rules.WEBHOOK_SECRET),
]


@pytest.mark.parametrize(("attempt", "rule"), BROKEN)
async def test_what_breaks_a_rule_is_refused(fake, attempt, rule):
    fake.server.callbacks.add("c")
    fake.server.inline_queries.add("i")
    method, parameters = attempt
    with pytest.raises(Refused) as caught:
        await call(fake, method, **parameters)
    assert caught.value.description.startswith(rule.description)
    assert fake.server.sent == []


def test_every_rule_has_a_test():
    in_other_tests = {
        "UNAUTHORIZED", "CONFLICT", "BLOCKED", "KICKED", "MIGRATED", "WEBHOOK_ACTIVE",
        "NOT_MODIFIED", "EDIT_NOT_YOURS", "NO_TEXT_TO_EDIT", "NO_CAPTION_TO_EDIT", "MEDIA_TYPE",
        "DELETE_NOT_YOURS",
    }  # fmt: skip
    every = {name: rule for name, rule in vars(rules).items() if isinstance(rule, Rule)}
    tested = {rule for _, rule in BROKEN}
    assert {name for name, rule in every.items() if rule not in tested} == in_other_tests


@pytest.mark.parametrize(
    "attempt",
    [
        message(text="x" * 4096),
        message(text="😀" * 2048),
        html("<b>a</b> &lt; &amp; &#128512; <blockquote expandable>q <i>i</i></blockquote>"),
        html('<a href="https://x.example/?a=1&amp;b=2">link</a>'),
        button(callback_data="x" * 64),
        button(url="https://x.example"),
        button(copy_text={"text": "x" * 256}),
        photo(png(9000, 1000), caption="x" * 1024),
        photo(jpeg(800, 600)),
        ("sendChatAction", {"chat_id": ANNA, "action": "typing"}),
        menu(("start", "x" * 256), language_code="zh"),
    ],
)
async def test_what_keeps_to_the_rules_passes(fake, attempt):
    method, parameters = attempt
    assert await call(fake, method, **parameters)


async def test_only_the_bots_own_messages_can_be_edited_and_only_to_something_else(fake):
    theirs = fake.message(fake.person(), "hi")
    edit = {"chat_id": theirs["chat"]["id"], "text": "x"}
    with pytest.raises(Refused, match="can't be edited"):
        await call(fake, "editMessageText", message_id=theirs["message_id"], **edit)
    own = await call(fake, "sendMessage", **edit)
    with pytest.raises(Refused, match="not modified"):
        await call(fake, "editMessageText", message_id=own["message_id"], **edit)


async def test_a_picture_is_known_by_its_file_id_and_its_caption_can_change_but_not_its_kind(fake):
    sent = await call(fake, "sendPhoto", chat_id=ANNA, photo=png(800, 600), caption="a")
    assert (sent["caption"], sent["photo"][0]["width"]) == ("a", 800)
    file_id = sent["photo"][0]["file_id"]
    again = await call(fake, "sendPhoto", chat_id=ANNA, photo=file_id)
    assert again["photo"] == sent["photo"]
    place = {"chat_id": ANNA, "message_id": again["message_id"]}
    assert (await call(fake, "editMessageCaption", caption="b", **place))["caption"] == "b"
    with pytest.raises(Refused, match="no text in the message to edit"):
        await call(fake, "editMessageText", text="b", **place)
    with pytest.raises(Refused, match="unknown type"):
        await call(fake, "editMessageMedia", media={"type": "rocket", "media": file_id}, **place)
    other = {"type": "photo", "media": "attach://new", "caption": "b"}
    edited = await call(fake, "editMessageMedia", media=other, new=jpeg(80, 60), **place)
    assert edited["photo"][0]["height"] == 60
    text = await call(fake, "sendMessage", chat_id=ANNA, text="a")
    with pytest.raises(Refused, match="no caption in the message to edit"):
        await call(fake, "editMessageCaption", chat_id=ANNA, message_id=text["message_id"], caption="b")


async def test_buttons_alone_can_be_edited_and_messages_deleted(fake):
    sent = await call(fake, "sendMessage", chat_id=ANNA, text="a")
    place = {"chat_id": ANNA, "message_id": sent["message_id"]}
    markup = {"inline_keyboard": [[{"text": "b", "callback_data": "x"}]]}
    edited = await call(fake, "editMessageReplyMarkup", reply_markup=markup, **place)
    assert (edited["text"], edited["reply_markup"]) == ("a", markup)
    with pytest.raises(Refused, match="not modified"):
        await call(fake, "editMessageReplyMarkup", reply_markup=markup, **place)
    assert await call(fake, "deleteMessage", **place)
    group = fake.group()
    theirs = fake.message(fake.person(), "hi", chat=group)
    with pytest.raises(Refused, match="can't be deleted"):
        await call(fake, "deleteMessage", chat_id=group, message_id=theirs["message_id"])


async def test_what_comes_by_way_of_inline_mode_is_edited_by_its_own_id(fake):
    markup = {"inline_keyboard": [[{"text": "b", "callback_data": "x"}]]}
    message, _ = await fake.tap(fake.person(), ARTICLE | {"reply_markup": markup})
    with pytest.raises(Refused, match="can't be edited"):
        await call(fake, "editMessageText", chat_id=message.chat["id"], message_id=message.id, text="b")
    assert await call(fake, "editMessageText", inline_message_id=message.inline_id, text="b") is True
    assert (message.text, message.buttons) == ("b", [])


async def test_a_guest_answers_once_where_it_was_mentioned(fake):
    assert await fake.mention(fake.person(), "@policy_bot hello") is None
    [update] = fake.server.updates
    query = update["guest_message"]["guest_query_id"]
    result = await call(fake, "answerGuestQuery", guest_query_id=query, result=ARTICLE)
    message = fake.server.inline_messages[result["inline_message_id"]]
    assert (message.text, message.chat["title"]) == ("A", "Elsewhere")
    with pytest.raises(Refused, match="too old"):
        await call(fake, "answerGuestQuery", guest_query_id=query, result=ARTICLE)


async def test_the_menu_is_that_of_the_language_or_else_that_of_everybody(fake):
    everybody, chinese = [{"command": "a", "description": "A"}], [{"command": "b", "description": "B"}]
    await call(fake, "setMyCommands", commands=everybody)
    await call(fake, "setMyCommands", commands=chinese, language_code="zh")
    assert [fake.server.menu(code) for code in ("zh-hans", "fr", None)] == [chinese, everybody, everybody]
    group = {"type": "all_group_chats"}
    await call(fake, "setMyCommands", commands=chinese, scope=group)
    assert fake.server.menu("fr", "all_group_chats") == chinese
    await call(fake, "deleteMyCommands", scope=group)
    assert fake.server.menu("fr", "all_group_chats") == everybody


async def test_updates_are_confirmed_by_the_offset_and_filtered_by_kind(fake):
    await fake.update(update_id=1, message=fake.message(fake.person(), "a"))
    await fake.update(update_id=2, message=fake.message(fake.person(), "b"))
    got = await call(fake, "getUpdates", allowed_updates=["message"])
    assert [update["update_id"] for update in got] == [1, 2]
    assert await call(fake, "getUpdates", offset=3) == []
    await fake.update(update_id=3, poll={})
    assert await call(fake, "getUpdates", offset=3) == []


async def test_updates_cannot_be_fetched_while_a_webhook_is_set(fake):
    await call(fake, "setWebhook", url="https://bot.example")
    with pytest.raises(Refused, match="webhook is active"):
        await call(fake, "getUpdates")


def test_entities_are_counted_in_utf16_code_units():
    formatted = parse_html("😀<b>界</b>")
    [entity] = formatted.entities
    assert (entity.offset, entity.length) == (2, 1)
    assert formatted.parts("bold") == ["界"]


def test_html_errors_say_where():
    with pytest.raises(BadHtmlError, match="unmatched end tag at byte offset 1"):
        parse_html("a</b>")
