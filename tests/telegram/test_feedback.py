"""Helpful or not: what a press under an answer does."""

import pytest

from bot.languages import Language
from bot.telegram.callbacks import Action, pack
from bot.telegram.feedback import Tally, Verdict

BINS = "when are the bins emptied?"


class Listening:
    """A `Feedback` that keeps every verdict."""

    def __init__(self):
        self.verdicts = []
        self.forgotten = []

    async def record(self, verdict):
        self.verdicts.append(verdict)

    async def forget(self, user):
        self.forgotten.append(user)


@pytest.fixture
def heard():
    return Listening()


@pytest.fixture
def options(heard):
    return {"feedback": heard}


@pytest.mark.parametrize(
    ("sign", "helpful", "thanks"),
    [
        ("👍", True, "Thanks, glad it helped."),
        ("👎", False, "Thanks for telling me. Please try other words, or /topics."),
    ],
)
async def test_a_vote_is_recorded_with_question_and_entry_and_thanked_for(
    fake, anna, heard, sign, helpful, thanks
):
    [message] = await fake.say(anna, BINS)
    pressed = await fake.press(anna, sign, message)
    assert pressed.toast == thanks
    assert heard.verdicts == [Verdict(anna.id, message.id, anna.id, helpful, ("bins",), Language.EN, BINS)]


async def test_in_private_the_votes_go_once_one_is_given_and_the_rest_stays(fake, anna):
    [message] = await fake.say(anna, BINS)
    text = message.text
    await fake.press(anna, "👍", message)
    assert (message.text, message.buttons) == (text, ["Where does glass go?", "Source", "Share"])


async def test_in_a_group_each_member_can_vote(fake, anna, ming, heard):
    [message] = await fake.say(anna, f"@policy_bot {BINS}", chat=fake.group())
    await fake.press(anna, "👍", message)
    await fake.press(ming, "👎", message)
    assert [(verdict.user, verdict.helpful) for verdict in heard.verdicts] == [
        (anna.id, True),
        (ming.id, False),
    ]
    assert message.edits == 0


async def test_an_answer_nobody_asked_for_is_voted_on_without_a_question(fake, anna, heard):
    [message] = await fake.say(anna, "/bins")
    await fake.press(anna, "👍", message)
    assert [(verdict.entries, verdict.question) for verdict in heard.verdicts] == [(("bins",), "")]


async def test_none_of_the_choices_counts_as_no_help(fake, anna, heard):
    [message] = await fake.say(anna, BINS)
    await fake.press_data(anna, pack(Action.NONE, Language.EN), message)
    assert [(verdict.helpful, verdict.entries, verdict.question) for verdict in heard.verdicts] == [
        (False, (), BINS)
    ]


async def test_forget_reaches_the_feedback_too(fake, anna, heard):
    await fake.say(anna, "/forget")
    assert heard.forgotten == [anna.id]


def verdict(user=1, message=7, *, helpful=True, entries=("bins",)):
    return Verdict(5, message, user, helpful, entries, Language.EN, "my very private question")


async def test_a_tally_counts_the_last_word_of_each_person_on_each_message():
    tally = Tally()
    for each in (
        verdict(),
        verdict(),
        verdict(user=2, helpful=False),
        verdict(message=8),
        verdict(message=8, helpful=False),
    ):
        await tally.record(each)
    assert (tally.counts["bins", True], tally.counts["bins", False]) == (1, 2)


async def test_a_tally_forgets_who_it_was_but_not_the_count(caplog):
    tally = Tally()
    await tally.record(verdict())
    await tally.forget(1)
    assert len(tally._last) == 0
    assert tally.counts["bins", True] == 1


async def test_a_vote_is_logged_without_person_and_question(caplog):
    with caplog.at_level("INFO"):
        await Tally().record(verdict(user=98765, helpful=False))
        await Tally().record(verdict(user=98765, entries=()))
    assert [record.getMessage() for record in caplog.records] == [
        "bins (en): not helpful",
        "No entry (en): helpful",
    ]
