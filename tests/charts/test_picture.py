"""What a chart says, in each language."""

from decimal import Decimal

import pytest
from charts.conftest import FARM

from bot.charts.picture import Mark, Picture, picture
from bot.engine import Engine
from bot.knowledge import load
from bot.languages import Language


def test_a_picture_says_title_figures_bars_source_and_date_in_the_readers_language(engine):
    shown = picture(engine, "farm", Language.EN)

    assert shown.title == "The farm of Ann"
    assert shown.lines() == [
        "Eggs laid: about 68,000",
        "Brown hens: 90 hens",
        "White: 30 hens",
        "Grey hens: 3 hens",
    ]
    assert shown.footer == "Source: Ann, “Farm diary”, as of 1 March 2022"


def test_it_is_written_in_either_chinese_script(engine):
    simplified = picture(engine, "farm", Language.ZH_HANS)
    traditional = picture(engine, "farm", Language.ZH_HANT)

    assert (simplified.title, traditional.title) == ("安的农场", "安的農場")
    assert simplified.lines()[:2] == ["产蛋数：约6.8万", "褐色母鸡：90个"]
    assert traditional.lines()[:2] == ["產蛋數：約6.8萬", "褐色母雞：90個"]


def test_what_no_bar_can_show_makes_no_picture(engine):
    assert picture(engine, "below", Language.EN) is None
    assert picture(engine, "words", Language.EN) is None


def test_the_key_is_the_same_every_time_and_another_for_another_picture(engine):
    keys = [picture(engine, "farm", language).key for language in (*Language, Language.EN)]

    assert keys[0] == keys[-1]
    assert len(set(keys)) == len(Language)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (Language.EN, ["Hens: 3", "yes 50%", "Monday: 4 (yes 2, no 2)", "", "Animals", "Ducks: 1"]),
        (Language.ZH_HANS, ["Hens：3", "yes 50%", "Monday：4（yes 2, no 2）", "", "Animals", "Ducks：1"]),
    ],
)
def test_legend_parts_and_headings_are_told_in_words_too(language, lines):
    shown = Picture(
        language=language,
        title="",
        figures=(Mark("Hens", "3", Decimal(3)),),
        bars=(
            Mark("Monday", "4", Decimal(4), (Decimal(2), Decimal(2)), "yes 2, no 2"),
            Mark("Ducks", "1", Decimal(1), heading="Animals"),
        ),
        footer="",
        legend=("yes 50%",),
    )
    assert shown.lines() == lines


def test_it_shows_the_newer_figure_and_names_both_articles_where_it_has_figures_of_both(tmp_path):
    newer = """
sources: [{id: paper, title: {en: T, zh: 题}, publisher: {en: P, zh: 报}, updated: 2023-01-01}]
facts: [{id: brown_2023, value: 95, source: paper, supersedes: brown}]
"""
    farm = FARM.replace("value: 30,", "value: 30, source: diary,").replace(
        "value: 90,", "value: 90, source: diary,"
    )
    farm = farm.replace("value: 3,", "value: 3, source: diary,").replace(
        "value: 68000,", "value: 68000, source: diary,"
    )
    (tmp_path / "farm.yaml").write_text(farm, "utf-8")
    (tmp_path / "newer.yaml").write_text(newer, "utf-8")
    shown = picture(Engine(load(tmp_path)), "farm", Language.EN)
    assert "Brown hens: 95 hens" in shown.lines()
    assert (
        shown.footer == "Source: Ann, “Farm diary”, as of 1 March 2022\nSource: P, “T”, as of 1 January 2023"
    )
