"""What no mutant touches is said beside the score."""

from pathlib import Path

from backend.tests.harness.unmutated import report

ROUTES = """
@router.get("/notes")
async def list_notes(): ...

def plain():
    @inner
    def within(): ...

class Note:
    @property
    def title(self): ...

    @staticmethod
    def new(): ...

    def body(self): ...
"""


def test_decorated_functions_are_counted_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "apps" / "notes"
    folder.mkdir(parents=True)
    (folder / "routes.py").write_text(ROUTES)

    first, *rest = report(tmp_path, ["apps/*"])

    assert first.startswith("2 of 5 functions have a decorator")
    assert rest == ["    apps/notes/routes.py: list_notes, title"]
