"""The fake Telegram is as strict as Telegram: each rule can refuse, and what is allowed passes."""

import json

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


async def call(fake, method, **parameters):
    form = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()
    }
    return await fake.server.call(method, form)


def message(**parameters):
    return "sendMessage", {"chat_id": ANNA, "text": "hello"} | parameters


def html(text):
    return message(text=text, parse_mode="HTML")


def button(**parameters):
    return message(reply_markup={"inline_keyboard": [[{"text": "b"} | parameters]]})


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
    (
        message(reply_markup={"inline_keyboard": [[{"text": "b", "callback_data": "x"}]] * 101}),
        rules.KEYBOARD_TOO_LONG,
    ),
    (("editMessageText", {"chat_id": ANNA, "message_id": 5, "text": "x"}), rules.EDIT_NOT_FOUND),
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
        "NOT_MODIFIED", "EDIT_NOT_YOURS", "CAPTION_TOO_LONG",
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
        menu(("start", "x" * 256), language_code="zh"),
    ],
)
async def test_what_keeps_to_the_rules_passes(fake, attempt):
    method, parameters = attempt
    assert await call(fake, method, **parameters)


def test_captions_have_a_limit_of_their_own():
    assert rules.formatted("x" * 1024, None, caption=True).text
    with pytest.raises(Refused, match="caption is too long"):
        rules.formatted("x" * 1025, None, caption=True)


async def test_only_the_bots_own_messages_can_be_edited_and_only_to_something_else(fake):
    theirs = fake.message(fake.person(), "hi")
    edit = {"chat_id": theirs["chat"]["id"], "text": "x"}
    with pytest.raises(Refused, match="can't be edited"):
        await call(fake, "editMessageText", message_id=theirs["message_id"], **edit)
    own = await call(fake, "sendMessage", **edit)
    with pytest.raises(Refused, match="not modified"):
        await call(fake, "editMessageText", message_id=own["message_id"], **edit)


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
