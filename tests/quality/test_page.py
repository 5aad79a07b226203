"""The page: it stands alone, reads aloud, and shows what people typed as text."""

import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from bot.quality.evaluation import Evaluation
from bot.quality.page import page
from bot.quality.thresholds import costs, sweep

VOID = {"meta", "input", "wbr", "br"}


class Page(HTMLParser):
    """Every element with its attributes, the elements around it, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self._open = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", "within": [e["tag"] for e in self._open], **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag):
        return [element for element in self.elements if element["tag"] == tag]


@pytest.fixture
def show(engine):
    def show(judged, missed=()):
        found = Evaluation.of(engine, judged)
        questions = [each.question for each in judged]
        swept = list(costs(engine, sweep(engine.matcher.model), questions))
        return page(found, swept, missed, sets=["questions.yaml"], day=date(2021, 4, 8))

    return show


@pytest.fixture
def shown(show, found):
    return show(found.judged)


def test_the_page_loads_nothing_and_runs_nothing(shown):
    seen = Page(shown)
    assert not {"script", "link", "img", "iframe", "object"} & {each["tag"] for each in seen.elements}
    assert not [
        name for each in seen.elements for name in each if name in {"src", "href"} or name[:2] == "on"
    ]
    assert not re.search(r"https?://|@import|url\((?!#)", shown)
    (policy,) = [each["content"] for each in seen.all("meta") if "http-equiv" in each]
    assert policy.startswith("default-src 'none'")


def test_the_page_holds_figures_confusions_and_every_failure_with_its_reason(found, shown):
    seen = Page(shown)
    text = " ".join(each["text"] for each in seen.all("body"))
    assert "answer.en60.0" in re.sub(r"\s", "", text)
    cards = [each for each in seen.all("li") if each.get("class") == "card"]
    assert len(cards) == len(found.failures)
    for card, judged in zip(cards, found.failures, strict=True):
        assert judged.question.text in card["text"]
        assert judged.reply.why.reason in card["text"]
        assert card["data-grade"] == judged.grade
    assert "whales" in cards[1]["text"].replace("are there whales", "")
    assert "dogs" in cards[1]["text"]


def test_the_threshold_in_use_is_marked_on_both_charts(engine, shown):
    pictures = [each for each in Page(shown).all("svg") if each.get("role") == "img"]
    assert len(pictures) == 2
    assert all(f"{engine.matcher.model.answer_at:.0%}" in each["text"] for each in pictures)


def test_pictures_have_names_and_descriptions_or_are_ornament(shown):
    seen = Page(shown)
    ids = {each["id"] for each in seen.elements if "id" in each}
    for picture in seen.all("svg"):
        if picture.get("aria-hidden") != "true":
            assert picture["role"] == "img"
            assert {picture["aria-labelledby"], picture["aria-describedby"]} <= ids


def test_headings_go_down_one_level_at_a_time(shown):
    levels = [int(e["tag"][1]) for e in Page(shown).elements if re.fullmatch(r"h\d", e["tag"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scoped_headers(shown):
    seen = Page(shown)
    assert len(seen.all("table")) == len(seen.all("caption")) >= 4
    assert {each.get("scope") for each in seen.all("th")} == {"col", "row"}


def test_every_box_has_a_label_a_rule_and_a_card_it_hides(shown):
    seen = Page(shown)
    boxes = seen.all("input")
    assert {"grade-wrong", "grade-silent", "kind-answer", "language-en"} == {each["id"] for each in boxes}
    for box in boxes:
        assert "label" in box["within"]
        aspect, value = box["id"].split("-")
        assert f'#{box["id"]}:not(:checked)) [data-{aspect}="{value}"]' in shown
        assert f'data-{aspect}="{value}"' in shown[shown.index("<body") :]


def test_no_id_is_given_twice(shown):
    ids = [each["id"] for each in Page(shown).elements if "id" in each]
    assert len(ids) == len(set(ids))


def test_what_people_typed_is_text_and_nothing_else(show, asked):
    typed = "<script>alert(1)</script> & <b> how many \\u202e dogs \\a"
    text = show(asked(f'- {{group: "<i>", kind: refuse, en: ["{typed}", number of dogs]}}'))
    assert not Page(text).all("script")
    assert not Page(text).all("i") or "<i>" not in [each["text"] for each in Page(text).all("i")]
    assert "\u202e" not in text
    assert "\a" not in text


def test_chinese_is_marked_as_chinese(show, asked):
    seen = Page(show(asked("- {group: x, kind: answer, say: [a], zh: [有几只狗？]}")))
    assert [each["lang"] for each in seen.all("h3") if "有几只狗" in each["text"]] == ["zh"]


def test_floors_that_do_not_hold_stand_at_the_top(show, found):
    text = show(found.judged, ["answer.en: 60.0% right, and not 99%"])
    assert text.index("and not 99%") < text.index("By kind and language")
    assert "Below the floor" not in show(found.judged)


def test_a_page_without_failures_says_so(show, asked):
    text = show(asked("- {group: cats, kind: answer, say: [seven], en: [number of cats]}"))
    assert "Everything was." in text
    assert "Nothing was." in text


def test_a_page_about_small_talk_alone_can_be_drawn(show, asked):
    assert Page(show(asked("- {group: hi, kind: chitchat, en: [hello]}"))).all("svg")


def test_colours_of_text_stand_out_from_their_ground_in_light_and_dark(shown):
    """At least 4.5 to 1, as WCAG 2.2 asks (success criterion 1.4.3)."""
    schemes = [
        dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for block in re.findall(r":root \{(.*?)\}", shown, re.DOTALL)
    ]
    assert len(schemes) == 2
    for scheme in schemes:
        for ink in ("ink", "soft", "wrong-ink", "asked-ink", "silent-ink", "right-ink"):
            for ground in ("paper", "card"):
                assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
