"""The rules in a generated service: a verb, tests, and room for rules of its own."""

from pathlib import Path

import pytest

from tests.harness.commands import PROGRAMS, attempt
from tests.harness.questions import EXTREME, ORDINARY
from tests.harness.services import Answers, Generate, make

SLEEPING = "import time\n\n\ndef test_a_note_is_old() -> None:\n    time.sleep(1)\n"
OWN_RULE = '''"""APP001: nothing is printed."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot


def check(project: Project) -> Iterator[Spot]:
    for source in project.service:
        for call in source.nodes(ast.Call):
            if source.names.dotted(call.func) == "print":
                yield spot(source, call, "This prints.")


RULE = Rule(
    code="APP001",
    title="Nothing is printed",
    why="What is printed has no level, no request and no reader.",
    way_out="Log it.",
    bad="""
    # src/backend/apps/notes/service.py
    print("written")
    """,
    good="""
    # src/backend/apps/notes/service.py
    log.info("written")
    """,
    check=check,
)
'''


def rules_in(service: Path, *words: str) -> tuple[int, str]:
    command = ("-B", "-m", "backend.tests.architecture", *words)
    source = {"PYTHONPATH": str(service / "src")}
    ended = attempt(PROGRAMS / "python", *command, cwd=service, environment=source)
    return ended.returncode, ended.stdout + ended.stderr


def proved_rules_in(service: Path) -> tuple[int, str]:
    tests = "src/backend/tests/architecture/test_rules.py"
    command = ("-B", "-m", "pytest", "-q", "-n0", tests)
    ended = attempt(PROGRAMS / "python", *command, cwd=service)
    return ended.returncode, ended.stdout


@pytest.mark.parametrize(
    "answers",
    [ORDINARY, EXTREME, {**ORDINARY, "example": False}],
    ids=["ordinary", "extreme", "without the example"],
)
def test_a_new_service_is_clean_without_a_waiver(generate: Generate, answers: Answers) -> None:
    left, said = rules_in(generate(answers))

    assert left == 0, said
    assert " 0 findings, 0 waived" in said


@pytest.mark.slow
def test_what_breaks_a_rule_fails_check_and_tests(generate: Generate) -> None:
    service = generate()
    (service / "src" / "backend" / "tests" / "core" / "test_clock.py").write_text(SLEEPING)

    for left, said in (rules_in(service), proved_rules_in(service)):
        assert left == 1
        assert "src/backend/tests/core/test_clock.py:5:5: TB502 `time.sleep` waits" in said


def test_a_rule_of_ones_own_is_one_file(generate: Generate) -> None:
    service = generate()
    apps = service / "src" / "backend" / "apps"
    (service / "src/backend/tests/apps/rules/no_print.py").write_text(OWN_RULE)
    (apps / "settings.py").write_text((apps / "settings.py").read_text() + '\nprint("hello")\n')

    left, said = rules_in(service)

    assert left == 1
    assert "APP001 This prints. Log it. (docs/rules.md#app001)" in said


@pytest.mark.slow
def test_a_rule_of_ones_own_is_proved_and_shown(generate: Generate) -> None:
    service = generate()
    (service / "src/backend/tests/apps/rules/no_print.py").write_text(OWN_RULE)

    left, said = proved_rules_in(service)
    assert left == 1
    assert "`make rules-page` writes it anew." in said

    make(service, "rules-page")
    left, said = proved_rules_in(service)
    assert left == 0, said


def test_a_service_from_elsewhere_counts_down(generate: Generate) -> None:
    service = generate()
    file = service / "src" / "backend" / "tests" / "core" / "test_clock.py"
    file.write_text(SLEEPING)

    assert "1 findings of once 1 are left." in make(service, "rules-baseline")
    assert rules_in(service)[0] == 0

    file.write_text(SLEEPING.replace("sleep(1)", "sleep(2)"))
    assert rules_in(service)[0] == 1
    assert "0 findings of once 1 are left." in make(service, "rules-baseline")
    assert rules_in(service)[0] == 1


def test_a_rule_that_breaks_is_one_sentence(generate: Generate) -> None:
    service = generate()
    (service / "src/backend/tests/apps/rules/no_print.py").write_text("import nowhere\n")

    left, said = rules_in(service)

    assert left == 1
    assert said.startswith("src/backend/tests/apps/rules/no_print.py cannot be loaded: Module")
    assert said.count("\n") == 1


def test_a_word_that_is_no_verb_is_answered(generate: Generate) -> None:
    assert rules_in(generate(), "mend") == (2, "Say one of check, baseline, fix, page.\n")
