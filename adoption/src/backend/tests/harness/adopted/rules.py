"""Checks the rules: `python -m backend.tests.harness.adopted.rules [baseline] [../tests ...]`.

They look at the folder of the harness's tests, and at those of the service's older ones.
"""

import sys
from collections.abc import Sequence

from backend.tests.architecture.engine.baseline import BaselineError, read_baseline, write_baseline
from backend.tests.architecture.engine.layout import Layout
from backend.tests.architecture.engine.project import Project, read_project
from backend.tests.architecture.engine.report import look_at, unwaived
from backend.tests.architecture.engine.rule import Rule
from backend.tests.architecture.engine.ruleset import TEMPLATES, rules_in
from backend.tests.harness.adopted.wiring import HOME
from backend.tests.harness.servers.places import CHECKOUT

SUITE, YOURS = "suite", "suite.service.rules"
BASELINE = "baseline"
# A package that was not generated lies where it lies, and its tests need not mirror it.
ABOUT_PACKAGES = {"TB307", "TB308", "TB507", "TB603"}


def layout_of(folders: Sequence[str]) -> Layout:
    suite = f"{CHECKOUT.name}/{SUITE}"
    return Layout(
        package=suite,
        tests=suite,
        harness=f"{suite}/none",
        architecture=f"{suite}/none",
        revisions=f"{suite}/none",
        users_rules=f"{suite}/service/rules",
        roots=(suite, *folders),
    )


def rules() -> list[Rule]:
    every = [*rules_in(TEMPLATES), *rules_in(YOURS)]
    return [rule for rule in every if rule.code not in ABOUT_PACKAGES]


def project_of(folders: Sequence[str]) -> Project:
    return read_project(HOME, layout_of([inside(folder) for folder in folders]))


def inside(folder: str) -> str:
    """Return a folder, given as one sees it from here, as one sees it from where this lies."""
    return (CHECKOUT / folder).resolve().relative_to(HOME).as_posix()


def check(project: Project) -> int:
    report = look_at(project, rules(), read_baseline(CHECKOUT))
    print(*report.lines(), sep="\n")  # noqa: T201 - this is a command
    return 0 if report.is_clean else 1


def baseline(project: Project) -> int:
    findings, _ = unwaived(project, rules())
    written = write_baseline(CHECKOUT, findings)
    print(f"{written.counts.total()} findings of once {written.began_with} are left.")  # noqa: T201 - this is a command
    return 0


def main(words: list[str]) -> int:
    """Return 0 where nothing new is found, otherwise 1."""
    verb = baseline if words[:1] == [BASELINE] else check
    folders = words[1:] if verb is baseline else words
    missing = [folder for folder in folders if not (CHECKOUT / folder).is_dir()]
    if missing:
        print(f"There is no folder {', '.join(missing)}.", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    try:
        return verb(project_of(folders))
    except BaselineError as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
