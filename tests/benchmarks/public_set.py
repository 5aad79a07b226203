"""How well the engine does on a set of questions that has nothing to do with the knowledge it comes with.

    python tests/benchmarks/public_set.py FILE.jsonl [--split test] [--misspelt]

Each line of the file is an object with `text`, `label` (the entry meant; `oos` for none) and `split`. The
texts of `train` become the phrasings of a knowledge base without a vocabulary, the others are asked of
`baotou-bot ask --json` in one process. Printed are: how often the first candidate was right; the area under
the ROC curve of its confidence, questions with an answer against those without; how often it was right at
the confidence at which 5 % of those without would get an answer; the median of the milliseconds; and the
most memory the command held. `--misspelt` puts one slip into a third of the words of five letters and more.

Needs nothing but the project. Sets that were used, with their origins: CLINC150 (Larson et al. 2019; ten
phrasings an intent) and the FAQ of deepset-ai/COVID-QA.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import yaml

NONE = "oos"
SHARE_ANSWERED = 0.05
DAMAGED, LONG = 1 / 3, 5


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--misspelt", action="store_true")
    parser.add_argument("--limit", type=int, help="ask only so many questions")
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.file.read_text("utf-8").splitlines()]
    asked = [row for row in rows if row["split"] == args.split][: args.limit]
    texts = [row["text"] for row in asked]
    if args.misspelt:
        texts = [misspelt(text, random.Random(number)) for number, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        write_knowledge([row for row in rows if row["split"] == "train"], Path(folder))
        replies, megabytes = ask(Path(folder), texts)
    print(
        f"{args.file.stem}, {args.split}{', misspelt' if args.misspelt else ''}: "
        + ", ".join(figures(replies, [row["label"] for row in asked]))
        + f", {statistics.median(reply['ms'] for reply in replies):.2f} ms, {megabytes:.0f} MB"
    )


def write_knowledge(rows, folder):
    """The phrasings by entry, and nothing else."""
    phrasings = {}
    for row in rows:
        phrasings.setdefault(row["label"], []).append(row["text"])
    entries = [
        {"id": label, "questions": {"en": texts}, "answer": {"en": f"The answer on {label}."}}
        for label, texts in phrasings.items()
    ]
    (folder / "entries.yaml").write_text(yaml.safe_dump({"entries": entries}, allow_unicode=True), "utf-8")


def ask(folder, texts):
    """The replies of the command, and the most memory it held, in MB."""
    command = [sys.executable, "-m", "bot", "ask", "--json", "--knowledge", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        writer = threading.Thread(target=write, args=(process.stdin, texts))
        writer.start()
        replies = [json.loads(line) for line in process.stdout]
        writer.join()
        usage = os.wait4(process.pid, 0)[2]
    return replies, usage.ru_maxrss / 1024


def write(stream, texts):
    """The questions, a line each."""
    stream.writelines(f"{' '.join(text.split())}\n" for text in texts)
    stream.close()


def figures(replies, labels):
    """The figures, in words."""
    first = [reply["candidates"][0] if reply["candidates"] else ["", 0.0] for reply in replies]
    confidence = np.array([sure for _, sure in first])
    inside = np.array([label != NONE for label in labels])
    right = np.array([entry == label for (entry, _), label in zip(first, labels, strict=True)])
    yield f"right {right[inside].mean():.1%}"
    if not inside.all():
        above = confidence[inside][:, None] - confidence[~inside]
        yield f"AUROC {(above > 0).mean() + (above == 0).mean() / 2:.1%}"
        limit = np.sort(confidence[~inside])[::-1][int(SHARE_ANSWERED * (~inside).sum())]
        yield f"right at 5 % of those without an answer {(right & (confidence > limit))[inside].mean():.1%}"


def misspelt(text, chance):
    """The text with one letter dropped, added, changed or swapped in a third of its longer words."""
    return " ".join(
        slip(word, chance) if len(word) >= LONG and chance.random() < DAMAGED else word
        for word in text.split(" ")
    )


def slip(word, chance):
    place = chance.randrange(len(word) - 1)
    letter = chance.choice(ascii_lowercase)
    before, here, after = word[:place], word[place], word[place + 1 :]
    swapped = before + after[:1] + here + after[1:]
    return chance.choice([before + after, before + letter + here + after, before + letter + after, swapped])


if __name__ == "__main__":
    main()
