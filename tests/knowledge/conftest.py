"""A knowledge base from a few lines of YAML."""

from textwrap import dedent

import pytest

from bot.knowledge import check, load


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write YAML files into the folder `kb` of an empty directory; the first is `base.yaml`."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "kb"

    def write(text="", **more):
        folder.mkdir(exist_ok=True)
        for name, content in {"base": text, **more}.items():
            data = content if isinstance(content, bytes) else dedent(content).encode()
            (folder / f"{name}.yaml").write_bytes(data)
        return folder.relative_to(tmp_path)

    return write


@pytest.fixture
def problems(write):
    """All problems of a base, as an editor reads them."""
    return lambda text="", **more: [str(problem) for problem in check(write(text, **more))]


@pytest.fixture
def problem(problems):
    """The only problem of a base, as an editor reads it."""

    def only(text="", **more):
        found = problems(text, **more)
        assert len(found) == 1, found
        return found[0]

    return only


@pytest.fixture
def base(write):
    """The knowledge base that a few lines of YAML make."""
    return lambda text, **more: load(write(text, **more))


@pytest.fixture
def own_texts(monkeypatch):
    """Let the bot's own texts be these."""

    def put(**texts):
        monkeypatch.setattr("bot.knowledge.loading.default_texts", lambda: texts)

    return put
