"""The harness lies in one folder of somebody else's repository, and is whole there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import documents
from tests.harness.adoption import FOLDER, Adopted, adopt, foreign
from tests.harness.paths import ROOT
from tests.harness.repositories import git
from tests.harness.services import Tree, tree

# What a repository is taken along as, in words of git.
WAYS = {
    "bundle": ("bundle", "create", "--quiet", "{}", "--all", "HEAD"),
    "clone": ("clone", "--quiet", ".", "{}"),
}


def test_nothing_outside_of_the_folder_is_touched(template: Path, tmp_path: Path) -> None:
    service = foreign("shop", tmp_path / "shop")
    before = tree(service)
    adopt(template, service)

    assert git(service, "status", "--porcelain") == f"?? {FOLDER}/\n"
    assert {path: text for path, text in tree(service).items() if path in before} == before


def test_the_harness_imports_nothing_that_stayed_behind(services: dict[str, Adopted]) -> None:
    source = services["shop"].testbed / "src"
    missing = {name for file in source.rglob("*.py") for name in imported(file)}

    assert not [name for name in sorted(missing) if not is_in(source, name)]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("backend"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(source: Path, name: str) -> bool:
    """Whether the name is a module, or something in one."""
    places = (source / name.replace(".", "/"), source / name.rpartition(".")[0].replace(".", "/"))
    return any(place.with_suffix(".py").is_file() or place.is_dir() for place in places)


@pytest.mark.parametrize("way", WAYS)
def test_however_it_is_taken_along_it_is_whole(template: Path, tmp_path: Path, way: str) -> None:
    source = tmp_path / f"template.{way}"
    git(template, *(word.format(source) for word in WAYS[way]))
    usual, taken_along = adopt(template, tmp_path / "usual"), adopt(source, tmp_path / "shop")

    assert whole(taken_along) == whole(usual)
    assert not [path for path in taken_along.rglob("*") if path.is_symlink()]


def whole(testbed: Path) -> Tree:
    """Return its files, without the one that says where they come from."""
    return {path: text for path, text in tree(testbed).items() if path != ".copier-answers.yml"}


def test_links_lead_to_what_is_shared() -> None:
    links = [path for path in (ROOT / "adoption").rglob("*") if path.is_symlink()]

    assert links
    assert not [link for link in links if not link.exists()]


def test_help_lists_every_verb(services: dict[str, Adopted]) -> None:
    adopted = services["shop"]
    listed = [line.split()[0] for line in adopted.make("help").stdout.splitlines()]

    assert set(listed) == documents.verbs(adopted.testbed / "Makefile")


def test_what_is_copied_keeps_the_rules(template: Path, tmp_path: Path) -> None:
    adopt(template, tmp_path)
    checked = Adopted(tmp_path).make("check")

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", ["docs/adoption.md", "AGENTS.md"])
def test_the_guide_names_what_exists(services: dict[str, Adopted], name: str) -> None:
    testbed = services["shop"].testbed
    page = testbed / name

    assert not documents.broken_links(page)
    assert documents.verbs_named(page) <= documents.verbs(testbed / "Makefile")


def test_the_first_page_of_an_agent_names_paths_that_exist(
    services: dict[str, Adopted],
) -> None:
    testbed = services["shop"].testbed

    assert not documents.paths_missing(testbed / "AGENTS.md", tree(testbed))


def test_the_guide_names_fixtures_that_exist(services: dict[str, Adopted]) -> None:
    testbed = services["shop"].testbed
    guide = testbed / "docs" / "adoption.md"

    assert documents.first_column(guide, "Fixtures") == documents.fixtures(testbed / "suite")
