"""What users do to a service between two versions, each as a commit of its own."""

import re
import shutil
from pathlib import Path

from tests.harness import example
from tests.harness.commands import PROGRAMS, run
from tests.harness.paths import ROOT
from tests.harness.repositories import commit, git

MINE = "# Mine, where the template changes."
FORMATTED = "src/backend/core/pagination.py"
ORDERS = ROOT / "tests/updates/orders.patch"
YOURS = re.compile(r"(?m)^( *# Yours: `uv add` .*\n)(\])")
YOURS_IN_DEV = re.compile(r"(?m)^( *# Yours: `uv add --dev` .*\n)")
DOWN_REVISION = re.compile(r'(?m)^down_revision: .* = "(\w+)"$')
REVISION = re.compile(r'(?m)^revision: .* = "(\w+)"$')
REFRESHED = "refresh_token_days: int = Field(default=60"
PACKAGES = '    "stripe>=12",\n    "boto3>=1.40",\n'
DEV_PACKAGES = '    "freezegun>=1.5",\n    "respx>=0.22",\n'
EXTRA = '[project.optional-dependencies]\nextra = [\n    "pandas>=2",\n]'
FIXTURE = '''

@pytest.fixture
async def twin(make_alert_profile: MakeAlertProfile, alert_profile: AlertProfile) -> AlertProfile:
    """A profile of another organization, with the name of `alert_profile`."""
    return await make_alert_profile(name=alert_profile.name)'''
USE = """

async def test_organizations_may_use_the_same_name(
    alert_profile: AlertProfile, twin: AlertProfile
) -> None:
    assert (twin.name, twin.id) != (alert_profile.name, alert_profile.id)"""


def append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def replace(path: Path, old: str, new: str) -> None:
    """Change what a file of every version says, or leave alone one that a version has not."""
    if path.exists():
        path.write_text(path.read_text().replace(old, new))


def lead_a_life(service: Path, *, formatting: bool = True) -> None:
    """Do what users do to a service: in their own files, and in their zones of the others."""
    for act in ACTS if formatting else ACTS[:-1]:
        act(service)
        commit(service, act.__name__.replace("_", " ").capitalize())


def delete_an_app_of_the_example(service: Path) -> None:
    """Delete the app whose migration is the newest, with all that names it."""
    for journey in example.journeys(service, "deliveries"):
        journey.unlink()
    for room in example.rooms("deliveries"):
        shutil.rmtree(service / room, ignore_errors=True)
    for path in (service / "src/backend/migrations/versions").glob("*_deliveries.py"):
        path.unlink()


def write_an_app(service: Path) -> None:
    newest = newest_revision(service)
    git(service, "apply", str(ORDERS))
    migration = service / "src/backend/migrations/versions/2030_01_01_orders.py"
    replace(migration, "NEWEST", newest)


def newest_revision(service: Path) -> str:
    versions = service / "src/backend/migrations/versions"
    texts = "\n".join(path.read_text() for path in versions.glob("*.py"))
    newest = {*REVISION.findall(texts)} - {*DOWN_REVISION.findall(texts)}
    return next(iter(newest), "")


def rename_an_app(service: Path) -> None:
    for room in ("src/backend/apps", "src/backend/tests/apps"):
        if (service / room / "customers").exists():
            (service / room / "customers").rename(service / room / "clients")
        for path in (service / room).rglob("*.py"):
            replace(path, "apps.customers", "apps.clients")
        run(PROGRAMS / "ruff", "check", "--fix", "--select=I", "--quiet", room, cwd=service)


def edit_the_example(service: Path) -> None:
    values = service / "src/backend/apps/alerts/values.py"
    if values.exists():
        append(values, '\n\nOURS = "changed"')
    (service / "README.md").write_text("# Mine\n")
    (service / "docs/decisions/0001-tests-run-on-real-servers.md").unlink(missing_ok=True)


def change_settings(service: Path) -> None:
    accounts = service / "src/backend/apps/accounts/settings.py"
    replace(accounts, "refresh_token_days: int = Field(default=30", REFRESHED)
    replace(service / ".env.example", "# LOG_LEVEL=INFO", "LOG_LEVEL=WARNING")
    append(service / ".env.example", "ORDERS_PER_PAGE=20")


def add_a_fixture(service: Path) -> None:
    append(service / "src/backend/tests/apps/alerts/conftest.py", FIXTURE)
    append(service / "src/backend/tests/apps/alerts/test_models.py", USE)


def add_packages_and_a_verb(service: Path) -> None:
    """Leave what uv 0.13 leaves after add, add --dev, add --group and add --optional."""
    pyproject = service / "pyproject.toml"
    text = YOURS.sub(rf"\1{PACKAGES}\2\n\n{EXTRA}", pyproject.read_text(), count=1)
    text = YOURS_IN_DEV.sub(rf"\1{DEV_PACKAGES}", text, count=1)
    pyproject.write_text(text)
    append(service / "local.mk", "mine:\n\t@echo mine")


def format_in_their_own_way(service: Path) -> None:
    before = (service / FORMATTED).read_text()
    run(PROGRAMS / "ruff", "format", "--line-length=60", "--quiet", FORMATTED, cwd=service)
    assert (service / FORMATTED).read_text() != before


ACTS = (
    delete_an_app_of_the_example,
    write_an_app,
    rename_an_app,
    edit_the_example,
    change_settings,
    add_a_fixture,
    add_packages_and_a_verb,
    format_in_their_own_way,
)


def edit_what_the_template_changes(service: Path) -> None:
    """Write where the next version writes, and into files that it drops or moves."""
    append(service / "src/backend/core/clock.py", MINE)
    append(service / "mise.toml", MINE)
    append(service / ".dockerignore", MINE)
    append(service / "ruff.toml", MINE)
    commit(service, "Against all advice")


def leave_an_executable_and_a_link(service: Path) -> None:
    """Make a file executable, put a link to the outside for another, and commit only that."""
    (service / "src/backend/core/clock.py").chmod(0o755)
    (service / FORMATTED).unlink()
    (service / FORMATTED).symlink_to("../../../../pagination.py")
    append(service.parent / "pagination.py", "ELSEWHERE")
    commit(service, "A mode and a link")
    append(service / ".git/info/exclude", "/notes/")
    append(service / "notes/plan.md", "a day of work")
    append(service / "uv.lock", "version = 1")
