"""The command line, in this process where it can be and in one of its own where it matters."""

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __version__, cli
from bot.settings import SETTINGS

ROOT = Path(__file__).parents[1]
CAFE = """
entries:
  - id: opening
    questions: {en: [When does the cafe open?, opening hours], zh: [咖啡馆几点开门？]}
    answer: {en: The cafe opens at **dawn**., zh: 咖啡馆**天亮**开门。}
  - id: cake
    questions: {en: [Which cakes are there?, kinds of cake], zh: [有哪些蛋糕？]}
    answer: {en: Apple and plum., zh: 苹果和李子。}
"""
KEYS = ["question", "kind", "entries", "text", "lang", "candidates", "ms"]


@pytest.fixture
def cafe(tmp_path):
    folder = tmp_path / "cafe"
    folder.mkdir()
    (folder / "cafe.yaml").write_text(CAFE, "utf-8")
    return folder


@pytest.fixture
def broken(tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    text = (
        "entries:\n  - id: opening\n    id: closing\n    questions: {en: [When?]}\n    answers: {en: Now.}\n"
    )
    (folder / "broken.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run one command; the exit code, what it printed, what it complained."""
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)

    def run(*words, stdin=b"", reader=io.TextIOWrapper):
        monkeypatch.setattr(sys, "stdin", reader(io.BytesIO(stdin), "ascii"))
        try:
            code = cli.main(list(map(str, words)))
        except SystemExit as stopped:
            code = stopped.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def rows(out):
    return [json.loads(line) for line in out.split("\n") if line]


# ask, for people


def test_ask_prints_the_reply(call, cafe):
    code, out, _ = call("ask", "When does the cafe open?", "--knowledge", cafe)
    assert code == 0
    assert out.startswith("The cafe opens at dawn.")


def test_ask_takes_a_question_without_quotes(call, cafe):
    assert "dawn" in call("ask", "When", "does", "the", "cafe", "open?", "--knowledge", cafe)[1]


def test_ask_reads_lines_when_it_is_given_no_question(call, cafe):
    lines = "When does the cafe open?\n有哪些蛋糕？\n".encode()
    code, out, _ = call("ask", "--knowledge", cafe, stdin=lines)
    assert code == 0
    assert out.index("dawn") < out.index("\n\n苹果")


class Keyboard(io.TextIOWrapper):
    def isatty(self):
        return True


def test_ask_at_a_keyboard_without_a_question_says_what_is_missing(call, cafe):
    code, out, err = call("ask", "--knowledge", cafe, reader=Keyboard)
    assert (code, out) == (2, "")
    assert "question" in err


def test_ask_why_adds_what_matched_and_how_strongly(call, cafe):
    _, out, _ = call("ask", "--why", "When does the cafe open?", "--knowledge", cafe)
    assert "%  opening" in out


def test_lang_decides_where_the_question_leaves_the_language_open(call, cafe):
    for tag, lang in (("en", "en"), ("zh", "zh-Hans"), ("zh-Hant", "zh-Hant")):
        (row,) = rows(call("ask", "--json", "--lang", tag, "?", "--knowledge", cafe)[1])
        assert row["lang"] == lang


# ask, for programs


def test_json_has_the_promised_keys_and_kinds(call, cafe):
    (row,) = rows(call("ask", "--json", "--knowledge", cafe, stdin=b"When does the cafe open?\n")[1])
    assert list(row) == KEYS
    assert row["question"] == "When does the cafe open?"
    assert (row["kind"], row["entries"], row["lang"]) == ("answer", ["opening"], "en")
    assert row["text"].startswith("The cafe opens at dawn.")
    assert row["candidates"][0][0] == "opening"
    confidences = [confidence for _, confidence in row["candidates"]]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert row["ms"] > 0


def test_json_gives_one_line_for_each_line_blank_ones_and_the_last_included(call, cafe):
    lines = b"opening hours\n\n   \r\nkinds of cake"
    found = rows(call("ask", "--json", "--knowledge", cafe, stdin=lines)[1])
    assert [row["question"] for row in found] == ["opening hours", "", "   ", "kinds of cake"]


def test_json_of_nothing_is_nothing(call, cafe):
    assert call("ask", "--json", "--knowledge", cafe)[:2] == (0, "")


def test_json_writes_chinese_as_chinese(call, cafe):
    assert "天亮" in call("ask", "--json", "--knowledge", cafe, stdin="咖啡馆几点开门？\n".encode())[1]


def test_json_reads_bytes_that_are_not_utf8_as_replacement_characters(call, cafe):
    (row,) = rows(call("ask", "--json", "--knowledge", cafe, stdin=b"caf\xe9 \xff\xed\xa0\x80\n")[1])
    assert row["question"].startswith("caf\ufffd \ufffd")


@pytest.mark.parametrize("odd", ["a\rb", "a\x0bb", "a\x85b", "a\u2028b", "a\x00b", "\ufeffa", "a\x1cb"])
def test_json_takes_only_a_line_feed_for_the_end_of_a_line(call, cafe, odd):
    _, out, _ = call("ask", "--json", "--knowledge", cafe, stdin=f"{odd}\nopening hours\n".encode())
    assert len(out.splitlines()) == 2
    assert [row["question"] for row in rows(out)] == [odd, "opening hours"]


def test_a_question_in_the_arguments_may_hold_any_bytes(call, cafe):
    (row,) = rows(call("ask", "--json", "--knowledge", cafe, "caf\udce9", "\ud800")[1])
    assert row["question"] == "caf\ufffd ?"


def test_json_questions_are_independent(call, cafe):
    alone = rows(call("ask", "--json", "--knowledge", cafe, stdin=b"and when?\n")[1])
    after = rows(call("ask", "--json", "--knowledge", cafe, stdin=b"kinds of cake\nand when?\n")[1])
    assert after[1] | {"ms": 0} == alone[0] | {"ms": 0}


@pytest.fixture
def contexts(monkeypatch):
    """What the engine was told of the conversation before each question."""
    from bot.engine import Engine

    seen = []
    respond = Engine.respond

    def watched(self, question, context):
        seen.append((question, bool(context.entries)))
        return respond(self, question, context)

    monkeypatch.setattr(Engine, "respond", watched)
    return seen


def test_a_conversation_goes_on_until_a_blank_line(call, cafe, contexts):
    lines = b"opening hours\nkinds of cake\n \nopening hours\n"
    _, out, _ = call("ask", "--json", "--conversation", "--knowledge", cafe, stdin=lines)
    assert contexts == [("opening hours", False), ("kinds of cake", True), ("opening hours", False)]
    assert len(rows(out)) == 3


def test_why_and_json_do_not_go_together(call, cafe):
    code, out, err = call("ask", "--json", "--why", "x", "--knowledge", cafe)
    assert (code, out) == (2, "")
    assert "--why" in err


# The other commands


def test_chat_works_when_piped(call, cafe):
    code, out, _ = call("chat", "--knowledge", cafe, "--lang", "en", stdin=b"opening hours\n/quit\n")
    assert code == 0
    assert "dawn" in out


@pytest.mark.parametrize(("locale", "word"), [("zh_TW.UTF-8", "再見"), ("zh_CN", "再见"), ("C", "Goodbye")])
def test_chat_greets_in_the_language_of_the_locale(call, cafe, monkeypatch, locale, word):
    monkeypatch.setenv("LC_ALL", locale)
    assert word in call("chat", "--knowledge", cafe)[1]


def test_check_counts_what_is_there_when_nothing_is_wrong(call, cafe):
    assert call("check", cafe) == (0, "knowledge: 2 entries, 0 facts, 6 phrasings: no problems\n", "")


def test_check_prints_every_problem_and_fails(call, broken):
    code, out, _ = call("check", broken)
    lines = out.splitlines()
    assert code == 1
    assert any("broken.yaml:3:" in line and "id" in line for line in lines)
    assert any("broken.yaml:5:" in line and "answers" in line for line in lines)


def test_a_broken_knowledge_base_stops_ask_with_its_problems_one_a_line(call, broken):
    code, out, err = call("ask", "When?", "--knowledge", broken)
    assert (code, out) == (1, "")
    assert all(line.startswith("baotou-bot: ") for line in err.splitlines())
    assert "broken.yaml:3:" in err


def test_a_folder_that_is_not_there_is_named(call, tmp_path):
    code, out, err = call("ask", "When?", "--knowledge", tmp_path / "nowhere")
    assert (code, out) == (1, "")
    assert "nowhere" in err
    assert len(err.splitlines()) == 1


def test_the_knowledge_folder_comes_from_the_option_then_the_environment_then_the_file(
    call, cafe, tmp_path, monkeypatch
):
    (tmp_path / ".env").write_text(f"BOT_KNOWLEDGE={cafe}\nBOT_LISTEN_PORT=wrong\n", "utf-8")
    assert "2 entries" in call("check")[1]
    monkeypatch.setenv("BOT_KNOWLEDGE", str(tmp_path / "nowhere"))
    assert "nowhere" in call("check")[1]
    assert "2 entries" in call("check", cafe)[1]


def test_schema_that_cannot_be_written_is_one_line(call, tmp_path):
    code, out, err = call("schema", "--write", "--knowledge", tmp_path / "nowhere")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "nowhere" in err


def test_schema_prints_a_json_schema(call):
    code, out, _ = call("schema")
    assert code == 0
    assert "entries" in json.loads(out)["properties"]


def test_schema_write_puts_the_same_into_the_folder(call, cafe):
    printed = call("schema")[1]
    code, out, _ = call("schema", "--write", "--knowledge", cafe)
    assert code == 0
    assert Path(out.strip()).read_text("utf-8") == printed
    assert Path(out.strip()).parent == cafe


def test_version(call):
    assert call("--version") == (0, f"baotou-bot {__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [[], ["dance"], ["ask", "--lang", "klingon", "x"], ["check", "a", "b"], ["ask", "--jso", "x"]],
    ids=" ".join,
)
def test_misuse_is_one_line_and_exit_code_2(call, words):
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "--help" in err


# run


@pytest.fixture
def started(monkeypatch):
    """The settings the bot would have been run with."""
    from bot.telegram import app

    seen = []
    monkeypatch.setattr(app, "run", lambda settings, make: seen.append(settings) or (make() and 0))
    return seen


TOKEN = "123456789:" + "a" * 35


def test_run_takes_every_setting_as_an_option_except_secrets(call, started, cafe, monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_LOG_LEVEL", "error")
    code, _, err = call("run", "--log-level", "debug", "--listen-port", "9000", "--knowledge", cafe)
    assert (code, err) == (0, "")
    (settings,) = started
    assert (settings.log_level, settings.listen_port, settings.knowledge) == ("debug", 9000, cafe)


def test_run_lists_an_option_for_every_setting_that_is_no_secret(call):
    _, out, _ = call("run", "--help")
    for setting in SETTINGS:
        option = "--" + setting.name.removeprefix("BOT_").lower().replace("_", "-")
        assert (option in out.split()) != (setting.name in {"BOT_TOKEN", "BOT_WEBHOOK_SECRET"})


@pytest.mark.parametrize("words", [["--token", TOKEN], [f"--token={TOKEN}"], ["--webhook-secret", TOKEN]])
def test_run_takes_no_secret_and_does_not_repeat_it(call, started, words):
    code, out, err = call("run", *words)
    assert code == 2
    assert "environment" in err
    assert TOKEN not in out + err
    assert not started


def test_run_without_a_token_says_what_to_do(call, started):
    code, _, err = call("run")
    assert code == 1
    assert "BOT_TOKEN" in err
    assert "@BotFather" in err
    assert not started


# As a process


def environment(**extra):
    return {"PATH": os.environ["PATH"], **extra}


def bot(*words, **options):
    return subprocess.Popen([sys.executable, "-m", "bot", *map(str, words)], cwd=ROOT, **options)


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_utf8_goes_in_and_out_whatever_the_locale(cafe, locale):
    words = ["ask", "咖啡馆几点开门？", "--knowledge", cafe]
    with bot(*words, env=environment(LC_ALL=locale), stdout=subprocess.PIPE) as process:
        assert process.stdout.read().decode("utf-8").startswith("咖啡馆天亮开门。")
    with bot(
        "ask",
        "--json",
        "--knowledge",
        cafe,
        env=environment(LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        out, _ = process.communicate("咖啡馆几点开门？\n".encode())
        assert json.loads(out)["text"].startswith("咖啡馆天亮开门。")


def on_a_terminal(*words, **extra):
    """What a command shows on a terminal 40 columns wide."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    with bot(*words, env=environment(**extra), stdin=theirs, stdout=theirs) as process:
        process.wait()
        os.close(theirs)
        shown = os.read(ours, 65536).decode("utf-8")
    os.close(ours)
    return shown


def test_a_terminal_shows_bold_unless_it_is_asked_not_to(cafe):
    words = ["ask", "When does the cafe open?", "--knowledge", cafe]
    assert "\x1b[1mdawn\x1b[0m" in on_a_terminal(*words)
    assert "\x1b[1mdawn\x1b[0m" in on_a_terminal(*words, NO_COLOR="")
    assert "\x1b" not in on_a_terminal(*words, NO_COLOR="1")


def test_json_answers_each_line_before_the_next_is_written(cafe):
    with bot(
        "ask", "--json", "--knowledge", cafe, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        for question in (b"opening hours\n", b"kinds of cake\n"):
            process.stdin.write(question)
            assert json.loads(process.stdout.readline())["question"] == question.decode().strip()
        process.stdin.close()
    assert process.returncode == 0


def test_a_reader_that_goes_away_ends_it_quietly(cafe):
    with bot(
        "ask",
        "--json",
        "--knowledge",
        cafe,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(b"opening hours\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"opening hours\n" * 3)
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == cli.BROKEN_PIPE


@pytest.mark.parametrize(("words", "code"), [(["ask", "--json"], cli.INTERRUPTED), (["chat"], 0)])
def test_ctrl_c_ends_it_quietly(cafe, words, code):
    import signal

    with bot(
        *words,
        "--knowledge",
        cafe,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(b"opening hours\n")
        process.stdin.flush()
        assert any(b"dawn" in line for line in iter(process.stdout.readline, b""))
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
    assert process.returncode == code


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_play_says_what_a_port_is(call, port):
    code, _, err = call("play", f"--port={port}")
    assert code == 2
    assert "65535" in err


def play(*words):
    command = [sys.executable, "-m", "bot", "play", "--no-browser", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_play_says_what_is_wrong_with_the_knowledge(broken):
    result = play("--knowledge", broken)
    assert (result.returncode, result.stdout) == (1, "")
    assert "did you mean 'answer'?" in result.stderr


def test_play_says_that_its_port_is_taken(cafe):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = play("--knowledge", cafe, "--port", taken.getsockname()[1])
    assert (result.returncode, result.stdout) == (1, "")
    assert "cannot open the page on port" in result.stderr
    assert "Traceback" not in result.stderr


def test_ask_needs_no_telegram_no_http_and_no_event_loop(cafe):
    code = (
        "import sys; from bot.cli import main;"
        f"main(['ask', 'opening hours', '--knowledge', {str(cafe)!r}]);"
        "print(*sys.modules, file=sys.stderr)"
    )
    words = [sys.executable, "-c", code]
    result = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(result.stderr.split())
    assert "bot.engine" in loaded
    assert not loaded & {"telegram", "httpx", "asyncio", "tornado", "ssl"}


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted as Linux shows them")
def test_no_threads_are_started_to_wait_for_each_other(tmp_path):
    """OpenBLAS starts one a processor, unless it is told before numpy is imported."""
    code = (
        "import os; from bot.cli import main; main(['ask', 'what is this']);"
        "print('threads', len(os.listdir('/proc/self/task')))"
    )
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "threads 1"
