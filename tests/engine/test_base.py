"""The made-up town itself is a sound knowledge base, so that the tests on it mean something."""

from pathlib import Path

from bot.knowledge import check


def test_the_base_has_no_problems():
    assert [str(problem) for problem in check(Path(__file__).parent / "base")] == []
