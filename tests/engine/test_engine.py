"""Question and context in, reply out."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.languages import Language
from bot.reply import MAX_CHOICES, Answer, Clarify, Context, Refuse, Smalltalk, Unknown


def test_a_question_is_answered_with_source_and_date(ask):
    reply = ask("how much is a ticket for the lido?")
    assert isinstance(reply, Answer)
    assert reply.entries == ("pool_price",)
    assert reply.body == "The pool costs **4 pounds**."
    assert reply.footer == "Source: Elmford Gazette, “Summer in Elmford”, as of 2 May 2023"


def test_the_answer_is_in_the_language_and_script_of_the_question(ask):
    assert ask("泳池门票多少钱？").body == "泳池门票**4英镑**。"
    assert ask("泳池門票多少錢？").body == "泳池門票**4英鎊**。"
    assert ask("泳池門票多少錢？").lang is Language.ZH_HANT


def test_what_both_scripts_write_alike_is_answered_as_the_reader_prefers(engine):
    context = Context(preferred=Language.ZH_HANT)
    assert engine.respond("泳池多少米", context).reply.lang is Language.ZH_HANT


def test_what_the_source_leaves_open_is_said_to_be_open(ask):
    reply = ask("how can I register for a booth at the fair?")
    assert isinstance(reply, Unknown)
    assert reply.entries == ("stall_apply",)


def test_what_comes_nearest_is_never_that_the_sources_do_not_say(engine):
    model = replace(engine.matcher.model, answer_at=0.99, ask_at=0.99)
    reply = engine.with_model(model).respond("register a stall at the market").reply
    assert isinstance(reply, Unknown)
    assert reply.why.candidates[0].entry == "stall_apply"
    assert "does not say" not in reply.details


def test_another_place_is_refused_by_name(ask):
    reply = ask("what does the pool in Oakham cost?")
    assert isinstance(reply, Refuse)
    assert "Oakham" in reply.body
    assert "4" not in reply.body


def test_where_people_say_they_are_from_is_no_question_about_the_place(ask):
    assert isinstance(ask("I am from France, what does the pool cost?"), Answer)


@pytest.mark.parametrize("question", ["橡城的泳池门票多少钱", "橡城人才有多少摊位", "法国泳池票价"])
def test_another_place_is_refused_in_chinese_too(ask, question):
    assert isinstance(ask(question), Refuse)


@pytest.mark.parametrize("question", ["法国客户问泳池门票多少钱", "我是法国来的，泳池票价多少钱"])
def test_people_of_another_place_ask_about_this_one(ask, question):
    assert isinstance(ask(question), Answer)


def test_another_matter_is_refused(ask):
    assert isinstance(ask("will it rain at the pool?"), Refuse)


def test_words_the_base_does_not_know_are_refused(ask):
    assert isinstance(ask("who composed the ninth symphony"), Refuse)


def test_a_known_thing_in_a_strange_question_is_not_answered(ask):
    assert not isinstance(ask("who invented the submarine periscope pool"), Answer)


def test_two_questions_are_answered_in_one_message_with_the_source_once(ask):
    reply = ask("what does the pool cost, and how many stalls does the market have?")
    assert reply.entries == ("pool_price", "stalls")
    assert "4 pounds" in reply.body
    assert "120 stalls" in reply.body
    assert reply.footer.count("Source") == 1


def test_the_half_that_is_out_of_scope_is_said_to_be_so(ask):
    reply = ask("what does the pool cost, and what will the weather be?")
    assert isinstance(reply, Answer)
    assert "outside what I know" in reply.body


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("you are a star, thank you", ("thanks",)),
        ("blimey the wombat, thanks", ("thanks",)),
        ("thanks, what does the pool cost", ("pool_price",)),
        ("what of the wombat, thanks", ()),  # something is asked
        ("will it rain, thanks", ()),  # something else is spoken of
    ],
)
def test_thanks_among_other_words_are_taken_as_thanks_where_nothing_else_is_asked(ask, text, entry):
    assert ask(text).entries == entry


def test_a_word_by_itself_is_not_taken_for_small_talk_it_merely_occurs_in(engine):
    thanks = engine.kb.entries["thanks"]
    more = replace(thanks, questions={**thanks.questions, "en": (*thanks.questions["en"], "you are a baby")})
    chatty = Engine(replace(engine.kb, entries=engine.kb.entries | {"thanks": more}), engine.matcher.model)
    assert isinstance(chatty.respond("you are a baby").reply, Smalltalk)
    assert not isinstance(chatty.respond("toddler?").reply, Smalltalk)


def test_two_entries_that_say_the_same_say_it_once(engine):
    stalls = engine.kb.entries["stalls"]
    entries = engine.kb.entries | {"lanes": replace(engine.kb.entries["lanes"], answer=stalls.answer)}
    same = Engine(replace(engine.kb, entries=entries), engine.matcher.model)
    reply = same.respond("how many lanes are there, and how many stalls does the market have?").reply
    assert reply.body.count("120 stalls") == 1


@pytest.mark.parametrize("text", ["Hello!", "你好", "thank you", "good morning, thanks"])
def test_small_talk_is_answered_as_such(ask, text):
    assert isinstance(ask(text), Smalltalk)


def test_a_follow_up_is_read_with_the_question_before_it(engine):
    first = engine.respond("what does the pool cost?")
    assert engine.respond("and how long is it?", first.context).reply.entries == ("pool_length",)


def test_a_follow_up_of_a_follow_up_still_knows_the_subject(engine):
    context = engine.respond("泳池门票多少钱").context
    context = engine.respond("多长呢？", context).context
    assert engine.respond("儿童免费吗", context).reply.entries == ("pool_children",)


def test_a_figure_by_itself_is_held_against_what_was_asked_before(engine):
    context = engine.respond("what does the pool cost?").context
    assert engine.respond("is it 9?", context).reply.body.startswith("No, the source says: The pool costs")


def test_a_question_on_the_same_entry_does_not_lose_the_subject(engine):
    context = engine.respond("how many stalls does the market have?").context
    context = engine.respond("is it 90 stalls?", context).context
    assert context.question == "how many stalls does the market have?"


@pytest.mark.parametrize("text", ["free?", "is it free for children?", "price"])
def test_a_word_or_a_pronoun_keeps_the_subject_though_it_could_be_read_without(engine, text):
    context = engine.respond("how long is the pool?").context
    assert engine.respond(text, context).context.question == "how long is the pool?"


def test_a_new_topic_is_not_dragged_back_to_the_old_one(engine):
    first = engine.respond("what does the pool cost?")
    assert engine.respond("how many stalls does the market have?", first.context).reply.entries == ("stalls",)


def test_small_talk_in_between_does_not_lose_the_subject(engine):
    context = engine.respond("what does the pool cost?").context
    context = engine.respond("thanks", context).context
    assert engine.respond("and how long is it?", context).reply.entries == ("pool_length",)


def test_a_clarification_has_few_choices_and_a_number_takes_one(engine):
    context = Context(choices=("pool_price", "pool_length"))
    turn = engine.respond("2", context)
    assert turn.reply.entries == ("pool_length",)
    assert turn.context.choices == ()
    with pytest.raises(ValueError, match="1 to 3 choices"):
        Clarify(lang=Language.EN, body="?", choices=())


def test_a_number_without_choices_is_not_answered(ask):
    assert isinstance(ask("1"), Refuse)


def test_after_a_button_the_talk_is_about_that_entry(engine):
    turn = engine.chosen("pool_price", Context(), Language.EN)
    assert engine.respond("and how long is it?", turn.context).reply.entries == ("pool_length",)


def test_the_reasons_tell_what_was_understood_and_what_was_not(ask):
    why = ask("submarine addmision pool").why
    assert ("pool", "pool") in why.matched
    assert ("addmision", "admission") in why.repaired
    assert why.unknown == ("submarine",)
    assert why.candidates[0].entry == "pool_price"
    assert why.reason


def test_the_asker_s_markup_is_not_said_back_as_markup(ask):
    assert "**" not in ask("pool **submarine** [x](https://x.example) children").body


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Refuse),
        ("   \n\t ", Refuse),
        ("🍕🍕🍕", Refuse),
        ("\u202e\u200b\x07", Refuse),
        ("<b>pool</b> & <i>price</i>", Answer),
        ("Сколько стоит бассейн?", Refuse),
        ("プールはいくらですか", Refuse),
        ("¿Cuánto cuesta la piscina?", Refuse),
        ("x" * 4096, Refuse),
        ("pool price " * 372, Answer),
    ],
)
def test_odd_input_gets_a_fitting_reply(ask, text, kind):
    assert isinstance(ask(text), kind)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_fail(engine, text):
    reply = engine.respond(text, Context(question="pool price")).reply
    assert reply.body
    if isinstance(reply, Clarify):
        assert len(reply.choices) <= MAX_CHOICES


_WORDS = ["pool", "price", "children", "free", "4", "pounds", "how many", "stalls", "market", "kids"]


@given(st.lists(st.sampled_from(_WORDS), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_mix_of_known_words_shows_what_holds_here_for_another_place(engine, words):
    assert not isinstance(engine.respond(" ".join([*words, "in oakham"])).reply, Answer)


def test_every_entry_can_be_shown_in_every_language(engine):
    for entry in engine.kb.entries:
        for language in Language:
            reply = engine.show(entry, language)
            assert reply.body
            assert "{" not in reply.body
            assert reply.lang is language


@pytest.mark.parametrize("typed", ["p", "poo", "swimm", "泳"])
def test_search_finds_entries_from_the_first_letters_on(engine, typed):
    assert {entry for reply in engine.search(typed, Language.EN) for entry in reply.entries} >= {"pool_price"}


@pytest.mark.parametrize("typed", ["weather", "oakham pool", "", "hello", "zzzz"])
def test_search_finds_nothing_where_nothing_fits(engine, typed):
    assert engine.search(typed, Language.EN) == ()


@pytest.mark.parametrize("typed", ["pool oak", "oakh", "pool in fran", "weath", "pool forec"])
def test_search_finds_nothing_while_the_name_of_another_place_or_matter_is_typed(engine, typed):
    assert engine.search(typed, Language.EN) == ()


@pytest.mark.parametrize("typed", ["f", "fre", "free for", "lid", "多少"])
def test_search_goes_on_while_it_may_still_become_a_word_of_its_own(engine, typed):
    assert engine.search(typed, Language.EN) != ()


@pytest.mark.parametrize("language", Language)
def test_the_title_of_an_entry_finds_it_first(engine, language):
    for entry in engine.kb.entries.values():
        if entry.title:
            found = engine.search(engine.label(entry.id, language), language)
            assert found[0].entries == (entry.id,)


def test_topics_and_commands_keep_the_editor_s_order(engine):
    assert [choice.entry for choice in engine.topics(Language.EN)] == ["pool", "market"]
    assert [choice.entry for choice in engine.entries_in("market", Language.EN)] == [
        "stalls",
        "visitors",
        "since",
        "stall_apply",
    ]
    assert engine.commands(Language.EN) == (
        ("pool", "What does the pool cost?"),
        ("stalls", "How many stalls?"),
    )
    assert engine.command_entry("pool").id == "pool_price"
    assert engine.command_entry("nothing") is None
