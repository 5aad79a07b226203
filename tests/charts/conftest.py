"""Charts of a made-up farm."""

import pytest

from bot.engine import Engine
from bot.knowledge import load

FARM = """
sources:
- {id: diary, title: {en: Farm diary, zh: 农场日记}, publisher: {en: Ann, zh: 安}, updated: 2022-03-01}
units:
- {id: hens, text: {en: "{n} hens", zh: "{n}个"}}
facts:
- {id: brown, value: 90, unit: hens, name: {en: Brown hens, zh: 褐色母鸡}}
- {id: white, value: 30, unit: hens, name: {en: White hens, zh: 白色母鸡}}
- {id: grey, value: 3, unit: hens, name: {en: Grey hens, zh: 灰色母鸡}}
- {id: eggs, value: 68000, qualifier: about, name: {en: Eggs laid, zh: 产蛋数}}
- {id: debt, value: -5, unit: hens, name: {en: Hens owed, zh: 欠下的母鸡}}
- {id: owner, text: {en: Ann, zh: 安}, name: {en: Owner, zh: 主人}}
charts:
- id: farm
  title: {en: "The farm of {owner}", zh: "{owner}的农场"}
  figures: [{fact: eggs}]
  bars: [{fact: brown}, {fact: white, label: {en: White, zh: 白}}, {fact: grey}]
- {id: below, title: {en: Owed, zh: 欠}, bars: [{fact: debt}]}
- {id: words, title: {en: Words, zh: 词}, figures: [{fact: owner}]}
entries:
- {id: farm, questions: {en: [farm], zh: [农场]}, answer: {en: "{brown}", zh: "{brown}"}}
"""


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("farm")
    (folder / "farm.yaml").write_text(FARM, encoding="utf-8")
    return Engine(load(folder))
