"""What happens to a service and to its template between two versions."""

import re
import shutil
from pathlib import Path

from tests.harness.repositories import NEXT, commit

YOURS = re.compile(r"(?m)^( *# Yours: .*\n)")
DEPENDENCY = re.compile(r'(?m)^(    "[^"]+)",$')
IMPROVED = "# Improved by the template."
TOLD = "- The clock is improved."
MINE = "# Mine, where the template changes."


def append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def lead_a_life(service: Path) -> None:
    """Do what users do to a service: in their own files, and in their zones of the others."""
    append(service / "src/backend/apps/settings.py", "MINE = 1")
    append(service / "src/backend/apps/orders/__init__.py", '"""An app of mine."""')
    append(service / ".env.example", "MINE=1")
    append(service / "local.mk", "mine:")
    append(service / "src/backend/tests/apps/conftest.py", "# A fixture of mine.")
    append(service / "src/backend/migrations/versions/2030_01_01_mine.py", '"""A change."""')
    shutil.rmtree(service / "src/backend/apps/tenders")
    (service / "src/backend/apps/customers").rename(service / "src/backend/apps/clients")
    (service / "README.md").write_text("# Mine\n")
    (service / "docs/decisions/0001-tests-run-on-real-servers.md").unlink()
    pyproject = service / "pyproject.toml"
    # What `uv add` and `uv add --dev` do.
    pyproject.write_text(YOURS.sub(r'\1    "mine>=1.0",\n', pyproject.read_text()))
    commit(service, "A year of work")


def edit_what_the_template_changes(service: Path) -> None:
    """Write where the next version writes, and into a file that it drops."""
    append(service / "src/backend/core/clock.py", MINE)
    append(service / "mise.toml", MINE)
    append(service / "ruff.toml", MINE)
    commit(service, "Against all advice")


def release_the_next_version(template: Path) -> None:
    """Change a file of every owner in the template, add some and drop some."""
    source = template / "template" / "src" / "backend"
    append(source / "core/clock.py", IMPROVED)
    append(source / "core/added.py", IMPROVED)
    append(source / "apps/settings.py", IMPROVED)
    append(source / "apps/added.py", IMPROVED)
    append(source / "apps/customers/service.py", IMPROVED)
    append(source / "apps/tenders/jobs.py", IMPROVED)
    append(source / "tests/apps/conftest.py", IMPROVED)
    (source / "apps/registry.py").unlink()
    (template / "template/mise.toml").unlink()
    (template / "template/README.md.jinja").write_text("# Another README\n")
    pyproject = template / "template/pyproject.toml.jinja"
    pyproject.write_text(DEPENDENCY.sub(r'\1,!=0.0.1",', pyproject.read_text()))
    append(template / "CHANGELOG.md", TOLD)
    commit(template, "The next version", NEXT)
