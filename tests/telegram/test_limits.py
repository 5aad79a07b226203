"""No message, menu or button is ever over one of Telegram's limits, whatever the knowledge base holds."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram, rules
from bot.knowledge import load
from bot.languages import Language
from bot.reply import Answer, Choice, Clarify, Refuse, Smalltalk, Unknown
from bot.telegram import browsing, pages
from bot.telegram.app import build
from bot.telegram.keyboards import reply_screen
from bot.telegram.menu import keep_profile

TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
ENTRY = st.sampled_from(["bins", "glass", "loan_time", "gone_since", "x" * 48, "a:b"])
CHOICES = st.lists(st.builds(Choice, ENTRY, TEXT), max_size=120).map(tuple)
SAID = {
    "lang": st.sampled_from(Language),
    "body": TEXT.map(lambda text: "A" + text),
    "details": TEXT,
    "footer": TEXT,
    "entries": st.lists(ENTRY, max_size=2, unique=True).map(tuple),
    "sources": st.sampled_from([(), ("leaflet",), ("gone_since",)]),
    "related": CHOICES,
}
REPLIES = st.one_of(
    *(st.builds(kind, **SAID) for kind in (Answer, Unknown, Refuse, Smalltalk)),
    st.builds(
        Clarify, choices=st.lists(st.builds(Choice, ENTRY, TEXT), min_size=1, max_size=3).map(tuple), **SAID
    ),
)


def check(screen):
    """Refused if Telegram would not take `screen`."""
    rules.formatted(screen.html, "HTML")
    rules.keyboard(screen.keyboard.to_dict() if screen.keyboard else None)


@given(reply=REPLIES, shares=st.booleans())
@hypothesis_settings(max_examples=300, deadline=None)
def test_any_reply_can_be_sent_with_its_buttons(engine, reply, shares):
    check(reply_screen(engine, reply, shares=shares))
    check(browsing.browsed(engine, "bins", reply, "newcomer", shares=shares))
    check(browsing.audience(engine, "newcomer", reply))


@pytest.fixture(scope="module")
def huge(tmp_path_factory):
    """A knowledge base with more of everything than a phone can show, and very long words."""
    folder, long = tmp_path_factory.mktemp("huge"), "Very long words " * 40
    everything = ", ".join(f"e{n}" for n in range(200))
    entries = [
        f"  - {{id: e{n}, topic: t{n % 150}, command: c{n}, title: {{en: '{n} {long}'}}, questions: "
        f"{{en: [question number {n}]}}, answer: {{en: '{long * 10}'}}, more: {{en: '{long * 10}'}}}}"
        for n in range(300)
    ]
    lines = [
        f"bot: {{name: {{en: '{long}'}}}}",
        "topics:",
        *(f"  - {{id: t{n}, title: {{en: '{n} {long}'}}}}" for n in range(150)),
        "entries:",
        *entries,
        "audiences:",
        *(f"  - {{id: a{n}, title: {{en: '{n} {long}'}}, entries: [{everything}]}}" for n in range(150)),
        f"texts: {{telegram_helpful: {{en: '{long}'}}, telegram_stale_button: {{en: '{long}'}}}}",
    ]
    (folder / "base.yaml").write_text("\n".join(lines), encoding="utf-8")
    return Engine(load(folder))


async def test_a_huge_knowledge_base_stays_within_every_limit(huge, settings):
    fake = FakeTelegram()
    async with (app := build(settings, huge, request=fake.request)):
        fake.connect(app)
        anna = fake.person()
        for text in ("/start", "/help", "/ask", "/topics", "/stats", "/sources", "/c7", "question number 3"):
            assert await fake.say(anna, text)
        await keep_profile(app.bot, huge)
        assert len(fake.server.profile["commands", ""]) == 100
        assert len((await fake.inline(anna, "")).results) == 50
        assert len((await fake.inline(anna, "question number")).results) <= 50
        [message] = await fake.say(anna, "/c8")
        assert len((await fake.press(anna, "👍", message)).toast) <= 200
        assert len((await fake.press_data(anna, "x", message)).toast) <= 200
        [message] = await fake.say(anna, "/topics")
        for _ in range(6):  # ever deeper
            buttons = [button for row in message.rows for button in row if "callback_data" in button]
            await fake.press_data(anna, buttons[0]["callback_data"], message)
        await fake.press_data(anna, "1:w:e:", message)
        await fake.press_data(anna, "1:a:e:a3:5", message)
    assert fake.request.refusals == []


def test_the_start_page_names_no_more_than_a_message_holds(huge):
    check(pages.start(huge, Language.EN, "Bot"))
