"""How long a question takes as the knowledge grows, next to what others would take for it.

    python tests/benchmarks/scale.py [--sizes 10000 100000] [--kind vocabulary|phrasings] [--asked 200]

Made is a knowledge base of so many phrasings, the same each time: entries of 80, about half of the phrasings
English and half Chinese, of words whose frequencies follow Zipf's law. The words are those of the project's
vocabulary, which then belongs to it (`vocabulary`), or made up (`phrasings`). Asked are phrasings with a word
left out or said twice. All is measured in one process, one after the other: the engine as `ask --json` uses
it, and the peers that are installed (`pip install -e '.[benchmarks]'`). Peers find the nearest phrasing; the
engine reads, ranks, judges and words a reply. *Made* is all of the first start up to the first reply; memory
is what the process holds more after it, other than what the sentence encoder remembers of any texts, 25 MB.
Set OMP_NUM_THREADS=1 where others use the machine. It prints a Markdown table.
"""

import argparse
import importlib.util
import os
import platform
import random
import re
import sqlite3
import statistics
import tempfile
import time
from itertools import accumulate
from pathlib import Path

import yaml

from bot.compiled import engine_for
from bot.matching.sentences import encoder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
ENTRY = 80  # phrasings
REMEMBERED = 2000  # phrasings whose word pieces are all that the encoder can remember
_WARM = 5  # questions before the clock runs
FILE = 100_000  # phrasings
WORD = re.compile(r"[\u3400-\u9fff]{1,2}|[^\W_\u3400-\u9fff]+")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--kind", choices=["vocabulary", "phrasings"], default="vocabulary")
    parser.add_argument("--asked", type=int, default=200)
    args = parser.parse_args()
    print(f"{machine()}; knowledge: {args.kind}\n")
    print("| Phrasings | What | Made, s | Loaded, s | B/phrasing | p50, ms | p95, ms | p50 to engine's |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in args.sizes:
        measure(size, args.kind, args.asked)


def measure(size, kind, asked):
    """Print a line for the engine and for each peer at one size."""
    chance = random.Random(size)
    phrasings = list(texts(size, kind, chance))
    questions = [changed(chance.choice(phrasings), chance) for _ in range(asked)]
    with tempfile.TemporaryDirectory() as folder:
        knowledge, cache = Path(folder, "knowledge"), Path(folder, "cache")
        knowledge.mkdir()
        write(knowledge, phrasings, kind)
        encoder().encode([*questions, *phrasings[:REMEMBERED]])  # loads what any size needs
        before = resident()
        made, (engine, keep) = timed(lambda: first(knowledge, cache))
        each = (resident() - before) / size
        keep()
        loaded, _ = timed(lambda: engine_for(knowledge, cache))
    own = report(size, "engine", f"{made:.2f} | {loaded:.2f} | {each:.0f}", engine.respond, questions, 0)
    del engine
    for name, make in PEERS.items():
        if importlib.util.find_spec(name.partition(" ")[0]) is None:
            print(f"| {size:,} | {name} | | | | not installed | | |")
            continue
        made, ask = timed(lambda make=make: make(phrasings))
        report(size, name, f"{made:.2f} | | ", ask, questions, own)


def first(knowledge, cache):
    """An engine that was not kept, ready to answer, and what keeps it."""
    engine, keep = engine_for(knowledge, cache)
    engine.prepare()
    return engine, keep


def report(size, name, before, ask, questions, own):
    """Print how long the questions took; the median in milliseconds."""
    for question in questions[:_WARM]:
        ask(question)
    rest = questions[_WARM:]  # what was asked before is not read again
    taken = sorted(timed(lambda question=question: ask(question))[0] * 1000 for question in rest)
    median = statistics.median(taken)
    late = taken[int(len(taken) * 0.95)]
    ratio = median / (own or median)
    print(f"| {size:,} | {name} | {before} | {median:.2f} | {late:.2f} | {ratio:.2f} |", flush=True)
    return median


def texts(size, kind, chance):
    """Phrasings, each once."""
    words = vocabulary(kind, chance)
    seen = set()
    while len(seen) < size:
        blank, listed, weights = words[chance.random() < 0.5]
        text = blank.join(chance.choices(listed, cum_weights=weights, k=chance.randint(3, 9)))
        if text not in seen:
            seen.add(text)
            yield text


def vocabulary(kind, chance):
    """For English and for Chinese: what stands between words, the words, and their summed frequencies."""
    if kind == "vocabulary":
        found = [*written(yaml.safe_load((KNOWLEDGE / "vocabulary.yaml").read_text("utf-8")))]
        both = [[t for t in found if t.isascii()], [t for t in found if re.fullmatch(r"[\u3400-\u9fff]+", t)]]
    else:
        letters = ["".join(p) for p in zip("bdfgklmnprst" * 5, "aeiou" * 12, strict=True)]
        both = [
            ["".join(chance.choices(letters, k=chance.randint(2, 4))) for _ in range(20_000)],
            ["".join(chr(chance.randint(0x4E00, 0x5E00)) for _ in range(2)) for _ in range(20_000)],
        ]
    made = []
    for blank, words in zip((" ", ""), both, strict=True):
        listed = sorted(set(words))
        chance.shuffle(listed)
        made.append((blank, listed, [*accumulate(1 / place for place in range(1, len(listed) + 1))]))
    return made


def written(node):
    """All texts in a YAML tree that are not keys."""
    if isinstance(node, str):
        yield node.casefold()
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from written(each)


def write(folder, phrasings, kind):
    """A knowledge base of the phrasings."""
    entries = []
    for start in range(0, len(phrasings), ENTRY):
        group = phrasings[start : start + ENTRY]
        sides = {"en": [t for t in group if t.isascii()], "zh": [t for t in group if not t.isascii()]}
        answer = {"en": f"Answer {start}.", "zh": f"答案{start}。"}
        entries.append(
            {"id": f"entry_{start}", "questions": {k: v for k, v in sides.items() if v}, "answer": answer}
        )
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    for start in range(0, len(entries), FILE // ENTRY):
        part = {"entries": entries[start : start + FILE // ENTRY]}
        text = yaml.dump(part, Dumper=dumper, allow_unicode=True)
        (folder / f"entries_{start}.yaml").write_text(text, "utf-8")
    if kind == "vocabulary":
        (folder / "vocabulary.yaml").write_bytes((KNOWLEDGE / "vocabulary.yaml").read_bytes())


def changed(text, chance):
    """A text with a word left out or said twice."""
    words = text.split(" ") if text.isascii() else list(text)
    place = chance.randrange(len(words))
    words[place : place + 1] = [] if chance.random() < 0.5 else [words[place]] * 2
    return (" " if text.isascii() else "").join(words)


def timed(call):
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def resident():
    """The process's resident memory, in bytes (Linux)."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def machine():
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    name = found[1] if found else platform.processor()
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def fuzzy(scorer):
    def make(phrasings):
        from rapidfuzz import fuzz, process

        return lambda text: process.extractOne(text, phrasings, scorer=getattr(fuzz, scorer))

    return make


def bm25(phrasings):
    import bm25s

    index = bm25s.BM25()
    index.index([WORD.findall(text) for text in phrasings], show_progress=False)
    return lambda text: index.retrieve([WORD.findall(text)], k=1, show_progress=False)


def tantivy_index(phrasings):
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="whitespace").build()
    index = tantivy.Index(schema)
    writer = index.writer()
    for text in phrasings:
        writer.add_document(tantivy.Document(text=" ".join(WORD.findall(text))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text):
        query = " ".join(f'"{word}"' for word in WORD.findall(text))
        return searcher.search(index.parse_query(query, ["text"]), 1)

    return ask


def full_text(phrasings):
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table phrasing using fts5(text)")
    cut = ((" ".join(WORD.findall(text)),) for text in phrasings)
    base.executemany("insert into phrasing values (?)", cut)
    find = "select text from phrasing where phrasing match ? order by rank limit 1"
    return lambda text: base.execute(
        find, [" OR ".join(f'"{word}"' for word in WORD.findall(text))]
    ).fetchall()


PEERS = {
    "rapidfuzz WRatio": fuzzy("WRatio"),
    "rapidfuzz token_set_ratio": fuzzy("token_set_ratio"),
    "rapidfuzz ratio": fuzzy("ratio"),
    "bm25s": bm25,
    "tantivy": tantivy_index,
    "sqlite3 FTS5": full_text,
}


if __name__ == "__main__":
    main()
