"""What a sender meets who types `@bot words` in another chat."""

import re

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.knowledge import load
from bot.telegram.app import build


async def test_words_find_an_answer_with_title_and_first_line(fake, anna):
    answer = await fake.inline(anna, "bins")
    first = answer.results[0]
    assert first["title"] == "When are the bins emptied?"
    assert first["description"] == "The bins are emptied on Tuesday."
    assert answer.sent().text.startswith("The bins are emptied on Tuesday.")
    assert answer.sent().parts("italic")


async def test_an_answer_sent_through_inline_mode_has_no_link_preview(fake, anna):
    answer = await fake.inline(anna, "bins")
    content = answer.results[0]["input_message_content"]
    assert content["link_preview_options"] == {"is_disabled": True}


async def test_nothing_typed_lists_the_first_entry_of_each_topic_first(fake, anna):
    answer = await fake.inline(anna, "")
    assert [result["title"] for result in answer.results] == [
        "When are the bins emptied?",
        "How long may I keep a book?",
        "Where does glass go?",
    ]


async def test_small_talk_is_no_inline_result(fake, anna):
    answer = await fake.inline(anna, "hello")
    assert all("Hello!" not in result["title"] for result in answer.results)


async def test_ids_are_the_same_every_time_and_tell_languages_apart(fake, anna, ming):
    again = [
        await fake.inline(person, text) for person, text in ((anna, "bins"), (anna, "bins"), (ming, "垃圾"))
    ]
    english, repeated, chinese = ([result["id"] for result in answer.results] for answer in again)
    assert english == repeated
    assert english[0] == "bins:en"
    assert chinese[0] == "bins:zh-Hans"


async def test_the_language_of_the_words_decides_the_language_of_the_results(fake, anna, ming):
    assert (await fake.inline(ming, "bins emptied")).results[0]["title"] == "When are the bins emptied?"
    assert (await fake.inline(anna, "什么时候收垃圾")).results[0]["title"] == "什么时候收垃圾？"
    assert (await fake.inline(anna, "什麼時候收垃圾")).results[0]["title"] == "什麼時候收垃圾？"


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("", True),  # in the reader's own language
        ("bins", False),
        ("什么时候收垃圾", False),
        ("什麼時候收垃圾", False),
        ("玻璃", True),  # both scripts write it alike
    ],
)
async def test_results_are_personal_just_where_they_depend_on_the_reader(fake, anna, text, personal):
    answer = await fake.inline(anna, text)
    assert answer.results
    assert answer.is_personal is personal
    assert answer.cache_time == 300


async def test_where_nothing_fits_a_button_leads_to_the_topics_of_the_bot(fake, anna, ming):
    answer = await fake.inline(anna, "qqqq xxxx")
    assert (answer.results, answer.button["text"]) == ([], "That is outside what I know. See topics")
    [message] = await fake.say(anna, f"/start {answer.button['start_parameter']}")
    assert message.buttons[:2] == ["Rubbish and recycling", "The library"]
    assert (await fake.inline(ming, "qqqq xxxx")).button["text"] == "不在我的范围内，看看有哪些主题"


async def test_where_the_bot_would_ask_back_the_button_says_so(fake, anna, monkeypatch, engine):
    monkeypatch.setattr(type(engine), "search", lambda *_: ())
    answer = await fake.inline(anna, "glass")
    assert answer.button["text"] == "Nothing found. Ask me directly"


@pytest.mark.parametrize("typed", ["b", "bi", "bin", "bisn", "which day is the bin", "垃", "收垃圾"])
async def test_the_first_letters_slips_and_chinese_find_the_entry(fake, anna, typed):
    answer = await fake.inline(anna, typed)
    assert "bins" in [result["id"].partition(":")[0] for result in answer.results]


@pytest.mark.parametrize("typed", ["bins in riverton", "bins in river", "riverton bins", "里弗顿收垃圾"])
async def test_another_town_gets_no_result_not_even_while_its_name_is_typed(fake, anna, typed):
    answer = await fake.inline(anna, typed)
    assert answer.results == []
    assert answer.button


async def test_nothing_typed_names_the_topic_of_each_result(fake, anna, ming):
    assert [result["description"] for result in (await fake.inline(anna, "")).results] == [
        "Rubbish and recycling · The bins are emptied on Tuesday.",
        "The library · A book may be kept for 28 days.",
        "Rubbish and recycling · Glass goes into the green containers & nowhere else.",
    ]
    assert (await fake.inline(ming, "")).results[0]["description"].startswith("垃圾与回收 · ")


async def test_who_reads_an_answer_sent_inline_can_open_the_bot_on_it_and_ask_more(fake, anna):
    answer = await fake.inline(anna, "bins")
    message, _ = await fake.tap(anna, answer.results[0])
    [[button]] = message.rows
    assert button == {"text": "Ask me more", "url": "https://t.me/policy_bot?start=bins"}
    [opened] = await fake.say(anna, f"/start {button['url'].partition('start=')[2]}")
    assert opened.text.startswith("The bins are emptied on Tuesday.")


async def test_a_query_answered_too_late_does_no_harm(fake, anna, caplog):
    fake.expected += [
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ]
    assert await fake.inline(anna, "bins", late=True) is None
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_no_more_than_fifty_results_are_listed_and_long_ids_fit(tmp_path, settings):
    entries = "\n".join(
        f"- {{id: {'x' * 44}{i}, topic: t, questions: {{en: [parking place {i}]}}, answer: {{en: Yes {i}}}}}"
        for i in range(100, 170)
    )
    (tmp_path / "k.yaml").write_text(f"topics: [{{id: t, title: {{en: T}}}}]\nentries:\n{entries}\n")
    fake = FakeTelegram()
    async with (app := build(settings, Engine(load(tmp_path)), request=fake.request)):
        fake.connect(app)
        answer = await fake.inline(fake.person(), "")
    assert len(answer.results) == 50
    assert fake.request.refusals == []


@given(text=st.text(max_size=256))
@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatever_is_typed_the_answer_is_valid(engine, settings, text):
    fake = FakeTelegram()
    async with (app := build(settings, engine, request=fake.request)):
        fake.connect(app)
        answer = await fake.inline(fake.person(), text)
    assert answer is not None
    assert all(re.fullmatch(r"[a-z_]+:(en|zh-Hans|zh-Hant)", result["id"]) for result in answer.results)
