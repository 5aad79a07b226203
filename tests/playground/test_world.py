"""What people in the playground do reaches the real application, and what comes of it reaches the page."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from waiting import soon

from bot.fake_telegram import rules
from bot.fake_telegram.people import LONGEST_WAIT, TOKEN
from bot.fake_telegram.rules import Refused
from bot.playground.play import Playground
from bot.playground.world import Impossible
from bot.settings import Settings


@pytest.fixture
def anna(playground):
    return next(iter(playground.world.people))


@pytest.fixture
def changes(playground):
    """Takes the next change of a kind (and for which more holds) that the page is told."""
    page = playground.feed.join()

    async def until(kind, holds=lambda _: True):
        async with asyncio.timeout(LONGEST_WAIT):
            while True:
                change = await page.get()
                if change["type"] == kind and holds(change):
                    return change

    return until


@pytest.fixture
def do(playground):
    """Does what the page would ask for."""
    actions = playground.actions()
    return lambda what, **details: actions[what](details)


def by_bot(change):
    return change["message"].get("bot")


@pytest.fixture
def ask(do, changes, anna):
    async def asked(text, person=None, chat=None):
        who = person or anna
        await do("say", person=who, chat=chat or who, text=text)
        return (await changes("message", by_bot))["message"]

    return asked


async def test_a_question_is_answered_with_the_reasons_and_the_places_in_the_yaml(ask, town):
    message = await ask("when is the museum open")
    assert message["text"].startswith("The museum opens at six in the morning.")
    why = message["why"]
    assert (why["kind"], why["question"]) == ("answer", "when is the museum open")
    assert why["unknown"] == []
    assert why["candidates"][0]["entry"] == "museum"
    assert 0 < why["thresholds"]["ask"] <= why["thresholds"]["answer"] < 1
    [entry] = why["entries"]
    line = 1 + town.read_text("utf-8").splitlines().index("  - id: museum")
    assert (entry["place"]["file"], entry["place"]["line"]) == (str(town), line)
    assert entry["lines"][0] == "  - id: museum"
    assert entry["lines"][-1] == "    related: [pool]"
    assert [fact["value"] for fact in why["facts"]] == ["six in the morning"]
    assert [source["id"] for source in why["sources"]] == ["leaflet"]


async def test_unknown_words_are_told(ask):
    assert (await ask("when is the zorbel open"))["why"]["unknown"] == ["zorbel"]


async def test_people_are_answered_in_their_own_language(playground, ask):
    _, ming, mei = playground.world.people
    assert "游泳馆" in (await ask("游泳馆几点开放", ming))["text"]
    assert "開放" in (await ask("/museum", mei))["text"]


async def test_a_choice_edits_the_message_and_says_why(ask, do, changes, anna):
    asked = await ask("opening hours")
    assert asked["why"]["kind"] == "clarify"
    await do("press", person=anna, chat=anna, message=asked["id"], row=0, column=0)
    edited = (await changes("message", by_bot))["message"]
    assert (edited["id"], edited["edited"], edited["why"]["kind"]) == (asked["id"], True, "answer")


async def test_a_press_is_answered_once_it_is_handled(ask, do, changes, anna):
    asked = await ask("opening hours")
    await do("press", person=anna, chat=anna, message=asked["id"], row=1, column=0)
    toast = await changes("toast")
    assert (toast["chat"], toast["message"]) == (anna, asked["id"])


async def test_inline_results_are_listed_and_sent_by_whoever_chooses_one(playground, do, changes, anna):
    found = await do("inline", person=anna, text="museum")
    [result] = [each for each in found["results"] if "museum" in each["title"]]
    elsewhere = playground.world.elsewhere.id
    await do("tap", person=anna, chat=elsewhere, query=found["query"], result=result["id"])
    message = (await changes("message"))["message"]
    assert (message["from"]["name"], message["via"], message["bot"]) == ("Anna", True, False)
    assert "six in the morning" in message["text"]


async def test_the_group_is_answered_when_it_mentions_the_bot(playground, ask, do, anna):
    group = playground.world.group.id
    await do("say", person=anna, chat=group, text="nice weather")
    reply = await ask("@policy_bot when is the pool open", chat=group)
    assert "noon" in reply["text"]
    assert reply["quote"]["text"] == "@policy_bot when is the pool open"


async def test_the_bot_greets_the_group_it_was_added_to(playground):
    [hello] = playground.world.group.messages
    assert "Elmford Help" in hello["text"]


async def test_the_bot_hears_nothing_of_what_is_said_elsewhere(playground, do, changes, anna):
    elsewhere = playground.world.elsewhere.id
    await do("say", person=anna, chat=elsewhere, text="when is the pool open")
    assert (await changes("message"))["message"]["text"] == "when is the pool open"
    assert playground.fake.server.updates == []


async def test_what_was_saved_counts_for_the_next_question(ask, changed):
    assert "noon" in (await ask("when is the pool open"))["text"]
    changed("**noon**", "**tea time**")
    assert "tea time" in (await ask("when is the pool open"))["text"]


async def test_a_broken_file_is_shown_with_line_and_mend_and_the_old_knowledge_answers(ask, changed, changes):
    changed("    answer: {en: The pool", "    answr: {en: The pool")
    assert "noon" in (await ask("when is the pool open"))["text"]


async def test_the_page_is_told_of_broken_and_mended_knowledge(playground, changed, changes):
    changed("    answer: {en: The pool", "    answr: {en: The pool")
    broken = (await changes("knowledge"))["knowledge"]
    assert not broken["in_use"]
    assert any("did you mean 'answer'" in problem["message"] for problem in broken["problems"])
    assert all(problem["place"]["line"] for problem in broken["problems"])
    assert playground.everything("en")["knowledge"] == broken
    changed("    answr: {en: The pool", "    answer: {en: The pool")
    assert (await changes("knowledge"))["knowledge"]["in_use"]


async def test_a_new_command_reaches_the_menu(changed, changes):
    changed("  - id: pool\n", "  - id: pool\n    command: pool\n")
    menu = await changes(
        "people", lambda c: any(each["command"] == "pool" for each in c["people"][0]["commands"])
    )
    assert menu


async def test_what_telegram_would_refuse_is_told_with_its_source(playground, changes):
    with pytest.raises(Exception, match="text is empty"):
        await playground.app.bot.send_message(next(iter(playground.world.people)), " ")
    refused = await changes("refused")
    assert refused["method"] == "sendMessage"
    assert refused["source"] == "https://core.telegram.org/bots/api#sendmessage"


async def test_a_changed_question_is_changed_for_the_bot_too(playground, do, changes, anna):
    await do("say", person=anna, chat=anna, text="when is the pool open")
    written = (await changes("message"))["message"]
    await do("edit", chat=anna, message=written["id"], text="when is the zoo open")
    edited = (await changes("message", lambda c: c["message"]["id"] == written["id"]))["message"]
    assert (edited["text"], edited["edited"]) == ("when is the zoo open", True)


@pytest.mark.parametrize(
    ("what", "details"),
    [
        ("say", {"person": 1, "chat": 1, "text": "hello"}),
        ("say", {"person": 1001, "chat": 1, "text": "hello"}),
        ("press", {"person": 1001, "chat": 1001, "message": 5, "row": 0, "column": 0}),
        ("tap", {"person": 1001, "chat": 1001, "query": "x", "result": "y"}),
        ("edit", {"chat": 1001, "message": 5, "text": "x"}),
        ("person", {"name": " ", "language": "en"}),
        ("person", {"name": "Eve", "language": "<b>"}),
    ],
)
async def test_what_cannot_be_done_is_refused(do, what, details):
    with pytest.raises(Impossible):
        await do(what, **details)


async def test_the_bot_cannot_write_where_it_is_not(playground):
    with pytest.raises(Exception, match="kicked"):
        await playground.app.bot.send_message(playground.world.elsewhere.id, "hello")
    [refused] = playground.fake.request.refusals
    assert isinstance(refused, Refused)
    assert refused.rule is rules.KICKED


async def test_a_mention_elsewhere_is_answered_there_with_its_reasons(playground, do, changes, anna):
    elsewhere = playground.world.elsewhere.id
    await do("say", person=anna, chat=elsewhere, text="@policy_bot when is the pool open")
    change = await changes("message", by_bot)
    assert (change["chat"], change["message"]["why"]["kind"]) == (elsewhere, "answer")
    assert "noon" in change["message"]["text"]


async def test_a_chart_is_shown_with_the_answer(playground, ask):
    message = await ask("when is the zoo open")
    photo = message["photo"]
    assert photo["width"] > 300
    assert playground.photo(photo["file"]).startswith(b"\x89PNG")
    assert playground.photo("another") is None


async def test_typing_is_shown_in_its_chat(playground, changes, anna):
    await playground.app.bot.send_chat_action(anna, "typing")
    assert await changes("action") == {"type": "action", "chat": anna, "action": "typing"}


@asynccontextmanager
async def opened(town, database):
    """A playground with a database that is kept, the first person in it, and her chat with the bot."""
    settings = Settings(token=TOKEN, database_url=f"sqlite:///{database}")
    playground, stop = Playground(town.parent, settings), asyncio.Event()
    running = asyncio.create_task(playground.run(stop))
    anna = next(iter(playground.world.people))
    yield playground, anna, playground.world.chats[anna].messages
    stop.set()
    await soon(running)


async def test_what_people_chose_outlasts_the_playground_in_a_kept_database(town, tmp_path):
    async with opened(town, tmp_path / "kept.sqlite3") as (playground, anna, messages):
        await playground.world.say(anna, anna, "/language")
        await playground.fake.until(lambda: len(messages) == 2)
        [row] = [y for y, row in enumerate(messages[-1]["rows"]) if "简体" in row[0]["text"]]
        await playground.world.press(anna, anna, messages[-1]["id"], row, 0)
        await playground.fake.until(lambda: messages[-1]["edited"])
    async with opened(town, tmp_path / "kept.sqlite3") as (playground, anna, messages):
        await playground.world.say(anna, anna, "/start")
        await playground.fake.until(lambda: len(messages) == 2)
        assert "榆渡问答" in messages[-1]["text"]
