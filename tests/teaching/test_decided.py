"""What was taught elsewhere, as by a reviewed change, is not asked of the editor once more."""

import pytest

from bot.store.misses import Miss
from bot.teaching.decided import undecided
from bot.teaching.groups import grouped
from bot.teaching.proposal import TAUGHT


def misses(question, outcome="unknown"):
    days = {"first_day": 1, "last_day": 1}
    return grouped(
        [Miss(id="a", question=question, outcome=outcome, language="en", entries=(), count=1, **days)]
    )


@pytest.fixture
def taught(folder):
    """A function that writes a question with its decision into the question set of what was taught."""

    def write(question, kind="answer", entries="entries: [dogs], "):
        text = f"- {{group: g, kind: {kind}, {entries}en: [{question}]}}\n"
        (folder / TAUGHT).write_text(text, "utf-8")

    return write


def test_a_question_that_was_taught_and_is_answered_is_done_however_it_is_written(engine, folder, taught):
    taught("how many dogs are there")
    assert undecided(engine, folder, misses("How many dogs are there?!")) == []


def test_what_was_taught_as_out_of_scope_and_is_refused_is_done(engine, folder, taught):
    taught("who is the mayor", "refuse", "")
    assert undecided(engine, folder, misses("who is the mayor")) == []


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("number of dogs", "unknown"),  # never taught
        ("how many cats are there", "unknown"),  # taught, but the reply is another
        ("how many dogs are there", "unhelpful"),
    ],
)
def test_what_is_not_as_was_decided_or_did_not_help_stays(engine, folder, taught, question, outcome):
    taught("how many cats are there" if "cats" in question else "how many dogs are there")
    assert len(undecided(engine, folder, misses(question, outcome))) == 1


@pytest.mark.parametrize("text", [None, "{", "- 3"])
def test_without_a_question_set_that_can_be_read_nothing_was_decided(engine, folder, text):
    if text:
        (folder / TAUGHT).write_text(text, "utf-8")
    assert len(undecided(engine, folder, misses("how many dogs are there"))) == 1
