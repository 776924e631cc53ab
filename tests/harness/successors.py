"""What a next version of the template changes: a file of every owner, some new, some gone."""

import re
from pathlib import Path

from tests.harness.lives import FORMATTED, append, replace
from tests.harness.repositories import NEXT, commit

DEPENDENCY = re.compile(r'(?m)^(    "[^";]+)(.*),$')
IMPROVED = "# Improved by the template."
TOLD = "- The clock is improved."
MOVED = "container/.dockerignore"


def release_the_next_version(template: Path) -> None:
    change_what_users_own(template / "template")
    change_what_the_template_owns(template / "template")
    change_what_both_own(template / "template")
    change_what_is_adopted(template)
    append(template / "CHANGELOG.md", TOLD)
    commit(template, f"Release {NEXT[1:]}", NEXT)


def change_what_users_own(service: Path) -> None:
    apps = service / "src/backend/apps"
    for name in ("settings.py", "added.py", "customers/service.py", "deliveries/jobs.py"):
        append(apps / name, IMPROVED)
    append(service / "src/backend/tests/apps/conftest.py", IMPROVED)
    append(service / "src/backend/migrations/versions/2031_added.py", IMPROVED)
    (apps / "registry.py").unlink()
    (service / "README.md.jinja").write_text("# Another README\n")


def change_what_the_template_owns(service: Path) -> None:
    append(service / "src/backend/core/clock.py", IMPROVED)
    append(service / "src/backend/core/added.py", '"""Added by the template."""')
    replace(service / FORMATTED, "class Rows(", f"{IMPROVED}\nclass Rows(")
    (service / "mise.toml").unlink()
    (service / MOVED).parent.mkdir()
    (service / ".dockerignore").rename(service / MOVED)


def change_what_both_own(service: Path) -> None:
    pyproject = service / "pyproject.toml.jinja"
    pyproject.write_text(DEPENDENCY.sub(r"\1,!=0.0.1\2,", pyproject.read_text()))
    replace(service / "pyproject.toml.jinja", "    # Yours:", '    "added>=1",\n    # Yours:')
    replace(service / ".env.example.jinja", "\n# Yours go", "# ADDED=1\n\n# Yours go")
    replace(service / "Makefile", "\n-include local.mk", "\nadded:\n\n-include local.mk")


def change_what_is_adopted(template: Path) -> None:
    append(template / "template/src/backend/tests/harness/clock.py", IMPROVED)
    append(template / "adoption/wiring.py", IMPROVED)
    append(template / "adoption/suite/service/added.py", IMPROVED)
