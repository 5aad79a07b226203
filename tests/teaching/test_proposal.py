"""A decision becomes a change to the YAML, tried before it is made."""

import shutil
import subprocess

import pytest

from bot.engine import Engine
from bot.knowledge import check, load
from bot.problems import FileError
from bot.quality.judging import Grade
from bot.quality.question_sets import load_questions
from bot.teaching import words
from bot.teaching.proposal import CannotProposeError, propose

GIT = shutil.which("git")


@pytest.fixture
def proposed(engine, folder):
    return lambda question, meant, *sets: propose(engine, folder, question, meant, sets)


def test_a_wording_is_proposed_with_file_and_line_and_what_gets_better(proposed):
    proposal = proposed("count the hounds", "dogs")
    assert words.places(proposal) == ["animals.yaml:12", "questions/taught.yaml:1"]
    assert proposal.diff.startswith("--- a/animals.yaml\n+++ b/animals.yaml\n@@ -9,7 +9,7 @@\n")
    assert (
        "+    questions: {en: [how many dogs are there, number of dogs, count the hounds]," in proposal.diff
    )
    assert [shift.question.text for shift in proposal.better] == ["count the hounds"]
    assert (proposal.worse, proposal.harmless, proposal.helps) == ((), True, True)
    assert proposal.tried >= 3


def test_nothing_is_written_by_proposing(proposed, contents):
    before = contents()
    proposed("count the hounds", "dogs")
    assert contents() == before


def test_what_would_get_worse_is_found_on_the_question_set(proposed, folder):
    (folder / "questions" / "asked.yaml").write_text(
        "- {group: dogs, kind: answer, entries: [dogs], en: [how many dogs are there, how many dogs]}\n"
    )
    proposal = proposed("how many dogs", "cats")
    assert "how many dogs" in {shift.question.text for shift in proposal.worse}
    assert not proposal.harmless
    assert "worse: how many dogs: dogs -> " in words.outcome(proposal)


def test_every_phrasing_of_the_entries_it_might_be_taken_for_is_tried_without_any_set(engine, folder):
    (folder / "questions" / "asked.yaml").unlink()
    tried = []

    def seen(questions):
        tried.extend((question.text, question.entries) for question in questions)
        return questions

    propose(engine, folder, "how many are there", "cats", progress=seen)
    dogs = {(text, ("dogs",)) for text in ("how many dogs are there", "number of dogs", "有几只狗")}
    assert dogs <= set(tried)
    assert not [text for text, entries in tried if "cats" in entries]


def test_what_would_get_worse_is_found_on_a_set_given_besides(proposed, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text("- {group: d, kind: answer, entries: [dogs], en: [how many dogs]}\n")
    found = [proposed("how many dogs", "cats", *sets).worse for sets in ((), (other,))]
    assert ["how many dogs" in {shift.question.text for shift in worse} for worse in found] == [False, True]


def test_a_wording_that_another_entry_has_is_a_problem(proposed):
    proposal = proposed("number of dogs", "cats")
    assert [problem.id for problem in proposal.problems] == ["dogs"]
    assert "belongs to 'cats' too" in proposal.problems[0].message
    assert not proposal.harmless


@pytest.mark.parametrize(("meant", "kind"), [("unknown", "unknown"), ("refuse", "refuse")])
def test_what_is_no_wording_of_anything_goes_into_the_question_set_alone(proposed, meant, kind):
    proposal = proposed("where is the moon", meant)
    [change] = proposal.changes
    assert change.file == "questions/taught.yaml"
    assert change.after.endswith(f"- {{group: {kind}, kind: {kind}, en: [where is the moon]}}\n")
    assert proposal.harmless


def test_whether_it_would_be_answered_as_meant_is_said(proposed):
    assert proposed("where is the moon", "refuse").helps
    proposal = proposed("how many cats are there", "refuse")
    assert proposal.reply.grade is Grade.WRONG
    assert "cats; that is not what is meant" in words.outcome(proposal)


def test_chinese_is_kept_in_one_script_and_asked_in_the_other(proposed):
    proposal = proposed("貓貓一共幾隻", "cats")
    knowledge, question_set = proposal.changes
    assert "猫的数量, 猫猫一共几只]" in knowledge.after
    assert "zh-Hant: [貓貓一共幾隻]" in question_set.after


@pytest.mark.parametrize(
    ("question", "meant", "said"),
    [
        ("", "cats", "no question"),
        ("meow", "cat", "did you mean 'cats'"),
        ("number of cats", "cats", "stands under 'cats' already"),
    ],
)
def test_what_cannot_be_proposed_is_said(proposed, question, meant, said):
    with pytest.raises(CannotProposeError, match=said):
        proposed(question, meant)


def test_knowledge_that_is_broken_on_the_disk_is_no_ground_for_a_change(proposed, folder):
    (folder / "more.yaml").write_text("entries: [{id: cats}]")
    with pytest.raises(CannotProposeError, match="keep it from use"):
        proposed("meow", "cats")


def test_a_broken_question_set_is_named(proposed, folder):
    (folder / "questions" / "asked.yaml").write_text("a: b")
    with pytest.raises(FileError, match=r"asked\.yaml"):
        proposed("meow", "cats")


def test_question_sets_in_the_folder_are_no_knowledge(folder):
    assert check(folder) == []


@pytest.mark.skipif(GIT is None, reason="needs git")
@pytest.mark.parametrize("end", ["\n", ""])
def test_the_patch_is_one_that_patch_takes(engine, folder, contents, end):
    path = folder / "animals.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + end, "utf-8")
    engine = Engine(load(folder))
    proposal = propose(engine, folder, "count the hounds", "food")
    done = subprocess.run(
        [GIT, "apply", "-"], input=proposal.diff.encode(), cwd=folder, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert {file: contents()[file].decode() for file in ("animals.yaml", "questions/taught.yaml")} == {
        change.file: change.after for change in proposal.changes
    }
    assert [q.text for q in load_questions(folder / "questions" / "taught.yaml")] == ["count the hounds"]
