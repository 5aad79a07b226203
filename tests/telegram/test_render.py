"""The rendering: always well-formed, never too long, the source always there."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telegram import User

from bot.engine import Engine
from bot.fake_telegram import rules
from bot.knowledge import default_directory, load
from bot.knowledge.model import EntryKind
from bot.languages import Language
from bot.telegram import browsing, pages
from bot.telegram.keyboards import reply_screen
from bot.telegram.pictures import Pictures
from bot.telegram.render import MAX_TEXT, cut, first_line, layout, units

ME = User(1, "Bot", is_bot=True, username="bot", supports_inline_queries=True)
TEXT = st.text(st.characters(exclude_categories=()), max_size=400)
PIECES = ["**", "[", "](https://x.example/?a=1&b=2)", "<", "&", "&amp;", "</b>", "a", "😀", "\n"]
MARKUP = st.one_of(TEXT, st.lists(st.sampled_from(PIECES)).map("".join))


def shown(html):
    """What Telegram makes of `html`; Refused if it would not take it."""
    return rules.formatted(html, "HTML")


@given(body=MARKUP, details=MARKUP, footer=TEXT, times=st.integers(1, 60))
@example(body="\ud800", details="**\udfff**", footer="\ud83d", times=1)
def test_any_reply_is_valid_html_within_the_limit(body, details, footer, times):
    html = layout("x" + body * times, details * times, footer * times)
    assert units(shown(html).text) <= MAX_TEXT


@given(body=MARKUP, times=st.integers(1, 60))
def test_the_footer_stays_however_long_the_rest_is(body, times):
    text = shown(layout("x" + body * times, "y" * 5000, "Source: S, as of 2023"))
    assert text.parts("italic") == ["Source: S, as of 2023"]
    assert text.text.endswith("Source: S, as of 2023")


def test_short_details_are_shown_openly_and_long_ones_folded():
    assert shown(layout("a", "short")).entities == ()
    assert shown(layout("a", "long " * 60)).parts("expandable_blockquote")


def test_details_are_cut_before_the_answer_is():
    text = shown(layout("a" * 3000, "b" * 3000, "c")).text
    assert text.count("a") == 3000
    assert 0 < text.count("b") < 1100
    assert "…" in text


@given(text=TEXT, limit=st.integers(1, 50))
def test_a_cut_text_fits_and_says_that_it_was_cut(text, limit):
    short = cut(text, limit)
    assert units(short) <= limit
    assert short == text or short.endswith("…")


def test_a_character_of_two_code_units_is_not_cut_in_half():
    assert cut("😀😀", 3) == "😀…"


def test_the_first_line_is_plain_text():
    assert first_line("**Bold** and [a link](https://x.example)\nmore") == "Bold and a link"


@pytest.fixture(scope="module")
def default():
    return Engine(load(default_directory()))


@pytest.mark.parametrize("language", Language)
def test_every_entry_that_comes_with_the_bot_can_be_sent(default, language):
    for entry in default.kb.entries:
        reply = default.show(entry, language)
        for screen in (
            reply_screen(default, reply, shares=True),
            browsing.browsed(default, entry, reply, shares=True),
            browsing.browsed(default, entry, reply, "company", shares=False),
        ):
            assert shown(screen.html).text
            rules.keyboard(screen.keyboard.to_dict() if screen.keyboard else None)


@pytest.mark.parametrize("language", Language)
def test_every_page_of_the_default_knowledge_can_be_sent(default, language):
    screens = [
        pages.start(default, language, "Bot"),
        pages.help_page(default, language, ME),
        pages.how_to_ask(default, language),
        browsing.topics(default, language),
        *(
            browsing.topic(default, topic.entry, language, page)
            for topic in default.topics(language)
            for page in range(6)
        ),
        browsing.audiences(default, language),
        *(
            browsing.audience(default, audience.id, default.show(audience.entries[0], language))
            for audience in default.kb.audiences.values()
        ),
        pages.none_meant(default, language),
        pages.welcome(default, language, ME),
        pages.stats(default, language, Pictures()),
        pages.sources(default, language),
        pages.choose_language(default, language, tuple(Language)),
        pages.privacy(default, language, None),
        pages.privacy(default, language, 30),
    ]
    for screen in screens:
        assert shown(screen.html).text
        rules.keyboard(screen.keyboard.to_dict() if screen.keyboard else None)
    rules.commands(
        [{"command": name, "description": text} for name, text in pages.command_list(default, language)]
    )


def test_every_text_of_the_shell_is_in_both_languages(default):
    own = {name: text for name, text in default.kb.texts.items() if name.startswith("telegram_")}
    assert len(own) > 30
    assert all({"en", "zh"} <= text.keys() for text in own.values())


@pytest.mark.parametrize("language", Language)
def test_every_answer_that_comes_with_the_bot_is_found_by_what_its_share_button_types(default, language):
    for entry in default.kb.entries.values():
        if entry.kind in {EntryKind.ANSWER, EntryKind.UNKNOWN}:
            screen = reply_screen(default, default.show(entry.id, language), shares=True)
            buttons = [button for row in screen.keyboard.inline_keyboard for button in row]
            [query] = [button.switch_inline_query for button in buttons if button.switch_inline_query]
            assert default.search(query, language)[0].entries == (entry.id,)
