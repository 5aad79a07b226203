"""A knowledge folder of a few animals, with a question set."""

import pytest

from bot.engine import Engine
from bot.knowledge import load

ANIMALS = """\
# The animals.
entries:
  - id: cats
    questions:
      en:
        - how many cats are there  # the first
        - number of cats
      zh: [有几只猫, 猫的数量]
    answer: {en: Many cats., zh: 很多猫。}

  - id: dogs
    questions: {en: [how many dogs are there, number of dogs], zh: [有几只狗]}
    answer: {en: Few dogs., zh: 很少的狗。}
  - id: food
    kind: unknown
    questions: {en: [what do the cats eat], zh: [猫吃什么]}
    answer: {en: The source does not say., zh: 来源没有说明。}
"""
SET = """\
- {group: cats, kind: answer, entries: [cats], en: [how many cats are there]}
- {group: dogs, kind: answer, entries: [dogs], en: [number of dogs, count the hounds]}
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "kb"
    (folder / "questions").mkdir(parents=True)
    (folder / "animals.yaml").write_text(ANIMALS, "utf-8")
    (folder / "questions" / "asked.yaml").write_text(SET, "utf-8")
    return folder


@pytest.fixture
def engine(folder):
    return Engine(load(folder))


@pytest.fixture
def contents(folder):
    """What every file of the folder holds now."""

    def read():
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return read
