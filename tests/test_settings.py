"""Settings: where they come from, what is said about wrong ones, and that secrets stay secret."""

import re
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import SETTINGS, Settings, SettingsError, settings_table

TOKEN = "123456789:AAfakeTokenFakeTokenFakeTokenFakeTok"
README = Path(__file__).parents[1] / "README.md"


def load(overrides=(), env=(), dotenv=None, **options):
    return Settings.load(dict(overrides), {"BOT_TOKEN": TOKEN} | dict(env), dotenv, **options)


def problems(**env):
    with pytest.raises(SettingsError) as caught:
        load(env=env)
    return caught.value.problems


def test_a_token_is_all_it_takes():
    settings = load()
    assert settings.token == TOKEN
    assert (settings.mode, settings.api_url) == ("polling", "https://api.telegram.org")
    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8080)
    assert (settings.log_level, settings.log_format) == ("info", "console")
    assert settings.warnings == ()


def test_options_win_over_the_environment_and_that_over_the_file(tmp_path):
    dotenv = tmp_path / ".env"
    dotenv.write_text("BOT_LISTEN_PORT=1\nBOT_LOG_LEVEL=error\nBOT_LISTEN_HOST=::1\n")
    settings = load({"BOT_LISTEN_PORT": "3"}, {"BOT_LISTEN_PORT": "2", "BOT_LOG_LEVEL": "debug"}, dotenv)
    assert (settings.listen_port, settings.log_level, settings.listen_host) == (3, "debug", "::1")


def test_a_file_is_read_as_other_tools_read_it(tmp_path):
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        "\ufeff# mine\nexport BOT_LISTEN_HOST='localhost' # here\nHOME_MADE=1\nBOT_MODE=\n", "utf-8"
    )
    settings = load(dotenv=dotenv)
    assert settings.listen_host == "localhost"
    assert settings.mode == "polling"
    assert settings.warnings == ()


def test_a_file_that_is_not_there_is_no_problem(tmp_path):
    assert load(dotenv=tmp_path / ".env").token == TOKEN


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"BOT_MODE=polling\nwhat is 'this\n", ".env:2: write NAME=value"),
        (b"BOT_MODE=\xff\xfe\n", ".env: not UTF-8 text"),
        (b"# x\n" * 20_000, ".env: larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, content, said):
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load(dotenv=dotenv)
    assert said in str(caught.value)


def test_a_folder_in_place_of_the_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load(dotenv=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("BOT_API_URL", "api.telegram.org", "web address"),
        ("BOT_API_URL", "https://api.telegram.org/?x=1", "question mark"),
        ("BOT_API_URL", "http://host:port", "not an address"),
        ("BOT_MODE", "carrier pigeon", "polling, webhook"),
        ("BOT_WEBHOOK_URL", "ftp://bot.example", "web address"),
        ("BOT_LISTEN_HOST", "my host", "host name"),
        ("BOT_LISTEN_PORT", "0", "1 to 65535"),
        ("BOT_LISTEN_PORT", "65536", "1 to 65535"),
        ("BOT_LISTEN_PORT", "９", "1 to 65535"),
        ("BOT_KNOWLEDGE", "/nowhere/at/all", "no such folder"),
        ("BOT_KNOWLEDGE", "~nobody-by-that-name/x", "no such folder"),
        ("BOT_RETENTION_DAYS", "0", "from 1 to 3650"),
        ("BOT_RETENTION_DAYS", "for ever", "whole number of days"),
        ("BOT_RATE_LIMIT", "often", "such as 20/minute or 200/hour, or off"),
        ("BOT_RATE_LIMIT", "0/minute", "such as 20/minute"),
        ("BOT_RATE_LIMIT", "20/day", "a second, minute or hour"),
        ("BOT_RATE_LIMIT", "-1/minute", "such as 20/minute"),
        ("BOT_RATE_LIMIT", "20/minute;1/second", "such as 20/minute"),
        ("BOT_DATABASE_URL", "mysql://localhost/bot", "sqlite:///FILE or postgresql://"),
        ("BOT_ADMIN_IDS", "1234, anna", "separated by commas"),
        ("BOT_LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("BOT_LOG_FORMAT", "xml", "console, json"),
    ],
)
def test_a_wrong_value_is_named_with_key_value_and_a_hint(name, value, hint):
    [problem] = problems(**{name: value})
    assert problem.startswith(f"{name}=")
    assert value.partition("?")[0] in problem
    assert hint in problem


def test_everything_wrong_is_said_in_one_go():
    said = problems(BOT_TOKEN="nope", BOT_MODE="x", BOT_LISTEN_PORT="x", BOT_ADMIN_IDS="x")
    assert [problem.partition("=")[0] for problem in said] == [
        "BOT_TOKEN",
        "BOT_MODE",
        "BOT_LISTEN_PORT",
        "BOT_ADMIN_IDS",
    ]


@pytest.mark.parametrize("env", [{}, {"BOT_TOKEN": " "}])
def test_a_missing_token_is_said_unless_telegram_is_not_needed(env):
    with pytest.raises(SettingsError, match="BOT_TOKEN is not set"):
        Settings.load({}, env, None)
    assert Settings.load({}, env, None, running=False).token is None


def test_a_webhook_needs_an_address_and_a_secret():
    said = problems(BOT_MODE="webhook")
    assert [problem.split()[0] for problem in said] == ["BOT_WEBHOOK_URL", "BOT_WEBHOOK_SECRET"]


@pytest.mark.parametrize(
    ("address", "hint"),
    [("http://bot.example/hook", "https://"), ("https://bot.example:9000/hook", "443, 80, 88, 8443")],
)
def test_a_webhook_address_telegram_would_not_call_is_refused(address, hint):
    [problem] = problems(BOT_MODE="webhook", BOT_WEBHOOK_SECRET="secret", BOT_WEBHOOK_URL=address)
    assert hint in problem
    own_server = {"BOT_MODE": "webhook", "BOT_WEBHOOK_SECRET": "secret", "BOT_WEBHOOK_URL": address}
    assert load(env=own_server | {"BOT_API_URL": "http://localhost:8081/"}).webhook_url == address


@pytest.mark.parametrize("secret", ["has space", "ü", "x" * 257, "a:b"])
def test_a_webhook_secret_telegram_would_not_take_is_refused_without_showing_it(secret):
    [problem] = problems(BOT_WEBHOOK_SECRET=secret)
    assert problem.startswith(f"BOT_WEBHOOK_SECRET=({len(secret)} characters, not shown)")


def test_the_root_of_the_api_loses_its_last_slash():
    assert load(env={"BOT_API_URL": "http://localhost:8081/"}).api_url == "http://localhost:8081"


@pytest.mark.parametrize(
    "address", ["sqlite:///bot.db", "sqlite+aiosqlite:////var/bot.db", "postgresql+asyncpg://u:p@db/bot"]
)
def test_addresses_of_the_two_kinds_of_database_are_taken(address):
    assert load(env={"BOT_DATABASE_URL": address}).database_url == address


@pytest.mark.parametrize(
    ("text", "rule"),
    [("5 per hour", "5/hour"), ("200/Minutes", "200/minute"), ("1/second", "1/second"), ("OFF", "off")],
)
def test_a_limit_is_a_number_in_a_time_or_off(text, rule):
    assert load(env={"BOT_RATE_LIMIT": text}).rate_limit == rule


def test_ids_of_administrators_are_numbers():
    assert load(env={"BOT_ADMIN_IDS": "12, 34,"}).admin_ids == {12, 34}


def test_an_unknown_variable_is_a_warning_with_the_nearest_right_name():
    settings = load(env={"BOT_TOKE": "x", "BOT_SOMETHING_ELSE_ENTIRELY": "x", "OTHER": "x"})
    assert settings.warnings == (
        "BOT_SOMETHING_ELSE_ENTIRELY is not a setting of this bot: it is ignored",
        "BOT_TOKE is not a setting of this bot: did you mean BOT_TOKEN?",
    )


@pytest.mark.parametrize(
    "address",
    [
        "mysql://root:hunter22@db/bot",
        "postgres://root:hunt@er22:hunter22@db/bot",
        "root:hunter22@db",
        "mysql://db/bot?password=hunter22",
        "postgresql://root:hunter22@db",
        "postgresql:/root:hunter22@db/bot",
    ],
)
def test_credentials_in_a_database_address_are_not_shown(address):
    [problem] = problems(BOT_DATABASE_URL=address)
    assert "hunter22" not in problem


def test_a_wrong_token_is_not_shown():
    [problem] = problems(BOT_TOKEN="123456789 AAsecretSecretSecret")
    assert "AAsecret" not in problem
    assert "30 characters" in problem


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.name != "BOT_KNOWLEDGE"])
def test_a_token_pasted_into_any_setting_is_not_shown(name):
    try:
        text = repr(load(env={name: f"/{TOKEN} "}))
    except SettingsError as error:
        text = str(error)
    assert TOKEN.partition(":")[2] not in text


def test_secrets_are_not_in_the_repr():
    secrets = {"BOT_WEBHOOK_SECRET": "s3cr3t-value", "BOT_DATABASE_URL": "postgresql://u:hunter22@db/bot"}
    shown = repr(load(env=secrets))
    for secret in (TOKEN, "s3cr3t-value", "hunter22"):
        assert secret not in shown


@given(values=st.dictionaries(st.sampled_from([setting.name for setting in SETTINGS]), st.text(max_size=60)))
def test_any_values_are_read_or_complained_about(values):
    said = ["BOT_"]
    try:
        Settings.load({}, values, None)
    except SettingsError as error:
        said = error.problems
    assert said
    assert all(problem.startswith("BOT_") for problem in said)


def test_every_setting_is_a_field_and_its_default_is_that_of_the_field():
    fields = Settings.__dataclass_fields__
    for setting in SETTINGS:
        expected = setting.read(setting.default) if setting.default else None
        assert fields[setting.field].default == (expected or fields[setting.field].default)
    assert {setting.field for setting in SETTINGS} == fields.keys() - {"warnings"}


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
def test_the_table_in_the_readme_is_the_declared_one():
    text = README.read_text("utf-8")
    written = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", text, re.DOTALL)
    assert written is not None
    assert written[1].strip() == settings_table()


@pytest.mark.parametrize(("text", "at"), [("01:00", time(1)), ("9:05", time(9, 5)), ("23:59", time(23, 59))])
def test_the_digest_comes_at_a_time_of_day(text, at):
    assert load(env={"BOT_DIGEST_AT": text}).digest_at == at


def test_a_digest_for_nobody_is_a_warning():
    [warning] = load(env={"BOT_DIGEST_AT": "01:00"}).warnings
    assert warning == "BOT_DIGEST_AT has no effect: BOT_ADMIN_IDS names nobody to send the digest to"
    assert load(env={"BOT_DIGEST_AT": "01:00", "BOT_ADMIN_IDS": "12"}).warnings == ()


@pytest.mark.parametrize("text", ["24:00", "9", "09:60", "9am", "-1:00"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(SettingsError, match="give a time of day from 00:00 to 23:59, such as 01:00"):
        load(env={"BOT_DIGEST_AT": text})
