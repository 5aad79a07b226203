"""An engine kept between runs is the engine that would be made, or none."""

import os
import pickle
from pathlib import Path

import pytest

from bot.compiled import engine_for
from bot.knowledge import default_directory
from bot.knowledge.problems import KnowledgeError

BASE = "entries: [{id: a, questions: {en: [how many cats]}, answer: {en: 'Seven.'}}]"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "base.yaml").write_text(BASE)
    return tmp_path / "kb"


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def use(folder, cache=None):
    engine, keep = engine_for(folder, cache)
    keep()
    return engine


def kept(cache):
    return sorted(cache.glob("*"))


def body(folder, cache):
    return use(folder, cache).respond("how many cats").reply.body


def test_the_kept_engine_answers_like_the_one_that_was_made(cache):
    made, again = (use(default_directory(), cache) for _ in range(2))
    assert made is not again
    assert len(kept(cache)) == 1
    for question in ["How much project funding is there?", "有多少孵化基地", "weather", "zijin duoshao"]:
        assert again.respond(question) == made.respond(question)


def test_it_is_really_taken_from_the_file(folder, cache):
    use(folder, cache)
    [file] = kept(cache)
    engine = pickle.loads(file.read_bytes())
    engine.kb = None
    file.write_bytes(pickle.dumps(engine))
    assert use(folder, cache).kb is None


def test_phrasings_that_were_placed_for_a_question_are_kept(folder, cache):
    use(folder, cache)
    engine, keep = engine_for(folder, cache)
    assert not engine.placed
    engine.respond("how many kittens and puppies")
    keep()
    assert use(folder, cache).placed


def test_a_change_of_the_knowledge_makes_it_anew(folder, cache):
    assert body(folder, cache) == "Seven."
    (folder / "base.yaml").write_text(BASE.replace("Seven", "Eight"))
    assert body(folder, cache) == "Eight."
    (folder / "base.yaml").write_text("entries: 3")
    with pytest.raises(KnowledgeError):
        use(folder, cache)


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps("no engine")])
def test_a_broken_file_is_made_anew(folder, cache, content):
    use(folder, cache)
    [file] = kept(cache)
    file.write_bytes(content)
    assert body(folder, cache) == "Seven."
    assert file.read_bytes() != content


def test_a_file_that_others_may_write_is_not_read(folder, cache):
    use(folder, cache)
    [file] = kept(cache)
    engine = pickle.loads(file.read_bytes())
    engine.kb = None
    file.write_bytes(pickle.dumps(engine))
    file.chmod(0o666)
    assert use(folder, cache).kb is not None


def test_where_nothing_can_be_kept_nothing_is(folder, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert body(folder, tmp_path / "file") == "Seven."


def test_only_a_few_are_kept_and_the_user_alone_can_read_them(folder, cache):
    for number in range(6):
        (folder / "base.yaml").write_text(BASE.replace("Seven", f"Number{number}"))
        use(folder, cache)
    assert len(kept(cache)) == 4
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept(cache))


def test_it_is_kept_where_the_user_s_cache_is(folder):
    use(folder)
    assert list((Path(os.environ["XDG_CACHE_HOME"]) / "baotou-bot").glob("*.engine"))
