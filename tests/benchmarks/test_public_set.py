"""The benchmark itself, on a handful of questions."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("public_set.py")
ASKS = ("do you sell", "where do I find", "is there any of your", "show me")
MATTERS = (
    "shoes",
    "tents",
    "lamps",
    "boats",
    "chairs",
    "paint",
    "bread",
    "books",
    "maps",
    "clocks",
    "wool",
    "salt",
)
ROWS = [
    # Enough phrasings for whole sentences to be compared.
    *((f"{asks} {matter}", f"sell_{matter}", "train") for matter in MATTERS for asks in ASKS),
    ("I want my money back", "refund", "train"),
    ("how do I return an order", "refund", "train"),
    ("when are you open", "hours", "train"),
    ("opening hours on Sundays", "hours", "train"),
    ("can I get a refund", "refund", "test"),
    ("until when are you open today", "hours", "test"),
    ("what is the capital of France", "oos", "test"),
    ("who won the match", "oos", "test"),
]


def run(tmp_path, *options):
    file = tmp_path / "shop.jsonl"
    lines = [json.dumps(dict(zip(("text", "label", "split"), row, strict=True))) for row in ROWS]
    file.write_text("\n".join(lines), "utf-8")
    command = [sys.executable, str(SCRIPT), str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_it_prints_every_figure(tmp_path):
    said = run(tmp_path)
    assert said.startswith(
        "shop, test: right 100.0%, AUROC 100.0%, right at 5 % of those without an answer 100.0%"
    )
    assert " ms, " in said
    assert said.endswith(" MB\n")


def test_it_damages_words(tmp_path):
    assert run(tmp_path, "--misspelt").startswith("shop, test, misspelt: right ")
