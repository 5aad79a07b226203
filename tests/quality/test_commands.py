"""`baotou-bot eval` and `baotou-bot calibrate` as they are called."""

import json
import re

import pytest

from bot import cli
from bot.matching.confidence import calibration


@pytest.fixture
def call(folder, capsys):
    """Run a command on the questions; the exit code, what it printed, what it complained."""

    def run(name, *options):
        words = [name, str(folder / "questions.yaml"), "--knowledge", str(folder / "kb"), *map(str, options)]
        try:
            code = cli.main(words)
        except SystemExit as stopped:
            code = stopped.code
        return code, *capsys.readouterr()

    return run


def test_eval_lists_failures_with_their_reasons_then_confusions_then_figures(call):
    code, out, err = call("eval")
    assert (code, err) == (0, "")
    whale = out[out.index("are there whales") :].split("\n\n")[0]
    assert "meant" in whale
    assert "dogs" in whale
    assert "why" in whale
    assert "whales" in whale[len("are there whales") :]  # the word nobody knows
    figures = re.search(r"^answer\.en +60\.0 +0\.0 +20\.0 +20\.0 +5$", out, re.MULTILINE)
    assert out.index("are there whales") < out.index("shown instead of") < figures.start()


def test_figures_alone_are_a_table(call):
    _, out, _ = call("eval", "--figures")
    assert "answer.en" in out
    assert "whales" not in out


def test_json_has_figures_confusions_and_every_failure_with_its_reason(call):
    _, out, _ = call("eval", "--json", "--min", "answer.en=99")
    seen = json.loads(out)
    assert seen["rows"]["answer.en"] == {"right": 60, "asked": 0, "wrong": 20, "silent": 20, "n": 5}
    assert (seen["n"], seen["wrong"]) == (8, 12.5)
    assert seen["missed"] == ["answer.en: 60.0% right, and not 99%"]
    assert [each["grade"] for each in seen["failures"]] == ["wrong", "silent"]
    silent = seen["failures"][1]
    assert (silent["question"], silent["meant"], silent["unknown"]) == (
        "are there whales",
        ["dogs"],
        ["whales"],
    )
    assert silent["reason"]
    assert {(tuple(row["meant"]), tuple(row["shown"])) for row in seen["confusions"]} == {
        ((), ("dogs",)),
        (("dogs",), ()),
    }
    assert sum(each["n"] for each in seen["calibration"]["bins"]) > 0


def test_eval_fails_below_a_floor_and_says_so(call):
    assert call("eval", "--min", "answer.en=60", "--max-wrong", "12.5", "--max-asked", "0")[0] == 0
    code, _, err = call("eval", "--min", "answer.en=61", "--max-wrong", "12")
    assert code == 1
    assert err.splitlines() == [
        "answer.en: 60.0% right, and not 61%",
        "wrong answers shown: 12.5%, and not at most 12%",
    ]


@pytest.mark.parametrize(
    "option",
    [
        ("--min", "answer.en"),
        ("--min", "answer=50"),
        ("--min", "answer.en=nan"),
        ("--max-wrong", "nan"),
        ("--max-asked", "101"),
    ],
)
def test_a_floor_that_could_never_fail_is_refused(call, option):
    code, _, err = call("eval", *option)
    assert code == 2
    assert option[0] in err


def test_eval_writes_the_page_and_keeps_standard_output_to_itself(call, tmp_path):
    page = tmp_path / "page.html"
    code, out, err = call("eval", "--json", "--report", page)
    assert code == 0
    assert json.loads(out)
    assert err == f"{page}: written\n"
    assert "are there whales" in page.read_text("utf-8")


def test_where_a_file_cannot_be_written_one_line_says_so(call, tmp_path):
    for words in (("eval", "--report"), ("calibrate", "--output")):
        code, _, err = call(*words, tmp_path / "nowhere" / "file")
        assert code == 1
        assert "cannot be written" in err


def test_a_missing_question_set_is_one_plain_line(capsys):
    assert cli.main(["eval", "nowhere.yaml"]) == 1
    assert capsys.readouterr().err.startswith("baotou-bot: nowhere.yaml: cannot be read")


@pytest.mark.parametrize("name", ["eval", "calibrate"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "no questions"),
        (
            "- {group: x, kind: answer, entries: [lions], en: [roar]}",
            "no such entries in the knowledge base: lions",
        ),
    ],
)
def test_a_set_that_cannot_be_measured_is_refused(call, folder, name, text, told):
    (folder / "questions.yaml").write_text(text)
    code, _, err = call(name)
    assert code == 1
    assert told in err


def test_calibrate_writes_where_it_is_told_to(call, folder):
    target = folder / "fitted.yaml"
    assert call("calibrate", "--output", target)[0] == 0
    assert calibration(target).answer_at > 0


def test_calibrate_says_what_it_lacks(call, folder):
    (folder / "questions.yaml").write_text("- {group: hi, kind: chitchat, en: [hello]}")
    code, _, err = call("calibrate", "--output", folder / "fitted.yaml")
    assert code == 1
    assert "needs questions" in err
    assert not (folder / "fitted.yaml").exists()


def test_a_terminal_sees_the_progress_and_keeps_none_of_it(call, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("bot.progress._EVERY", 0)
    monkeypatch.delenv("TERM", raising=False)
    _, out, err = call("eval")
    assert "asking" in err
    assert "asking" not in out
    assert err.split("\r")[-2].strip() == ""
