"""Takes the pictures of the playground: `python docs/screenshots.py` writes docs/playground.png.

With a folder, it takes every view for a look: `python docs/screenshots.py FOLDER`. Needs the test extra and
a Chromium on the path (or its place in CHROMIUM).
"""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent
COLOURS = 256  # makes the file a third of its size, and looks the same
SIZES = {"phone": (360, 740), "wide": (1280, 900)}


@contextmanager
def playground(knowledge: Path) -> Iterator[str]:
    """The address of an open playground."""
    command = [sys.executable, "-m", "bot", "play", "--no-browser", "--knowledge", str(knowledge)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            found = re.search(r"http://\S+/", process.stdout.readline() if process.stdout else "")
            if not found:
                raise RuntimeError("the playground did not open")
            yield found[0]
        finally:
            process.terminate()


def ask(page: Page, text: str) -> None:
    """Sends a message, and waits for what the bot says to it."""
    said = page.locator(".message.bots").count()
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    page.locator(".message.bots").nth(said).wait_for()


def opened(browser: Browser, address: str, size: str, scheme: str, language: str = "en") -> Page:
    """A new page of that size and colour scheme."""
    width, height = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.goto(f"{address}?lang={language}")
    return page


def for_the_readme(browser: Browser, address: str) -> None:
    """A misspelt question, and why it was answered so."""
    page = opened(browser, address, "wide", "light")
    ask(page, "Who gets free housing?")
    ask(page, "how many incubation bases are national levl")
    page.wait_for_timeout(500)  # until the chart is drawn
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(HERE / "playground.png", optimize=True)


def every_view(browser: Browser, address: str, folder: Path) -> None:
    """Each view at each size in both colour schemes."""
    for size in SIZES:
        for scheme in ("light", "dark"):

            def take(page: Page, what: str, shown: str = f"{size}-{scheme}") -> None:
                page.wait_for_timeout(300)
                page.screenshot(path=folder / f"{shown}-{what}.png")

            page = opened(browser, address, size, scheme)
            ask(page, "/start")
            take(page, "start")
            ask(page, "who gets a flat for free in the citty, is it a zorbel")
            ask(page, "funding")
            take(page, "clarify")
            page.get_by_role("textbox").fill("/")
            take(page, "commands")
            page.get_by_role("textbox").fill("@policy_bot hous")
            page.locator("#suggestions [role=option]").first.wait_for()
            take(page, "inline")
            page.keyboard.press("Escape")
            if size == "phone":
                page.get_by_role("tab").nth(1).click()
                take(page, "why")
                page.get_by_role("tab").nth(0).click()
            page.get_by_role("button", name="Elsewhere").click()
            take(page, "elsewhere")
            page.close()
            page = opened(browser, address, size, scheme, "zh")
            page.locator("#person").select_option(index=1)
            ask(page, "高層次人才有什麼補貼？")
            ask(page, "创业孵化基地有几家")
            take(page, "zh")
            page.close()


def main() -> None:
    """Takes the README's picture, or all of them."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with playground(ROOT / "knowledge") as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium)
        if len(sys.argv) > 1:
            folder = Path(sys.argv[1])
            folder.mkdir(parents=True, exist_ok=True)
            every_view(browser, address, folder)
        else:
            for_the_readme(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
