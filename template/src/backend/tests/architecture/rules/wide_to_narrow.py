"""TB309: a conftest.py goes from wide to narrow."""

from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.facts.fixtures import Fixture, fixtures_of


def check(project: Project) -> Iterator[Spot]:
    for conftest in project.conftests:
        in_order = sorted(fixtures_of(conftest), key=lambda fixture: fixture.function.lineno)
        narrow = None
        for fixture in in_order:
            if not is_wide(fixture):
                narrow = narrow or fixture.function.name
            elif narrow:
                what = f"`{fixture.function.name}` lives for the session and stands below"
                yield spot(conftest, fixture.function, f"{what} `{narrow}`, which does not.")


def is_wide(fixture: Fixture) -> bool:
    return text_of(fixture.setting("scope")) == "session"


RULE = Rule(
    code="TB309",
    title="A conftest.py goes from wide to narrow",
    why="Read from the top, each fixture is made of those above it: first what lives for the whole"
    " session and has no state, then what a test has of its own.",
    way_out="Move it above the fixtures without a scope.",
    bad='''
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture
    def mailbox(mail_server: MailServer) -> Mailbox:
        """What was sent in this test."""

    @pytest.fixture(scope="session")
    def mail_server() -> MailServer:
        """A real SMTP server."""
    ''',
    good='''
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture(scope="session")
    def mail_server() -> MailServer:
        """A real SMTP server."""

    @pytest.fixture
    def mailbox(mail_server: MailServer) -> Mailbox:
        """What was sent in this test."""
    ''',
    check=check,
)
