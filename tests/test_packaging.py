"""What is handed out: the wheel, the source archive, the image's recipe, the files for developers."""

import ast
import json
import os
import re
import shutil
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
    knowledge = {f"bot/default_knowledge/{path.name}" for path in ROOT.glob("knowledge/*.*")}
    skeleton = {str(path.relative_to(ROOT)) for path in ROOT.glob("bot/skeleton/**/*.yaml")}
    page = {str(path.relative_to(ROOT)) for path in ROOT.glob("bot/playground/page/*")}
    assert texts
    assert knowledge
    assert skeleton
    assert page
    assert modules | texts | knowledge | skeleton | page | {"bot/py.typed"} <= names
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


SECRETS = {"DOMAIN": "bot.example.org", "BOT_WEBHOOK_SECRET": "s3cret", "POSTGRES_PASSWORD": "letters"}


def composed(folder, **given):
    """What Docker Compose makes of the file in `folder`; it needs no Docker for that."""
    compose = Path(sysconfig.get_path("scripts"), "docker-compose")
    if not compose.exists():
        pytest.skip("Docker Compose comes for Linux on x86-64 only")
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in given.items()), "utf-8")
    shutil.copy(ROOT / "compose.yaml", folder)
    command = [compose, "config", "--format", "json", "--no-path-resolution"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PATH": os.defpath}
    )


def test_docker_compose_takes_the_composition_as_it_is_meant(tmp_path):
    result = composed(tmp_path, **SECRETS, BOT_TOKEN="1:x", BOT_RATE_LIMIT="5/minute", BOT_MODE="polling")
    assert (result.returncode, result.stderr) == (0, "")
    made = json.loads(result.stdout)
    bot, database = made["services"]["bot"], made["services"]["database"]
    assert bot["environment"]["BOT_WEBHOOK_URL"] == "https://bot.example.org/telegram"
    assert bot["environment"]["BOT_DATABASE_URL"] == "postgresql://bot:letters@database/bot"
    assert bot["environment"]["BOT_RATE_LIMIT"] == "5/minute"  # any setting may be given
    assert bot["environment"]["BOT_MODE"] == "webhook"  # but not what the file settles
    assert "BOT_TOKEN" not in database["environment"]
    assert "\nbot.example.org {\n" in made["configs"]["proxy"]["content"]
    assert made["networks"]["inside"]["internal"] is True
    assert list(database["networks"]) == ["inside"]
    assert list(made["services"]["proxy"]["networks"]) == ["outside"]


@pytest.mark.parametrize("missing", SECRETS)
def test_docker_compose_names_what_is_missing(tmp_path, missing):
    given = {name: value for name, value in SECRETS.items() if name != missing}
    result = composed(tmp_path, **given, BOT_TOKEN="1:x")
    assert result.returncode != 0
    assert missing in result.stderr


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
    assert services["bot"]["env_file"] == ".env"
    assert "BOT_TOKEN" not in environment
    assert environment["BOT_WEBHOOK_SECRET"].startswith("${")
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${")


def test_every_service_starts_again_is_checked_and_writes_no_endless_log(services, stages):
    for name, service in services.items():
        assert service["restart"] == "unless-stopped"
        assert service["logging"]["options"]["max-size"]
        assert "healthcheck" in service or (name == "bot" and values(stages[1], "HEALTHCHECK"))


def test_what_the_public_can_reach_may_write_nothing_and_do_little(services):
    for name in ("bot", "proxy"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert services["proxy"]["cap_add"] == ["NET_BIND_SERVICE"]  # ports 80 and 443
    assert all("no-new-privileges:true" in service["security_opt"] for service in services.values())


def test_what_has_to_outlast_a_container_is_in_a_volume(services):
    assert services["database"]["volumes"] == ["database:/var/lib/postgresql/data"]
    assert services["proxy"]["volumes"] == ["certificates:/data"]


def test_the_proxy_calls_the_bot_where_it_listens(services):
    text = (ROOT / "compose.yaml").read_text("utf-8")
    environment = services["bot"]["environment"]
    assert f"dynamic a bot {environment['BOT_LISTEN_PORT']} " in text
    assert "handle /telegram {" in text
    assert environment["BOT_WEBHOOK_URL"].endswith("/telegram")


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
