"""Charts: what is read of them, and what `check` finds about them."""

import pytest
from knowledge.samples import entry

from bot.knowledge.model import Bar

FACTS = """\
units: [{id: hens, text: {en: "{n} hens"}}, {id: eggs, text: {en: "{n} eggs"}}]
facts:
- {id: brown, value: 30, unit: hens, name: {en: Brown hens}}
- {id: white, value: 4, unit: hens, name: {en: White hens}}
- {id: eggs, value: 900, unit: eggs, name: {en: Eggs}}
- {id: owner, text: {en: Ann}, name: {en: Owner}}
- {id: debt, value: -3, unit: hens}
"""
LINE = FACTS.count("\n") + 5  # of what stands under the title, with a line for the languages before it


def chart(rest, title="Farm"):
    used = "{brown}{white}{eggs}{owner}{debt}"
    return f"{FACTS}charts:\n- id: farm\n  title: {{en: {title!r}}}\n{rest}\n{entry(answer=used)}"


def test_a_chart_is_read_with_its_figures_bars_and_labels(base):
    kb = base(chart("  figures: [{fact: eggs}]\n  bars: [{fact: brown, label: {en: Brown}}, {fact: white}]"))

    assert kb.charts["farm"].figures == (Bar("eggs"),)
    assert kb.charts["farm"].bars == (Bar("brown", {"en": "Brown"}), Bar("white"))


def test_an_entry_names_the_chart_that_goes_with_it(base):
    kb = base(chart("  figures: [{fact: eggs}]") + "  chart: farm\n")

    assert kb.entries["x"].chart == "farm"


def test_a_sound_chart_has_no_problems(problems):
    assert problems(chart("  figures: [{fact: eggs}]\n  bars: [{fact: brown}, {fact: white}]")) == []


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("  bars: [{fact: bron}]", "{0}:17: farm: there is no fact 'bron'; did you mean 'brown'?"),
        (
            "  bars: [{fact: brown}, {fact: eggs}]",
            (
                "{0}:32: farm: 'eggs' counts eggs, but 'brown' hens, and bars share one scale; name it "
                "under 'figures' instead"
            ),
        ),
        (
            "  figures: [{fact: owner}]",
            "{0}:20: farm: 'owner' is no number, so nothing can be drawn for it; delete it here",
        ),
        (
            "  bars: [{fact: debt, label: {en: Debt}}]",
            "{0}:17: farm: 'debt' is below zero, where no bar begins; name it under 'figures' instead",
        ),
        (
            "  figures: [{fact: debt}]",
            "{0}:20: farm: the fact 'debt' has no name to show; add 'label:' here or 'name:' there",
        ),
        (
            "  bars: [{fact: brown}, {fact: brown}]",
            "{0}:32: farm: 'brown' stands in 'bars' before; delete it here",
        ),
        (
            "  note: x",
            (
                "{title}:3: farm: the chart shows nothing; add 'bars:' or 'figures:', each item like "
                "'- fact: jobs'"
            ),
        ),
        (
            "  figures: [{fact: eggs, lable: {en: E}}]",
            "{0}:26: farm: unknown key 'lable' in 'figures'; did you mean 'label'?",
        ),
        ("  bars: [brown]", "{0}:10: farm: an item of 'bars' names a fact; write '- fact: brown'"),
        ("  bars: brown", "{0}:9: farm: 'bars' must be a list here, each item like '- fact: jobs'"),
        (
            "  bars: [{label: {en: B}}]",
            "{0}:10: farm: an item of 'bars' names no fact; add 'fact:' to it",
        ),
        (
            "  bars: [{fact: brown, label: {zh: 棕}}]",
            "{0}:31: farm: 'label' has no text in 'en'; add 'en:' to it",
        ),
    ],
)
def test_what_cannot_be_drawn_is_reported_with_its_place_and_the_mend(problems, rest, expected):
    found = problems("bot: {languages: [en]}\n" + chart(rest))

    assert found[0] == f"kb/base.yaml:{expected.format(LINE, title=LINE - 2)}"


def test_more_than_a_phone_can_show_is_reported(problems):
    facts = "".join(f"- {{id: f{n}, value: {n}, name: {{en: F}}}}\n" for n in range(9))
    bars = ", ".join(f"{{fact: f{n}}}" for n in range(9))
    text = (
        f"facts:\n{facts}charts:\n- {{id: c, title: {{en: C}}, bars: [{bars}], figures: [{bars}]}}\n{entry()}"
    )

    assert [problem.split(": ", 2)[2] for problem in problems(text)] == [
        "a phone shows 8 bars at most; delete some or make two charts of them",
        "a phone shows 4 figures at most; delete some or make two charts of them",
    ]


def test_a_title_with_a_figure_of_its_own_or_markup_is_reported(problems):
    found = problems(chart("  figures: [{fact: eggs}]", title="900 **eggs**"))

    assert [problem.split(": ", 2)[2] for problem in found] == [
        "the figure '900' is written out; write {eggs} instead",
        "a title stands in a picture, which shows no markup; write it without '**' and links",
    ]


def test_a_chart_nobody_sees_is_reported_and_the_first_is_seen_with_the_key_figures(problems):
    second = "- {id: second, title: {en: S}, figures: [{fact: eggs}]}"

    [problem] = problems(chart(f"  figures: [{{fact: eggs}}]\n{second}"))

    assert problem.endswith("second: the chart is not used; give an entry the chart second or delete it")


def test_a_bar_that_cannot_be_drawn_is_left_out_when_the_base_is_used_as_it_is(base):
    kb = base(chart("  bars: [{fact: nothing}, {fact: owner}, {fact: brown}]"))

    assert kb.charts["farm"].bars == (Bar("brown"),)
