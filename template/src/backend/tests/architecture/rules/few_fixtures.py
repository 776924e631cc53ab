"""TB310: a test asks for at most four fixtures."""

from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.facts.arguments import fixtures_of_test, is_test
from backend.tests.architecture.facts.fixtures import arguments_of

MOST = 4


def check(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        for test in source.functions:
            # Few have that many arguments, and looking for what gives them takes time.
            if len(arguments_of(test)) <= MOST or not is_test(source, test):
                continue
            if len(asked := fixtures_of_test(project, source, test)) > MOST:
                names = ", ".join(f"`{name}`" for name in asked)
                yield spot(source, test, f"`{test.name}` asks for {len(asked)} fixtures: {names}.")


RULE = Rule(
    code="TB310",
    title="A test asks for at most four fixtures",
    why="A test that needs more is about two things, or what some of them do together has no name"
    " yet: a subscriber, the mails that were delivered. What `parametrize` gives, what has a"
    " default and what `usefixtures` names is not counted; what is `indirect` is.",
    way_out="Put what is always asked for together into one fixture that says what it is for, or"
    " into a builder, `make_...`; or divide the test.",
    bad="""
    # src/backend/tests/apps/notes/test_jobs.py
    async def test_a_note_is_mailed(
        client: AsyncClient, note: Note, reader: User, mailbox: Mailbox, run_jobs: RunJobs
    ) -> None:
        await client.post(f"/v1/notes/{note.id}/mail")
        await run_jobs()

        assert [mail.recipient for mail in mailbox.mails] == [reader.email]
    """,
    good='''
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture
    def deliver_mails(run_jobs: RunJobs, mailbox: Mailbox) -> DeliverMails:
        """Runs the jobs that are due, and gives all mails that have arrived."""
        return DeliverMails(run_jobs, mailbox)
    # src/backend/tests/apps/notes/test_jobs.py
    async def test_a_note_is_mailed(
        client: AsyncClient, note: Note, reader: User, deliver_mails: DeliverMails
    ) -> None:
        await client.post(f"/v1/notes/{note.id}/mail")
        mails = await deliver_mails()

        assert [mail.recipient for mail in mails] == [reader.email]
    ''',
    check=check,
)
