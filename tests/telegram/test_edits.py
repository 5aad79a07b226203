"""Questions that are changed after they were sent."""

import pytest

BINS = "when are the bins emptied?"
GLASS = "where does glass go?"


async def test_an_edited_question_gets_its_answer_edited(fake, anna):
    question = fake.message(anna, BINS)
    [answer] = await fake.update(message=question)
    assert await fake.edit(question, GLASS) == [answer]
    assert answer.text.startswith("Glass goes into")
    assert (answer.edits, len(fake.server.messages)) == (1, 1)
    assert (await fake.memory.context(anna.id, anna.id)).entries == ("glass",)


async def test_a_question_can_be_edited_again_and_again(fake, anna):
    question = fake.message(anna, BINS)
    [answer] = await fake.update(message=question)
    for text, expected in ((GLASS, "Glass"), (BINS, "The bins"), ("how long may I keep a book?", "A book")):
        await fake.edit(question, text)
        assert answer.text.startswith(expected)


async def test_an_edit_that_leaves_the_words_as_they_are_changes_nothing(fake, anna):
    question = fake.message(anna, BINS)
    [answer] = await fake.update(message=question)
    await fake.press(anna, "Where does glass go?", answer)
    calls = len(fake.server.calls)
    assert await fake.edit(question, BINS) == []
    assert len(fake.server.calls) == calls


@pytest.mark.parametrize("asked", ["@policy_bot {}", "/ask {}", "/ask@policy_bot {}"])
async def test_in_a_group_too_the_answer_is_edited(fake, anna, asked):
    group = fake.group()
    question = fake.message(anna, asked.format(BINS), chat=group)
    [answer] = await fake.update(message=question)
    assert await fake.edit(question, asked.format(GLASS)) == [answer]
    assert answer.text.startswith("Glass goes into")


async def test_an_edit_that_takes_the_mention_out_leaves_the_answer(fake, anna):
    group = fake.group()
    question = fake.message(anna, f"@policy_bot {BINS}", chat=group)
    [answer] = await fake.update(message=question)
    assert await fake.edit(question, BINS) == []
    assert answer.edits == 0


async def test_an_edit_that_adds_the_mention_is_answered(fake, anna):
    group = fake.group()
    said = fake.message(anna, BINS, chat=group)
    assert await fake.update(message=said) == []
    [answer] = await fake.edit(said, f"@policy_bot {BINS}")
    assert ("Tuesday" in answer.text, answer.reply_to) == (True, said["message_id"])


async def test_edits_of_what_is_no_question_to_the_bot_are_met_with_silence(fake, anna):
    group = fake.group()
    said = fake.message(anna, "lunch?", chat=group)
    assert await fake.edit(said, "lunch at noon?") == []
    assert await fake.edit(fake.message(anna, "/topics"), "/topic") == []
    live = fake.message(anna, None, location={"longitude": 109.8, "latitude": 40.6, "live_period": 60})
    assert await fake.update(edited_message=live) == []


async def test_an_old_message_nobody_remembers_is_not_answered_when_edited(fake, anna):
    old = fake.message(anna, BINS)
    old["date"] -= 7200
    assert await fake.edit(old, GLASS) == []


async def test_a_question_whose_answer_was_deleted_gets_a_new_one(fake, anna):
    question = fake.message(anna, BINS)
    [answer] = await fake.update(message=question)
    del fake.server.messages[anna.id, answer.id]
    fake.expected.append("Bad Request: message to edit not found")
    [new] = await fake.edit(question, GLASS)
    assert new.text.startswith("Glass goes into")
    assert await fake.edit(question, BINS) == [new]


async def test_forget_makes_the_bot_forget_which_answer_belongs_to_which_question(fake, anna):
    question = fake.message(anna, BINS)
    [answer] = await fake.update(message=question)
    await fake.say(anna, "/forget")
    assert await fake.memory.exchange(anna.id, question["message_id"]) is None
    assert await fake.memory.exchange(anna.id, answer.id) is None
