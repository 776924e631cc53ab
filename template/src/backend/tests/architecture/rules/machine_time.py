"""TB507: schemas compare with the service's clock."""

from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot

NAMES = ("FutureDate", "FutureDatetime", "PastDate", "PastDatetime")
MODULES = ("pydantic", "pydantic.types")
TYPES = tuple(f"{module}.{name}" for module in MODULES for name in NAMES)


def check(project: Project) -> Iterator[Spot]:
    for source in project.service:
        for node, name in source.uses_of(*TYPES):
            yield spot(source, node, f"`{name}` asks the machine for the time.")


RULE = Rule(
    code="TB507",
    title="Schemas compare with the service's clock",
    why="Pydantic's types for the past and the future read the machine's time in Rust. A test that"
    " moves the clock does not move them, and proves something else than its name says.",
    way_out="Import the type of the same name from `backend.core.schemas`.",
    bad="""
    # src/backend/apps/bookings/schemas.py
    from pydantic import FutureDate

    class BookingCreate(Schema):
        day: FutureDate
    """,
    good="""
    # src/backend/apps/bookings/schemas.py
    from backend.core.schemas import FutureDate, Schema

    class BookingCreate(Schema):
        day: FutureDate
    """,
    check=check,
)
