"""`baotou-bot add-language`: what is missing as YAML, filled in, and put in place without another change."""

import re

import pytest
import yaml

from bot import cli
from bot.cli_new import contents
from bot.engine import Engine
from bot.knowledge import check, load
from bot.languages import Language

# Text, list, and bar; in a line and below one another; at the end of a file without a last line feed.
FARM = """\
bot: {name: {en: Farm Bot}, languages: [en]}  # the bot
facts:
  - id: hens
    value: 90
    name:
      en: Hens   # those that lay
charts:
  - id: animals
    title: {en: Animals}
    bars: [{fact: hens, label: {en: Hens}}]
    figures: [{fact: hens, label: {en: Layers}}]
texts:
  unknown: {en: The diary does not say.}
entries:
  - id: hens
    questions:
      en:
        - how many hens are there

        - number of hens   # short
    answer:
      en: >-
        There are
        **{hens}**.

  - id: barn
    questions: {en: [where is the barn]}
    answer: {en: Behind the house.}"""


@pytest.fixture
def farm(tmp_path):
    folder = tmp_path / "farm"
    folder.mkdir()
    (folder / "farm.yaml").write_text(FARM, "utf-8")
    return folder


@pytest.fixture
def call(capsys):
    def call(*words):
        capsys.readouterr()
        try:
            code = cli.main(["add-language", *map(str, words)])
        except SystemExit as stopped:
            code = stopped.code
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def filled(call, farm, tmp_path):
    """The form, as the command prints it, filled in."""
    form = yaml.safe_load(call("zh", "--knowledge", farm)[1])
    form["bot"]["name"]["zh"] = "农场问答"
    form["facts"][0]["name"]["zh"] = "母鸡"
    form["charts"][0]["title"]["zh"] = "动物"
    form["charts"][0]["bars"][0]["label"]["zh"] = "母鸡"
    form["charts"][0]["figures"][0]["label"]["zh"] = "产蛋母鸡"
    hens, barn = form["entries"]
    hens["questions"]["zh"] += ["有几只母鸡", "母鸡数量"]
    hens["answer"]["zh"] = "有{hens}只母鸡: **{hens}**。"
    barn["questions"]["zh"] += ["谷仓在哪里"]
    barn["answer"]["zh"] = "在房子后面。"
    path = tmp_path / "filled.yaml"
    path.write_text(yaml.safe_dump(form, allow_unicode=True), "utf-8")
    return path


def test_what_is_missing_is_listed_next_to_what_is_there(call, farm):
    code, out, err = call("zh", "--knowledge", farm)
    assert code == 0
    assert yaml.safe_load(out)["entries"][1] == {
        "id": "barn",
        "questions": {"en": ["where is the barn"], "zh": []},
        "answer": {"en": "Behind the house.", "zh": None},
    }
    assert yaml.safe_load(out)["charts"][0]["bars"] == [{"fact": "hens", "label": {"en": "Hens", "zh": None}}]
    assert f"baotou-bot add-language zh --knowledge {farm} --apply" in out
    assert "9 texts are missing in 'zh'" in err
    assert "texts" not in yaml.safe_load(out)  # the bot has one of its own in that language


def test_what_was_filled_in_is_put_in_place_and_nothing_else_is_changed(call, farm, filled):
    code, out, err = call("zh", "--knowledge", farm, "--apply", filled)
    assert (code, err) == (0, "9 texts in 'zh' put in place, 0 are missing\n")
    written = (farm / "farm.yaml").read_text("utf-8")
    assert written == (
        FARM.replace("{en: Farm Bot}", "{en: Farm Bot, zh: 农场问答}")
        .replace("languages: [en]", "languages: [en, zh]")
        .replace("Hens   # those that lay\n", "Hens   # those that lay\n      zh: 母鸡\n")
        .replace("{en: Animals}", "{en: Animals, zh: 动物}")
        .replace("{en: Hens}", "{en: Hens, zh: 母鸡}")
        .replace("{en: Layers}", "{en: Layers, zh: 产蛋母鸡}")
        .replace("hens   # short\n", "hens   # short\n      zh:\n        - 有几只母鸡\n        - 母鸡数量\n")
        .replace("**{hens}**.\n", '**{hens}**.\n      zh: "有{hens}只母鸡: **{hens}**。"\n')
        .replace("[where is the barn]}", "[where is the barn], zh: [谷仓在哪里]}")
        .replace("{en: Behind the house.}", "{en: Behind the house., zh: 在房子后面。}")
    )  # fmt: skip
    assert "+    answer: {en: Behind the house., zh: 在房子后面。}" in out
    assert check(farm) == []
    assert Engine(load(farm)).respond("谷仓在哪里").reply.body == "在房子后面。"
    assert call("zh", "--knowledge", farm)[2] == "nothing is missing in 'zh'\n"


def test_a_form_that_is_kept_among_the_knowledge_is_none(call, farm):
    (farm / "zh.yaml").write_text(call("zh", "--knowledge", farm)[1], "utf-8")
    assert check(farm) == []
    assert list(load(farm).entries) == ["hens", "barn"]


def test_a_form_for_another_language_is_not_put_in_place(call, farm, filled):
    code, out, err = call("mn", "--knowledge", farm, "--apply", filled)
    assert (code, out) == (1, "")
    assert "this form is for 'zh'" in err


def test_what_is_left_empty_stays_missing(call, farm, tmp_path):
    form = tmp_path / "form.yaml"
    form.write_text("entries: [{id: barn, questions: {zh: [谷仓在哪里]}, answer: {zh: }}]\n", "utf-8")
    code, _, err = call("zh", "--knowledge", farm, "--apply", form)
    assert code == 0
    assert err.startswith("1 texts in 'zh' put in place, 8 are missing\n")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            "entries: [{id: bran, answer: {zh: x}}]\n",
            "form.yaml:1:30: bran: the knowledge has no such text; did you mean 'barn'?",
        ),
        ("entries: [{id: barn, questions: {zh: x}}]\n", "form.yaml:1:38: barn: write a list here"),
        ("entries: [{id: barn, answer: {zh: [x]}}]\n", "form.yaml:1:35: barn: write a text here"),
        (
            "entries: [{id: barn, answer: {zh: '{hen}'}}]\n",
            "barn: nothing fills '{hen}'; did you mean {hens}?",
        ),
        ("entries: [{id: barn\n", "form.yaml:1:11: file: this is not YAML"),
        ("entries: [{id: barn, answer: {zh: }}]\n", "nothing is filled in behind 'zh:'"),
    ],
)
def test_a_form_that_does_not_fit_is_told_and_nothing_is_written(call, farm, tmp_path, form, said):
    (tmp_path / "form.yaml").write_text(form, "utf-8")
    code, out, err = call("zh", "--knowledge", farm, "--apply", tmp_path / "form.yaml")
    assert (code, out) == (1, "")
    assert said in err
    assert (farm / "farm.yaml").read_text("utf-8") == FARM


def test_what_is_there_already_is_not_written_over(call, farm, tmp_path):
    (tmp_path / "form.yaml").write_text("entries: [{id: barn, answer: {en: Elsewhere.}}]\n", "utf-8")
    assert call("en", "--knowledge", farm, "--apply", tmp_path / "form.yaml")[0] == 1
    assert (farm / "farm.yaml").read_text("utf-8") == FARM


def test_a_language_the_bot_does_not_speak_is_said_to_be_kept_and_not_used(call, farm, tmp_path):
    (tmp_path / "form.yaml").write_text("entries: [{id: barn, answer: {mn: Байшингийн ард.}}]\n", "utf-8")
    assert "English (en) and Chinese (zh) only" in call("mn", "--knowledge", farm)[2]
    code, _, err = call("mn", "--knowledge", farm, "--apply", tmp_path / "form.yaml")
    assert code == 0
    assert "English (en) and Chinese (zh) only" in err
    assert load(farm).entries["barn"].answer["mn"] == "Байшингийн ард."
    assert {language.code for language in Language} == {
        "en",
        "zh",
    }  # else what the command says is no longer so


@pytest.mark.parametrize(
    ("code", "hint"), [("cn", "write zh"), ("English", "write en"), ("x y", "write en, zh")]
)
def test_what_is_no_code_is_told_the_code(call, farm, code, hint):
    assert call(code, "--knowledge", farm)[0] == 2
    assert hint in call(code, "--knowledge", farm)[2]


def test_the_skeleton_in_one_language_becomes_what_it_is_in_two(call, tmp_path):
    folder, whole = tmp_path / "town", contents()
    for name, text in whole.items():
        if name.endswith(".yaml") and "/" not in name:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    both = load(folder)
    for path in folder.glob("*.yaml"):
        text = re.sub(r", zh: (?:\"[^\"]*\"|\[[^\]]*\]|[^},]*)\}", "}", path.read_text("utf-8"))
        text = re.sub(r"\n +zh:(?: .*|(?:\n {8,}- .*)+)(?=\n|$)", "", text).replace("[en, zh]", "[en]")
        path.write_text(text, "utf-8")
    assert load(folder).languages == ("en",)
    assert [str(problem) for problem in check(folder)] == []
    form = yaml.safe_load(call("zh", "--knowledge", folder)[1])
    for section, items in form.items():
        for item in items if isinstance(items, list) else ():
            thing = getattr(both, "concepts" if section == "vocabulary" else section)[item["id"]]
            for field, value in item.items():
                if field == "bars":
                    for bar, known in zip(value, thing.bars, strict=True):
                        bar["label"] = dict(known.label)
                elif field != "id":
                    given = getattr(thing, field)
                    item[field] = {c: list(v) if isinstance(v, tuple) else v for c, v in given.items()}
    form["bot"] = {"name": dict(both.name)}
    (tmp_path / "form.yaml").write_text(yaml.safe_dump(form, allow_unicode=True), "utf-8")
    assert call("zh", "--knowledge", folder, "--apply", tmp_path / "form.yaml")[0] == 0
    assert check(folder) == []
    again = load(folder)
    assert again.languages == ("en", "zh")
    assert {e.id: (e.questions, e.answer, e.title, e.more) for e in again.entries.values()} == {
        e.id: (e.questions, e.answer, e.title, e.more) for e in both.entries.values()
    }
    assert {f.id: f.name for f in again.facts.values()} == {f.id: f.name for f in both.facts.values()}
