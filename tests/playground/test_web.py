"""The page's server lets in this computer's browser, and nobody else's page."""

import json
import re
from typing import get_args

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from bot.fake_telegram.people import LONGEST_WAIT
from bot.knowledge.loading import default_texts
from bot.playground.web import MOST_BYTES, PAGE, Feed, PageServer
from bot.reply import Kind


@pytest.fixture
async def server():
    async def echo(details):
        return details["text"]

    photos = {"photo1": b"\x89PNG\r\n\x1a\n"}
    feed = Feed()
    server = PageServer(0, feed, lambda tag: {"tag": tag}, photos.get, {"echo": echo})
    server.feed = feed
    yield server
    await server.close()


@pytest.fixture
def fetch(server):
    client = AsyncHTTPClient(force_instance=True)

    async def fetched(path="", **options):
        request = HTTPRequest(server.address + path, **options)
        return await client.fetch(request, raise_error=False)

    yield fetched
    client.close()


def post(body='{"text": "hello"}', **headers):
    return {"method": "POST", "body": body, "headers": {"Content-Type": "application/json"} | headers}


async def test_the_page_and_what_belongs_to_it_are_served_under_a_strict_policy(fetch):
    for path, kind in (("", "text/html"), ("main.js", "text/javascript"), ("style.css", "text/css")):
        response = await fetch(path)
        assert response.code == 200
        assert response.headers["Content-Type"].startswith(kind)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["", "style.css", "events", "photo/photo1", "do/echo"])
async def test_another_site_is_refused(fetch, path, headers):
    options = post(**headers) if path == "do/echo" else {"headers": headers}
    response = await fetch(path, **options)
    assert response.code == 403
    assert b"hello" not in response.body


async def test_its_own_page_may_act(fetch, server):
    response = await fetch("do/echo", **post(Origin=server.address.rstrip("/")))
    assert (response.code, json.loads(response.body)) == (200, "hello")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (post("not JSON"), 400),
        (post("[]"), 400),
        (post("{}"), 400),
        (post(**{"Content-Type": "text/plain"}), 415),
        (post(json.dumps({"text": "x" * MOST_BYTES})), 400),
    ],
    ids=["text", "list", "no details", "form", "long"],
)
async def test_what_is_no_request_of_the_page_is_refused(fetch, options, code):
    assert (await fetch("do/echo", **options)).code == code


async def test_what_is_not_there_is_not_found(fetch):
    assert (await fetch("do/nothing", **post())).code == 404
    assert (await fetch("photo/photo2")).code == 404
    assert (await fetch("../web.py")).code in {403, 404}
    assert (await fetch("%2e%2e/web.py")).code in {403, 404}


async def test_pictures_are_served_by_their_file_id(fetch):
    response = await fetch("photo/photo1")
    assert (response.code, response.headers["Content-Type"]) == (200, "image/png")


async def test_events_begin_with_everything_and_end_with_the_server(fetch, server):
    got = []

    def take(chunk):
        got.append(chunk)
        if len(got) == 1:
            server.feed.tell({"type": "news"})
        else:
            server.feed.close()

    await fetch("events?lang=zh", streaming_callback=take, request_timeout=LONGEST_WAIT)
    events = [
        json.loads(line.removeprefix("data: ")) for line in b"".join(got).decode().split("\n\n") if line
    ]
    assert events == [{"type": "all", "tag": "zh"}, {"type": "news"}]


def test_a_page_that_does_not_keep_up_is_let_go():
    feed = Feed()
    page = feed.join()
    for number in range(2000):
        feed.tell({"number": number})
    changes = [page.get_nowait() for _ in range(page.qsize())]
    assert changes[-1] is None


def test_the_page_names_no_other_host_and_holds_no_script_or_style_of_its_own():
    for path in PAGE.iterdir():
        text = path.read_text("utf-8")
        # A namespace and Telegram's links are names and targets, not requests.
        hosts = set(re.findall(r"https?:\\?/\\?/(?:\\/)?([\w.\\]+)", text))
        assert {host.replace("\\", "") for host in hosts} <= {"www.w3.org", "core.telegram.org", "t.me"}
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
    html = (PAGE / "index.html").read_text("utf-8")
    assert not re.search(r"<style|\bstyle=|\bon\w+=|<script(?![^>]*\bsrc=)", html)


FAMILIES = {  # words whose names the page puts together
    "kind_": get_args(Kind),
    "room_": ("private", "group", "elsewhere"),
    "empty_": ("private", "group", "elsewhere"),
    "state_": ("private", "group", "elsewhere", "fine", "better", "broken"),
    "sign_": ("fine", "better", "broken"),
    "count_": ("entries", "facts", "phrasings"),
}


def test_every_word_of_the_page_is_there_and_used():
    code = "".join(path.read_text("utf-8") for path in PAGE.iterdir())
    quoted = set(re.findall(r'"(\w+)"', code))
    asked = {
        name for call in re.findall(r"\bword\(([^)`]*)\)", code) for name in re.findall(r'"(\w+)"', call)
    }
    asked |= set(re.findall(r'data-word(?:-label|-placeholder)?="(\w+)"', code))
    made = {prefix + rest for prefix, all_ in FAMILIES.items() for rest in all_}
    there = {name.removeprefix("playground_") for name in default_texts() if name.startswith("playground_")}
    assert asked | made <= there
    assert there <= quoted | made
