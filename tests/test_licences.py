"""docs/licences.md lists all that is installed along with the bot, under the licence each package states."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
# How packages write the licences they are under.
FAMILIES = {
    "MIT": r"\bMIT\b",
    "Apache-2.0": r"Apache",
    "BSD": r"BSD|Redistribution and use in source and binary forms",
    "PSF-2.0": r"PSF|Python Software Foundation",
    "LGPL-3.0": r"LGPL|Lesser General Public",
    "MPL-2.0": r"MPL|Mozilla",
    "OFL-1.1": r"OFL",
    "GPL": r"\bA?GPL|(?<!Lesser )General Public|Affero",
}


def families(text):
    """The licences named in a text."""
    return {name for name, pattern in FAMILIES.items() if re.search(pattern, text)}


def needed():
    """The packages that are installed along, those that they need included, as far as they are here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    waiting = list(map(Requirement, (*project["dependencies"], *extras["charts"], *extras["postgres"])))
    found, seen = set(), set()
    while waiting:
        requirement = waiting.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:  # an extra that is not here
            continue
        found.add(canonicalize_name(requirement.name))
        extras = ("", *requirement.extras)
        waiting += [
            other
            for other in map(Requirement, package.requires or ())
            if not other.marker or any(other.marker.evaluate({"extra": extra}) for extra in extras)
        ]
    return sorted(found)


def stated(name):
    """What a package says of its licence."""
    about = distribution(name).metadata
    classified = [each for each in about.get_all("Classifier") or () if each.startswith("License")]
    return " ".join(filter(None, (about.get("License-Expression"), about.get("License"), *classified)))


@pytest.fixture(scope="module")
def listed():
    """What the list says: package to licence."""
    text = (ROOT / "docs/licences.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z][^|]*) \| ([^|]+) \|", text, re.MULTILINE)
    return {name: licence for names, licence in rows for name in names.split(", ")}


def test_everything_that_is_installed_along_is_listed(listed):
    assert [name for name in needed() if name not in listed] == []


def test_each_package_is_under_the_licence_that_is_listed(listed):
    wrong = {
        name: stated(name)[:200] for name in needed() if not families(listed[name]) <= families(stated(name))
    }
    assert wrong == {}


def test_nothing_is_under_a_licence_that_would_extend_to_the_bot():
    assert [name for name in needed() if "GPL" in families(stated(name))] == []
