"""What is handed out: the wheel, the source archive, the image's recipe, the files for developers."""

import ast
import json
import os
import re
import stat
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from bot.settings import SETTINGS
from bot.telegram import running

ROOT = Path(__file__).parents[1]


def run(*command, cwd=ROOT, **kwargs):
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, **kwargs)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


# The wheel and the source archive


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Both archives, built as an installer builds them, with the hatchling the test extra brings."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", str(folder))
    return {path.suffix: path for path in folder.iterdir()}


def test_the_wheel_holds_the_package_its_texts_and_the_knowledge(built):
    names = set(zipfile.ZipFile(built[".whl"]).namelist())
    modules = {str(path.relative_to(ROOT)) for path in ROOT.glob("bot/**/*.py")}
    texts = {str(path.relative_to(ROOT)) for path in ROOT.glob("bot/texts/*.yaml")}
    knowledge = {f"bot/default_knowledge/{path.name}" for path in ROOT.glob("knowledge/*.yaml")}
    page = {str(path.relative_to(ROOT)) for path in ROOT.glob("bot/playground/page/*")}
    assert texts
    assert knowledge
    assert page
    assert modules | texts | knowledge | page | {"bot/py.typed"} <= names
    strays = {name for name in names if not name.startswith(("bot/", "baotou_policy_bot-"))}
    assert not strays


def test_the_source_archive_can_build_the_wheel_and_holds_the_tests_but_no_leftovers(built):
    with tarfile.open(built[".gz"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in ("pyproject.toml", "README.md", "LICENSE", "bot/cli.py", "tests/test_packaging.py"):
        assert needed in names
    assert any(name.startswith("knowledge/") for name in names)
    assert not [
        name for name in names if re.search(r"__pycache__|\.pyc$|_cache/|(^|/)\.(env|venv|git)$", name)
    ]


def test_an_installed_wheel_answers_outside_the_checkout_from_its_own_knowledge(built, tmp_path):
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q"]
    run(*pip, "--no-deps", str(built[".whl"]))
    # The dependencies are those of the environment that runs this test: nothing is downloaded.
    site = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    where = run(str(python), "-c", "import bot; print(bot.__file__)", cwd=tmp_path, env=environment).strip()
    assert Path(where).is_relative_to(home)
    question = "Who can get free housing in Baotou?"
    reply = run(str(home / "bin/baotou-bot"), "ask", "--json", question, cwd=tmp_path, env=environment)
    expected = run(
        sys.executable, "-m", "bot", "ask", "--json", "--knowledge", "knowledge", question, env=environment
    )
    assert {**json.loads(reply), "ms": 0} == {**json.loads(expected), "ms": 0}
    assert json.loads(reply)["kind"] == "answer"


# The image


@pytest.fixture(scope="module")
def stages():
    """The Dockerfile as a list of stages, each a list of (instruction, arguments)."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            instruction, _, arguments = line.strip().partition(" ")
            if instruction == "FROM":
                found.append([])
            found[-1].append((instruction, " ".join(arguments.split())))
    return found


def values(stage, instruction):
    return [arguments for name, arguments in stage if name == instruction]


def test_the_image_is_built_in_two_stages_on_a_slim_base(stages):
    assert len(stages) == 2
    assert all("-slim" in values(stage, "FROM")[0] for stage in stages)
    assert any(copied.startswith("--from=build") for copied in values(stages[1], "COPY"))


def test_the_image_runs_the_bot_directly_so_that_signals_reach_it(stages):
    assert json.loads(values(stages[1], "CMD")[-1]) == ["baotou-bot", "run"]


def test_the_image_runs_without_root_under_a_fixed_number(stages):
    (user,) = values(stages[1], "USER")
    number = user.partition(":")[0]
    assert int(number) >= 1000
    assert f"--uid {number}" in " ".join(values(stages[1], "RUN"))


def test_the_image_writes_no_bytecode_so_that_the_file_system_may_be_read_only(stages):
    environment = " ".join(values(stages[1], "ENV"))
    assert "PYTHONDONTWRITEBYTECODE=1" in environment
    [volume] = values(stages[1], "VOLUME")  # the only place that is written to
    assert f"sqlite:///{volume}/" in environment
    assert f"--owner={values(stages[1], 'USER')[0].partition(':')[0]} " in " ".join(values(stages[1], "RUN"))


def test_the_image_has_a_health_check_that_exists(stages):
    (check,) = values(stages[1], "HEALTHCHECK")
    python, flag, module = json.loads(check[check.index("[") :])
    assert (python, flag) == ("python", "-m")
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    assert tree.body


def test_everything_the_image_copies_exists_and_is_let_through_by_dockerignore(stages):
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert "*" in ignored
    for copied in values(stages[0], "COPY"):
        for name in copied.split()[:-1]:
            assert (ROOT / name).exists()
            assert f"!{name}" in ignored


def test_no_secret_can_get_into_the_image(stages):
    names = " ".join(arguments for stage in stages for _, arguments in stage)
    assert "BOT_TOKEN" not in names
    assert ".env" not in names


def test_the_image_sets_only_settings_that_exist(stages):
    known = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"\bBOT_\w+", " ".join(values(stages[1], "ENV")))) <= known


# The composition


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]


def test_the_composition_runs_copies_behind_a_proxy_with_one_database(services):
    assert services["bot"]["deploy"]["replicas"] >= 2
    environment = services["bot"]["environment"]
    assert environment["BOT_MODE"] == "webhook"
    assert "@database/" in environment["BOT_DATABASE_URL"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_the_composition_sets_only_settings_that_exist_and_holds_no_secret(services, stages):
    environment = services["bot"]["environment"]
    assert set(environment) <= {setting.name for setting in SETTINGS}
    for name in ("BOT_TOKEN", "BOT_WEBHOOK_SECRET"):
        assert environment[name].startswith("${")
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${")


def test_the_composed_bot_runs_with_a_read_only_file_system_and_has_time_to_stop(services):
    bot = services["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert int(bot["stop_grace_period"].rstrip("s")) >= 3 * running.SHUTDOWN_SECONDS


# Files for operators and developers


def test_the_example_settings_are_settings_and_hold_no_token():
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    given = dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?BOT_", line))
    assert set(given) <= {setting.name for setting in SETTINGS}
    assert given["BOT_TOKEN"] == ""


def test_the_hooks_run_the_tools_the_tests_run():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    entries = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]
    assert [entry.split()[0] for entry in entries] == ["ruff", "ruff", "mypy", "baotou-bot"]


def test_ci_is_an_executable_script_that_bash_can_parse():
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & stat.S_IXUSR
    run("bash", "-n", str(script))
