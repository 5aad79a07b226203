"""The knowledge and the texts that come with the bot."""

import subprocess
import sys
from pathlib import Path

import bot
from bot.knowledge import check, default_directory
from bot.knowledge.loading import default_texts
from bot.knowledge.render import placeholders, stray_braces
from bot.markup import parse

ROOT = Path(bot.__file__).parents[1]


def test_the_default_knowledge_has_no_problems():
    assert [str(problem) for problem in check(default_directory())] == []


def test_an_installed_bot_takes_the_knowledge_inside_it(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.knowledge.loading._PACKAGE", tmp_path / "bot")
    (tmp_path / "bot").mkdir()
    assert default_directory() == tmp_path / "knowledge"

    (tmp_path / "bot" / "default_knowledge").mkdir()
    assert default_directory() == tmp_path / "bot" / "default_knowledge"


def test_every_text_of_the_bot_is_there_in_english_and_chinese_with_the_same_placeholders():
    texts = default_texts()
    assert texts, f"no texts in {bot.__file__}"

    for text_id, wordings in texts.items():
        assert set(wordings) == {"en", "zh"}, text_id
        english, chinese = (set(placeholders(wordings[code])) for code in ("en", "zh"))
        assert english == chinese, text_id
        for wording in wordings.values():
            assert stray_braces(wording) == 0, text_id
            assert not any("**" in span.text for span in parse(wording)), text_id


def test_the_knowledge_needs_neither_engine_nor_telegram():
    script = "import sys, bot.knowledge.schema; print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT, text=True
    )

    loaded = {name for name in done.stdout.split() if name.split(".")[0] in {"bot", "telegram"}}
    assert {name for name in loaded if not name.startswith("bot.knowledge")} <= {
        "bot",
        "bot.chinese_numerals",
        "bot.english_numerals",
        "bot.languages",
        "bot.markup",
        "bot.numbers",
    }
