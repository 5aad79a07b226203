"""The terminal chat, on a small knowledge base about a library."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.knowledge import load
from bot.languages import Language
from bot.reply import Answer, Candidate, Choice, Clarify, Context, Turn, Why
from bot.terminal import Chat, converse
from bot.terminal_layout import Style
from bot.terminal_reply import explain, json_line, reply_text

LIBRARY = """
bot:
  name: {en: Library bot, zh: 图书馆助手}
sources:
  - id: page
    title: {en: House rules, zh: 馆规}
    publisher: {en: The Library, zh: 图书馆}
    updated: 2024-05-01
topics:
  - {id: visit, title: {en: Your visit, zh: 到馆}}
  - {id: loans, title: {en: Loans, zh: 借阅}}
entries:
  - id: opening
    topic: visit
    command: opening
    title: {en: Opening hours, zh: 开放时间}
    questions: {en: [When is the library open?, opening hours], zh: [图书馆几点开门？, 开放时间]}
    answer: {en: "Open from **nine** to five.", zh: "**九点**到五点开放。"}
    source: page
    related: [fines]
  - id: fines
    topic: loans
    title: {en: Late books, zh: 逾期图书}
    questions: {en: [What does a late book cost?, late fees], zh: [图书逾期罚款多少？, 逾期费]}
    answer: {en: Late books cost nothing., zh: 逾期不收费。}
    source: page
  - id: renew
    topic: loans
    title: {en: Renewing, zh: 续借}
    questions: {en: [How do I renew a loan?, renew books], zh: [怎么续借？, 续借图书]}
    answer: {en: Renew at the desk., zh: 在柜台续借。}
    source: page
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    (folder / "library.yaml").write_text(LIBRARY, "utf-8")
    return Engine(load(folder))


@pytest.fixture
def chat(engine):
    return Chat(engine, Language.EN)


def talk(engine, *lines):
    out = io.StringIO()
    converse(Chat(engine, Language.EN), io.StringIO("".join(f"{line}\n" for line in lines)), out)
    return out.getvalue()


# Questions and replies


def test_a_question_is_answered_with_its_source_last(chat):
    shown = chat.respond("When is the library open?")
    assert "Open from nine to five." in shown
    footer = shown.split("\n\n")[1]
    assert "House rules" in footer
    assert "2024" in footer


def test_a_chinese_question_is_answered_in_chinese(chat):
    assert "九点" in chat.respond("图书馆几点开门？")


def test_commands_speak_the_language_of_the_last_reply(chat):
    chat.respond("图书馆几点开门？")
    assert "到馆" in chat.respond("/topics")


def test_a_number_chooses_what_was_offered_next_to_an_answer(chat):
    assert "1. Late books" in chat.respond("When is the library open?")
    assert "cost nothing" in chat.respond("1")


def test_what_was_offered_is_gone_with_the_next_reply(chat):
    chat.respond("When is the library open?")
    chat.respond("How do I renew a loan?")
    assert "cost nothing" not in chat.respond("1")


class Undecided(Engine):
    """Asks back at first, and then shows what was chosen, as the contract of `Context.choices` has it."""

    def respond(self, question, context=Context()):  # noqa: B008 - frozen
        if question.isdigit():
            chosen = context.choices[int(question) - 1]
            return Turn(self.show(chosen, Language.EN), Context(entries=(chosen,)))
        choices = tuple(Choice(id_, self.label(id_, Language.EN)) for id_ in ("fines", "renew"))
        reply = Clarify(lang=Language.EN, body="Which one?", choices=choices)
        return Turn(reply, Context(choices=("fines", "renew")))


def test_a_question_back_lists_its_choices_and_takes_a_number(engine):
    chat = Chat(Undecided(engine.kb), Language.EN)
    assert chat.respond("books") == "Which one?\n\n1. Late books\n2. Renewing"
    assert "at the desk" in chat.respond("2")


# Commands


def test_help_names_every_command_and_those_of_entries(chat):
    shown = chat.respond("/help")
    for name in ("help", "topics", "topic N", "sources", "language", "why", "forget", "quit", "opening"):
        assert re.search(rf"^/{name} ", shown, re.MULTILINE), name


def test_topics_are_browsed_by_number_down_to_an_answer(chat):
    assert "1. Your visit\n2. Loans" in chat.respond("/topics")
    assert "1. Late books\n2. Renewing" in chat.respond("2")
    assert "at the desk" in chat.respond("2")


def test_topic_takes_the_number_of_a_topic(chat):
    assert "Late books" in chat.respond("/topic 2")


@pytest.mark.parametrize("argument", ["0", "3", "x", "-1", "99999999999999999999", "²"])
def test_topic_says_which_numbers_there_are(chat, argument):
    assert "from 1 to 2" in chat.respond(f"/topic {argument}")


def test_sources_name_title_publisher_and_date(chat):
    shown = chat.respond("/sources")
    assert "House rules" in shown
    assert "The Library · updated 1 May 2024" in shown


def test_an_entrys_command_shows_it(chat):
    assert "nine to five" in chat.respond("/opening")


def test_a_command_may_be_typed_in_capitals(chat):
    assert "nine to five" in chat.respond("/OPENING")


def test_an_unknown_command_is_named_without_what_could_steer_the_terminal(chat):
    shown = chat.respond("/mis\x1b[31mtake now")
    assert "/mis[31mtake" in shown
    assert "/help" in shown


def test_language_sets_the_language_of_what_the_question_leaves_open(chat):
    chat.respond("/language zh-Hant")
    assert "開放時間" in chat.respond("/help") + chat.respond("/opening") + chat.respond("/topic 1")


@pytest.mark.parametrize("argument", ["", "klingon"])
def test_language_says_what_can_be_chosen(chat, argument):
    assert "/language zh-Hant" in chat.respond(f"/language {argument}")


def test_why_before_any_reply_says_so(chat):
    assert "no reply to explain" in chat.respond("/why")


def test_why_names_the_entry_and_how_strongly_it_matched(chat):
    chat.respond("When is the library open?")
    shown = chat.respond("/why")
    assert re.search(r"\b\d+%  opening ", shown)
    assert "opening" in shown.splitlines()[0]


def test_why_of_something_chosen_says_that_nothing_was_matched(chat):
    chat.respond("/opening")
    assert "You chose it" in chat.respond("/why")


def test_forget_empties_the_conversation(chat):
    chat.respond("When is the library open?")
    chat.respond("/forget")
    assert "no reply to explain" in chat.respond("/why")
    assert "cost nothing" not in chat.respond("1")


@pytest.mark.parametrize("line", ["/quit", "/exit", "  /quit  "])
def test_quit_ends(chat, line):
    assert chat.respond(line) is None


# Any text at all


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=60), max_size=4))
def test_no_line_makes_the_chat_fail_or_steers_the_terminal(engine, lines):
    chat = Chat(engine, Language.EN)
    for line in lines:
        shown = chat.respond(line)
        assert shown is None or not re.search("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", shown)
        chat.respond("/why")


# The loop


def test_a_piped_chat_greets_answers_and_says_goodbye_without_a_prompt(engine):
    said = talk(engine, "When is the library open?", "/quit", "never read")
    assert said.startswith("Library bot\n")
    assert "nine to five" in said
    assert said.endswith("Goodbye!\n\n")
    assert "You:" not in said
    assert said.count("Goodbye!") == 1


def test_a_chat_whose_input_ends_says_goodbye(engine):
    assert talk(engine).endswith("Goodbye!\n\n")


@pytest.mark.parametrize("width", [30, 60])
def test_the_chat_keeps_to_the_terminals_width(engine, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    said = talk(engine, "/help", "When is the library open?", "/why", "/sources")
    assert max(len(line) for line in said.splitlines()) < width


# Replies in text, and why


REPLY = Answer(
    lang=Language.EN,
    body="The point is **7**.",
    details="More [here](https://example.org).",
    footer="Source: Page, 2024",
    entries=("seven",),
    why=Why(
        matched=(("flat", "housing"), ("seven", "seven")),
        repaired=(("sevn", "seven"),),
        unknown=("zeppelin",),
        candidates=tuple(Candidate(f"entry{n}", 0.9 - n / 10, f"wording {n}") for n in range(7)),
        reason="The best entry is far ahead.",
    ),
)


def test_a_reply_in_text_is_point_details_and_source():
    assert reply_text(REPLY) == ("The point is 7.\n\nMore here (https://example.org).\n\nSource: Page, 2024")


def test_a_reply_is_bold_only_where_the_terminal_shows_it():
    assert "\x1b" not in reply_text(REPLY)
    assert "\x1b[1m7\x1b[0m" in reply_text(REPLY, Style(enabled=True))


def test_why_tells_words_spelling_unknown_words_the_rule_and_five_candidates(engine):
    lines = explain(REPLY, engine, Language.EN).splitlines()
    assert lines[:5] == [
        "Outcome: answer (seven)",
        "Words read: flat → housing, seven",
        "Spelling mended: sevn → seven",
        "Words not understood: zeppelin",
        "Why: The best entry is far ahead.",
    ]
    assert lines[6] == "   90%  entry0  wording 0"
    assert len(lines) == 11


def test_json_is_one_line_whatever_a_reader_takes_for_a_line_end():
    line = json_line("a\x85b\u2028c\nd\x1ce", REPLY, 1.23456)
    assert len(line.splitlines()) == 1
    assert '"ms": 1.235' in line
