"""Logging: no secret in any line, one JSON object a line, quiet libraries."""

import io
import json
import logging
import sys
import threading
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs

TOKEN = "123456789:AAfakeTokenFakeTokenFakeTokenFakeTok"
SECRET = "wh-secret-1"


@pytest.fixture(autouse=True)
def restored():
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
    logging.captureWarnings(capture=False)


@pytest.fixture(params=["console", "json"])
def log(request):
    stream = io.StringIO()
    logs.setup("debug", request.param, secrets=[TOKEN, SECRET], stream=stream)
    return stream


class Bot:
    def __repr__(self):
        return f"Bot[token={TOKEN}]"


def in_message(logger):
    logger.info(f"calling https://api.telegram.org/bot{TOKEN}/getMe")  # noqa: G004 - as a library may


def in_arguments(logger):
    logger.info("%s said %r", Bot(), {"token": TOKEN, "secret": SECRET})


def in_percent_encoding(logger):
    logger.info("https://proxy.example/?to=bot%s", TOKEN.replace(":", "%3A"))


def in_an_exception(logger):
    try:
        int(f"the token {TOKEN} was rejected")
    except ValueError:
        logger.exception("It failed with %s", SECRET)


def in_a_cause(logger):
    error = RuntimeError("wrapped")
    error.__cause__ = ConnectionError(TOKEN)
    logger.error("It failed", exc_info=error)


def in_a_stack(logger):
    logger.info("where", stack_info=True, extra={"token": TOKEN})


@pytest.mark.parametrize(
    "say", [in_message, in_arguments, in_percent_encoding, in_an_exception, in_a_cause, in_a_stack]
)
@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
@pytest.mark.parametrize("form", ["console", "json"])
def test_no_secret_is_in_a_line_at_any_level(say, level, form):
    stream = io.StringIO()
    logs.setup(level, form, secrets=[TOKEN, SECRET], stream=stream)
    say(logging.getLogger("somebody"))
    logging.getLogger("somebody").error("the end")
    assert "the end" in stream.getvalue()
    assert TOKEN.partition(":")[2] not in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_a_token_nobody_told_of_is_redacted_too(log):
    logging.getLogger("x").warning("987654321:BBotherTokenOtherTokenOtherTokenOthe")
    assert "BBother" not in log.getvalue()
    assert logs.REDACTED in log.getvalue()


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_known_secret_is_redacted_whatever_stands_around_it(before, after):
    redact = logs.redactor([TOKEN, SECRET])
    assert TOKEN not in redact(before + TOKEN + after)
    assert SECRET not in redact(before + SECRET + after)


def test_ordinary_times_and_numbers_are_left_as_they_are():
    text = "2026-01-31 12:00:00 port 127.0.0.1:8080, id 123456789: hello"
    assert logs.redactor()(text) == text


def test_what_nothing_catches_is_logged_without_secrets(log):
    error = RuntimeError(TOKEN)
    sys.excepthook(RuntimeError, error, None)
    thread = threading.Thread(target=lambda: (_ for _ in ()).throw(error))
    thread.start()
    thread.join()
    assert log.getvalue().count("Stopped by an unexpected error") == 2
    assert TOKEN not in log.getvalue()


def test_warnings_are_logged_without_secrets(log):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(f"old {TOKEN}", stacklevel=1)
    assert "old" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_json_lines_are_one_object_each():
    stream = io.StringIO()
    logs.setup("info", "json", stream=stream)
    logging.getLogger("a").warning("two\nlines: 中文")
    in_an_exception(logging.getLogger("b"))
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("warning", "a", "two\nlines: 中文")
    assert first["time"].endswith("+00:00")
    assert "exception" not in first
    assert "ValueError" in second["exception"]


@pytest.mark.parametrize("name", ["httpx", "httpcore", "httpcore.connection"])
def test_http_libraries_are_quiet_below_warning(log, name):
    logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/")
    logging.getLogger(name).warning("but this counts")
    assert "POST" not in log.getvalue()
    assert "but this counts" in log.getvalue()


def test_setting_up_twice_does_not_log_twice():
    first, second = io.StringIO(), io.StringIO()
    logs.setup("info", "console", stream=first)
    logs.setup("info", "console", stream=second)
    logging.getLogger("x").info("once")
    assert (first.getvalue(), second.getvalue().count("once")) == ("", 1)


def test_the_librarys_quotations_of_what_people_wrote_are_emptied(log):
    quoted = 'Can not load invalid JSON data: "%s"'
    logging.getLogger("telegram.request.BaseRequest").error(quoted, '{"text": "private words')
    logging.getLogger("telegram.ext").critical(
        "Something went wrong processing the data received from Telegram. Received data was: %r",
        "private words",
    )
    assert "could not be read" in log.getvalue()
    assert "private words" not in log.getvalue()
