"""The page in a real browser: what people and editors do with it, without an error or a barrier."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.fake_telegram.people import LONGEST_WAIT

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
if not CHROMIUM:
    pytest.skip("no Chromium: install one, or set CHROMIUM to its place", allow_module_level=True)
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
expect = sync_api.expect
expect.set_options(timeout=LONGEST_WAIT * 1000)
WIDE, PHONE = (1280, 900), (360, 740)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def address(town):
    """Where a playground of its own is open, as an editor would open it."""
    command = [sys.executable, "-m", "bot", "play", "--no-browser", "--knowledge", str(town.parent)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield re.search(r"http://\S+/", process.stdout.readline())[0]
        finally:
            process.terminate()
            _, complaints = process.communicate(timeout=LONGEST_WAIT)
    assert process.returncode == 0
    assert "Traceback" not in complaints


@pytest.fixture
def open_page(browser, address):
    """A function that opens the page; what it complains of, and what it asks of others, fails the test."""
    contexts, complaints, foreign = [], [], []

    def watch(message):
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def opened(size=WIDE, scheme="light", lang="en"):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",  # what is on its way is not judged
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", watch)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(address) else None)
        page.goto(f"{address}?lang={lang}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert (complaints, foreign) == ([], [])


@pytest.fixture
def page(open_page):
    return open_page()


def ask(page, text):
    """Writes a message as people do; the result is the bot's next one."""
    said = page.locator(".message.bots").count()
    page.locator("#text").fill(text)
    page.keyboard.press("Enter")
    reply = page.locator(".message.bots").nth(said)
    reply.wait_for()
    return reply


def assert_no_barrier(page):
    report = axe.Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


def test_questions_are_answered_in_both_languages_with_telegrams_formatting(page):
    reply = ask(page, "when is the museum open?")
    expect(reply.locator("strong")).to_have_text("six in the morning")
    expect(reply.locator("em")).to_contain_text("Elmford Gazette")
    expect(ask(page, "游泳馆几点开放？").locator("strong")).to_have_text("中午")


def test_the_panel_says_why_and_where_it_is_written(page, town):
    ask(page, "when is the museum open")
    panel = page.locator("#panel")
    expect(panel.locator(".outcome")).to_contain_text("Answer")
    first = panel.get_by_role("meter").first
    assert int(first.get_attribute("aria-valuenow")) > 50
    line = 1 + town.read_text("utf-8").splitlines().index("  - id: museum")
    place = panel.locator(".places .where").first
    expect(place.locator("code")).to_have_text(f"{town}:{line}")
    place.get_by_role("button").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{town}:{line}"
    panel.get_by_text("Show the YAML").click()
    expect(panel.locator(".yaml")).to_contain_text('answer: {en: "The museum opens at **{dawn}**."')
    panel.get_by_role("button", name="Copy as a phrasing").click()
    assert page.evaluate("navigator.clipboard.readText()") == '- "when is the museum open"'
    ask(page, "when is the zorbel open")
    expect(panel.locator(".words .unknown")).to_contain_text("zorbel")


def test_a_button_edits_the_question_back_into_the_answer(page):
    asked = ask(page, "opening hours")
    expect(page.locator("#why .outcome")).to_contain_text("Asked back")
    asked.get_by_role("button", name="When is the zoo open?").press("Enter")
    expect(asked.locator(".content")).to_contain_text("The zoo never closes.")
    expect(asked.locator(".foot")).to_contain_text("edited")
    expect(page.locator(".message.bots")).to_have_count(1)


def test_a_chart_comes_with_its_answer(page):
    picture = ask(page, "when is the zoo open?").get_by_role("img")
    expect(picture).to_be_visible()
    # asked of the picture itself: a condition waited for is evaluated in the page, which its policy forbids
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 300


def test_an_answer_is_passed_on_by_the_share_button(page):
    ask(page, "when is the museum open?").get_by_role("button", name="Share").click()
    expect(page.get_by_role("button", name="Elsewhere")).to_have_attribute("aria-pressed", "true")
    page.locator("#suggestions").get_by_role("option").first.click()
    sent = page.locator(".message.mine")
    expect(sent).to_contain_text("six in the morning")
    sent.get_by_role("button").last.click()  # "Ask me more", a link to the bot
    expect(page.get_by_role("button", name="Private")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".message.bots")).to_have_count(2)


def test_what_inline_mode_finds_after_a_message_is_sent_is_not_shown(page):
    page.locator("#text").press_sequentially("@policy_bot museum")
    page.keyboard.press("Enter")
    page.locator(".message.mine").wait_for()
    page.wait_for_timeout(600)
    expect(page.locator("#suggestions")).to_be_hidden()


def test_inline_mode_lists_what_fits_and_sends_what_is_chosen_by_keyboard(page):
    page.get_by_role("button", name="Elsewhere").click()
    field = page.locator("#text")
    field.press_sequentially("@policy_bot museum")
    options = page.locator("#suggestions").get_by_role("option")
    expect(options.filter(has_text="When is the museum open?")).to_be_visible()
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    sent = page.locator(".message.mine")
    expect(sent).to_contain_text("six in the morning")
    expect(sent).to_contain_text("via @policy_bot")
    expect(field).to_have_value("")


def test_the_command_menu_is_the_bots_own_in_the_language_of_the_person(page):
    page.locator("#menu").click()
    expect(page.get_by_role("option", name="/museum")).to_contain_text("When is the museum open?")
    page.locator("#text").press("Escape")
    page.locator("#person").select_option(index=1)
    page.locator("#menu").click()
    page.get_by_role("option", name="/museum").click()
    expect(page.locator(".message.bots")).to_contain_text("早上六点")


def test_people_have_chats_of_their_own_and_meet_in_the_group(page):
    ask(page, "when is the pool open?")
    page.locator("#person").select_option(index=1)
    expect(page.locator(".message")).to_have_count(0)
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Name").fill("Erik")
    page.get_by_label("Language of the phone").fill("sv")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#person")).to_contain_text("Erik · sv")
    page.get_by_role("button", name="Group").click()
    expect(ask(page, "@policy_bot when is the pool open?")).to_contain_text("noon")
    page.locator("#person").select_option(index=0)
    expect(page.locator(".message.theirs")).to_contain_text("Erik")


def test_a_saved_file_is_used_and_a_broken_one_is_shown_with_line_and_mend(page, changed, town):
    sign = page.locator("#knowledge-sign")
    expect(sign).to_have_text("Knowledge can be better")  # two entries share a phrasing
    expect(ask(page, "when is the pool open?")).to_contain_text("noon")
    changed("    answer: {en: The pool", "    answr: {en: The pool")
    expect(sign).to_have_text("Knowledge to mend")
    problem = page.locator(".problems li", has_text="did you mean 'answer'")
    line = 1 + next(i for i, text in enumerate(town.read_text("utf-8").splitlines()) if "answr" in text)
    expect(problem.locator("code")).to_have_text(f"{town}:{line}")
    assert_no_barrier(page)
    expect(ask(page, "when is the pool open?")).to_contain_text("noon")
    changed("    answr: {en: The pool opens at **noon**.", "    answer: {en: The pool opens at **tea time**.")
    expect(sign).to_have_text("Knowledge can be better")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".message.bots").nth(2)).to_contain_text("tea time")


def test_the_question_is_asked_again_on_each_save_if_the_editor_wants_that(page, changed):
    ask(page, "when is the pool open?")
    page.get_by_label("and on each save").check()
    for before, after in (("**noon**", "**tea time**"), ("**tea time**", "**dusk**")):
        changed(before, after)
        expect(page.locator(".message.bots").last).to_contain_text(after.strip("*"))
    changed("    answer: {en: The pool", "    answr: {en: The pool")
    expect(page.locator("#knowledge-sign")).to_have_text("Knowledge to mend")
    expect(page.locator(".message.bots")).to_have_count(3)


def test_a_changed_outcome_is_set_against_the_one_before(page, changed):
    ask(page, "opening hours")
    changed("opening hours of the zoo, opening hours]", "opening hours of the zoo]")
    changed("opening hours of the museum, opening hours]", "opening hours of the museum]")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".before")).to_contain_text("Asked back")


def test_a_question_can_be_changed_and_a_message_replied_to(page):
    ask(page, "when is the pool open?")
    page.get_by_role("button", name="Edit").click()
    page.locator("#text").fill("when is the zoo open?")
    page.keyboard.press("Enter")
    expect(page.locator(".message.mine .content")).to_have_text("when is the zoo open?")
    page.get_by_role("button", name="Reply").first.click()
    page.locator("#text").fill("thanks")
    page.keyboard.press("Enter")
    expect(page.locator(".message.mine .quoted")).to_contain_text("The")


def test_what_people_write_is_shown_as_text_and_never_as_markup(page):
    ask(page, "<img src=x onerror=alert(1)> <b>bold</b>")
    expect(page.locator(".message.mine .content")).to_have_text("<img src=x onerror=alert(1)> <b>bold</b>")
    expect(page.locator("#why .asked blockquote")).to_have_text("<img src=x onerror=alert(1)> <b>bold</b>")


def test_a_reload_of_the_page_shows_the_same_chat(page):
    ask(page, "when is the pool open?")
    page.reload()
    expect(page.locator(".message")).to_have_count(2)
    expect(page.locator("#why .outcome")).to_contain_text("Answer")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_in_the_way_of_anybody(open_page, size, scheme, lang):
    page = open_page(size, scheme, lang)
    assert_no_barrier(page)
    ask(page, "opening hours zorbel")
    ask(page, "when is the museum open?")
    assert_no_barrier(page)
    page.locator("#text").fill("/")
    page.get_by_role("option", name="/museum").wait_for()
    assert_no_barrier(page)
    page.keyboard.press("Escape")
    page.locator("#add-person").click()
    assert_no_barrier(page)
    page.keyboard.press("Escape")
    if size == PHONE:
        page.get_by_role("tab").nth(1).click()
        expect(page.locator("#why")).to_be_visible()
        assert_no_barrier(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
