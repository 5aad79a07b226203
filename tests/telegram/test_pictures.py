"""Charts in the chat: sent with the answers that name them, drawn once, never in an answer's way."""

import asyncio
import json
import threading
from contextlib import AsyncExitStack

import pytest

from bot.charts import drawing, fonts
from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.knowledge import default_directory, load
from bot.languages import Language
from bot.telegram.app import build
from bot.telegram.callbacks import Action, pack
from bot.telegram.captions import fits, own_caption, reply_caption
from bot.telegram.pages import stats
from bot.telegram.pictures import FileIdsInMemory, Pictures

FARM = """
bot: {{languages: [en, zh]}}
sources:
- {{id: diary, title: {{en: Farm diary, zh: 农场日记}}, publisher: {{en: Ann, zh: 安}}, updated: 2022-03-01}}
topics: [{{id: farm, title: {{en: The farm, zh: 农场}}}}]
units:
- {{id: hens, text: {{en: "{{n}} hens", zh: "{{n}}只"}}}}
- {{id: eggs, text: {{en: "{{n}} eggs", zh: "{{n}}枚"}}}}
facts:
- {{id: brown, value: 91, unit: hens, name: {{en: Brown hens, zh: 褐鸡}}}}
- {{id: white, value: 1, unit: hens, name: {{en: White hens, zh: 白鸡}}}}
- {{id: eggs, value: 15000, unit: eggs, qualifier: about, name: {{en: Eggs a year, zh: 年产蛋}}}}
charts:
- id: farm
  title: {{en: The farm, zh: 农场}}
  figures: [{{fact: eggs}}]
  bars: [{{fact: brown}}, {{fact: white}}]
entries:
- id: brown_hens
  topic: farm
  chart: farm
  command: hens
  title: {{en: Brown hens, zh: 褐色母鸡}}
  questions: {{en: [how many brown hens are there], zh: [有多少褐色母鸡]}}
  answer: {{en: "**{{brown}}** are brown.", zh: "褐色的有**{{brown}}**。"}}
  more: {{en: "{more}", zh: "其余是白色的。"}}
  related: [owner]
- id: owner
  topic: farm
  title: {{en: The owner, zh: 主人}}
  questions: {{en: [who owns the farm], zh: [农场主是谁]}}
  answer: {{en: Ann owns it., zh: 农场主是安。}}
"""
QUESTION = "how many brown hens are there"


@pytest.fixture
async def farm(tmp_path, settings):
    """A function that connects a bot of the farm to a fake Telegram."""
    async with AsyncExitStack() as stack:

        async def connect(more="The others are white.", files=None):
            (tmp_path / "farm.yaml").write_text(FARM.format(more=more), encoding="utf-8")
            fake = FakeTelegram()
            app = build(settings, Engine(load(tmp_path)), request=fake.request, files=files)
            await stack.enter_async_context(app)
            fake.connect(app)
            return fake

        yield connect


@pytest.fixture
def drawn(monkeypatch):
    """The threads in which pictures were drawn, one for each."""
    threads, real = [], drawing.draw

    def draw(picture):
        threads.append(threading.current_thread())
        return real(picture)

    monkeypatch.setattr(drawing, "draw", draw)
    return threads


async def test_an_answer_goes_with_its_chart_in_one_message_that_begins_with_the_answer(farm):
    fake = await farm()
    [message] = await fake.say(fake.person(), QUESTION)

    assert message.photo.width == drawing.WIDTH
    assert message.text.startswith("91 hens are brown.")
    assert message.buttons[0] == "The owner"
    assert fake.request.refusals == []


async def test_the_caption_says_in_words_what_the_picture_shows_and_the_answer_does_not(farm):
    fake = await farm()
    [message] = await fake.say(fake.person(), QUESTION)

    assert "Eggs a year: about 15,000 eggs\nWhite hens: 1 hens" in message.text
    assert "Brown hens" not in message.text  # the answer has told
    assert message.text.endswith("Source: Ann, “Farm diary”, as of 1 March 2022")


@pytest.mark.parametrize(
    ("code", "words"), [("en", "White hens: 1 hens"), ("zh-hans", "白鸡：1只"), ("zh-hant", "白雞：1只")]
)
async def test_the_key_figures_come_with_the_first_chart_in_the_readers_language(farm, code, words):
    fake = await farm()
    [message] = await fake.say(fake.person("Anna", code), "/stats")

    assert message.photo
    assert words in message.text


async def test_a_picture_is_drawn_once_beside_the_event_loop_and_sent_again_by_its_id(farm, drawn):
    fake = await farm()
    sent = [(await fake.say(fake.person(), text))[0] for text in (QUESTION, "/hens", "/stats", QUESTION)]

    assert len({message.photo.file_id for message in sent}) == 1
    assert len(drawn) == 1
    assert drawn[0] is not threading.main_thread()


async def test_two_who_ask_at_once_wait_for_one_drawing(farm, drawn):
    fake = await farm()
    await asyncio.gather(*[fake.say(fake.person(), QUESTION) for _ in range(5)])

    assert len(drawn) == 1
    assert [bool(message.photo) for message in fake.server.sent] == [True] * 5


async def test_each_language_has_a_picture_of_its_own(farm, drawn):
    fake = await farm()
    sent = [(await fake.say(fake.person(), text))[0] for text in (QUESTION, "有多少褐色母鸡")]

    assert sent[0].photo.data != sent[1].photo.data
    assert len(drawn) == 2


async def test_a_picture_telegram_no_longer_knows_is_uploaded_anew(farm):
    fake = await farm()
    await fake.say(fake.person(), QUESTION)
    fake.server.files.clear()
    sent = [(await fake.say(fake.person(), QUESTION))[0] for _ in range(2)]

    assert sent[0].photo
    assert sent[1].photo == sent[0].photo
    assert [refused.description for refused in fake.request.refusals] == [
        "Bad Request: wrong file identifier/HTTP URL specified"
    ]


async def test_ids_that_are_kept_elsewhere_outlast_the_bot(farm, drawn):
    files = FileIdsInMemory()
    before = await farm(files=files)
    await before.say(before.person(), QUESTION)
    after = await farm(files=files)
    after.server.files.update(before.server.files)
    [message] = await after.say(after.person(), QUESTION)

    assert message.photo
    assert len(drawn) == 1


async def test_where_the_ids_are_kept_may_be_away(farm):
    class Away:
        async def find(self, *_):
            raise ConnectionError

        keep = drop = find

    fake = await farm(files=Away())
    [message] = await fake.say(fake.person(), QUESTION)
    assert message.photo


async def test_without_the_extra_answers_are_words_alone_and_the_log_says_so_once(farm, caplog, monkeypatch):
    monkeypatch.setattr(fonts, "_PACKAGE", "no_such_package")
    fake = await farm()
    sent = [(await fake.say(fake.person(), text))[0] for text in (QUESTION, "/stats")]

    assert [message.photo for message in sent] == [None, None]
    assert "White hens" not in sent[0].text  # that was the picture's
    [warning] = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warning == (
        "Charts cannot be drawn (no_such_package is not installed; pip install 'baotou-policy-bot[charts]' "
        "brings what is needed). Answers are sent without pictures."
    )


async def test_a_drawing_that_fails_costs_nobody_the_answer(farm, caplog, monkeypatch):
    def draw(_):
        raise OSError("broken")

    monkeypatch.setattr(drawing, "draw", draw)
    fake = await farm()
    sent = [(await fake.say(fake.person(), QUESTION))[0] for _ in range(2)]

    assert [message.text.startswith("91 hens are brown.") for message in sent] == [True, True]
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1


async def test_a_chat_that_takes_no_pictures_gets_the_words(farm):
    fake = await farm()
    body = {"ok": False, "error_code": 400}
    body["description"] = "Bad Request: not enough rights to send photos to the chat"
    fake.request.fail(lambda: (400, json.dumps(body).encode()), method="sendPhoto")
    [message] = await fake.say(fake.person(), QUESTION)

    assert message.photo is None
    assert message.text.startswith("91 hens are brown.")


async def test_words_too_long_for_a_caption_come_first_and_the_picture_after_them(farm):
    fake = await farm(more="The others are white. " * 50)
    words, picture = await fake.say(fake.person(), QUESTION)

    assert (words.photo, words.buttons[0]) == (None, "The owner")
    assert picture.text.splitlines()[:2] == ["The farm", "Eggs a year: about 15,000 eggs"]
    assert picture.text.endswith("as of 1 March 2022")
    assert picture.buttons == []


async def test_a_choice_turns_the_message_into_the_answer_with_its_chart(farm):
    fake = await farm()
    anna = fake.person()
    [message] = await fake.say(anna, "/topics")
    pressed = await fake.press_data(anna, pack(Action.CHOOSE, Language.EN, "brown_hens"), message)

    assert pressed.messages == [message]
    assert message.photo
    assert message.text.startswith("91 hens are brown.")


async def test_browsing_stays_in_words_so_that_there_is_a_way_back(farm):
    fake = await farm()
    anna = fake.person()
    [message] = await fake.say(anna, "/topics")
    await fake.press(anna, "The farm", message)
    await fake.press(anna, "Brown hens", message)

    assert message.photo is None
    assert message.text.startswith("91 hens are brown.")


async def test_a_button_under_a_picture_that_leads_to_words_sends_them_below(farm):
    fake = await farm()
    anna = fake.person()
    [message] = await fake.say(anna, QUESTION)
    pressed = await fake.press_data(anna, pack(Action.CHOOSE, Language.EN, "owner"), message)

    assert [sent.text.splitlines()[0] for sent in pressed.messages] == ["Ann owns it."]
    assert message.photo


async def test_an_edited_question_changes_words_to_a_picture_and_a_picture_to_words(farm):
    fake = await farm()
    question = fake.message(fake.person(), "who owns the farm")
    [reply] = await fake.update(message=question)
    await fake.edit(question, QUESTION)
    assert reply.photo
    assert reply.text.startswith("91 hens")

    [other] = await fake.edit(question, "who owns the farm")
    assert other.text.startswith("Ann owns it.")
    assert (reply.chat["id"], reply.id) not in fake.server.messages  # a wrong answer does not stay


async def test_in_a_group_a_picture_replies_to_the_question(farm):
    fake = await farm()
    group = fake.group()
    question = fake.message(fake.person(), f"/ask {QUESTION}", chat=group)
    [message] = await fake.update(message=question)

    assert message.photo
    assert message.reply_to == question["message_id"]


@pytest.mark.parametrize("language", Language)
def test_every_chart_that_comes_with_the_bot_is_told_in_full_below_it(language):
    engine, pictures = Engine(load(default_directory())), Pictures()
    charted = [entry for entry in engine.kb.entries.values() if entry.chart]
    assert {entry.chart for entry in charted} == set(engine.kb.charts)
    shown = [pictures.chart(engine, entry.chart, language).picture for entry in charted]
    captions = [
        reply_caption(engine.show(entry.id, language), each)
        for entry, each in zip(charted, shown, strict=True)
    ]
    captions += [own_caption(each) for each in shown] + [stats(engine, language, pictures).caption]

    for caption, picture in zip(captions, [*shown, *shown, shown[0]], strict=True):
        assert fits(caption)
        plain = caption.replace("<b>", "").replace("</b>", "")
        assert [m.shown for m in (*picture.figures, *picture.bars) if m.shown not in plain] == []
        assert picture.footer in plain
