"""Checks the rules of the house: `python -m backend.tests.architecture [baseline | fix | page]`."""

import atexit
import gc
import sys
from collections.abc import Callable
from pathlib import Path

from backend.tests.architecture.engine.baseline import read_baseline, write_baseline
from backend.tests.architecture.engine.errors import RulesError
from backend.tests.architecture.engine.fixing import fix_files, only_below
from backend.tests.architecture.engine.pages import rules_page
from backend.tests.architecture.engine.project import read_project
from backend.tests.architecture.engine.report import look_at, look_at_checkout, unwaived
from backend.tests.architecture.engine.rule import PAGE
from backend.tests.architecture.engine.ruleset import all_rules

CHECKOUT = Path(__file__).resolve().parents[4]


def check() -> int:
    report = look_at_checkout(CHECKOUT, all_rules())
    print(*report.lines(), sep="\n")  # noqa: T201 - this is a command
    return 0 if report.is_clean else 1


def baseline() -> int:
    findings, _ = unwaived(read_project(CHECKOUT), all_rules())
    written = write_baseline(CHECKOUT, findings)
    print(f"{written.counts.total()} findings of once {written.began_with} are left.")  # noqa: T201 - this is a command
    return 0


def fix() -> int:
    project, rules = read_project(CHECKOUT), all_rules()
    report = only_below(look_at(project, rules, read_baseline(CHECKOUT)), sys.argv[2:])
    for path in fix_files(CHECKOUT, project, report, rules):
        print(f"Fixed {path}.")  # noqa: T201 - this is a command
    return 0


def page() -> int:
    (CHECKOUT / PAGE).write_text(rules_page(all_rules()), encoding="utf-8")
    return 0


VERBS: dict[str, Callable[[], int]] = {
    "check": check,
    "baseline": baseline,
    "fix": fix,
    "page": page,
}


def main(words: list[str]) -> int:
    verb = VERBS.get(words[0] if words else "check")
    if verb is None or (len(words) > 1 and verb is not fix):
        print(f"Say one of {', '.join(VERBS)}.", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    try:
        return verb()
    except (RulesError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        return 1


if __name__ == "__main__":
    # A short life that keeps what it reads: looking for garbage takes a tenth of it, most of that
    # at its end, and finds none.
    gc.disable()
    atexit.register(gc.freeze)
    sys.exit(main(sys.argv[1:]))
