"""One difference between models and migrations, as a sentence and as statements."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import make_url

from backend.migrations.catalogue import Part

# Whatever Alembic compares by itself and this module does not write.
WRITTEN_BY_ALEMBIC = {"column", "comment", "column comment", "identity"}
NOT_NULL_NAME = "name of not null"
NOT_VALID = " NOT VALID"
quote = make_url("postgresql+asyncpg://").get_dialect()().identifier_preparer.quote


@dataclass(frozen=True)
class Difference:
    """One part that differs; None stands for the side that has none of it."""

    part: Part
    models: str | None
    migrations: str | None
    is_default_schema: bool = True
    # What creates a constraint or an index, where it is known better than by the catalogue: its
    # texts are what PostgreSQL made of the original, and made of them again they may differ.
    statement: str | None = None

    @property
    def table(self) -> str:
        name = quote(self.part.table)
        return name if self.is_default_schema else f"{quote(self.part.schema)}.{name}"

    @property
    def reversed(self) -> "Difference":
        return Difference(self.part, self.migrations, self.models, self.is_default_schema)

    def __str__(self) -> str:
        kind, name = self.part.kind, self.part.name
        what = f"{kind} {name}" if name else kind
        return (
            f"{self.table}: {what}: the models have {told(self.models)}, the migrations have "
            f"{told(self.migrations)}. {self.fix}"
        )

    @property
    def fix(self) -> str:
        if statements := [*self.drops, *self.adds]:
            return f'`make revision m="..."` writes: {"; ".join(statements)}'
        is_absent = self.part.kind == "table" and None in {self.models, self.migrations}
        if is_absent or self.part.kind in WRITTEN_BY_ALEMBIC:
            return 'Run `make revision m="..."`, or mend the model.'
        return "No statement changes this in place: write the migration by hand, or mend the model."

    @property
    def is_validation(self) -> bool:
        """Whether the rows that were there before have not been checked yet, and nothing else."""
        return self.models is not None and self.migrations == self.models + NOT_VALID

    @property
    def drops(self) -> list[str]:
        """Return the statements that take the migrations' part away."""
        name = quote(self.part.name)
        if self.migrations is None or self.is_validation:
            return []
        if self.part.kind == "constraint":
            return [f"ALTER TABLE {self.table} DROP CONSTRAINT {name}"]
        if self.part.kind == "index":
            schema = "" if self.is_default_schema else f"{quote(self.part.schema)}."
            return [f"DROP INDEX {schema}{name}"]
        return []

    @property
    def adds(self) -> list[str]:
        """Return the statements that make of the rest what the models have, if there are any."""
        writers: dict[str, Callable[[Difference], Iterator[str]]] = {
            "constraint": added_constraint,
            "index": added_index,
            "default": changed_default,
            "generated": changed_expression,
            "not null": changed_null,
            NOT_NULL_NAME: renamed_not_null,
            "enum": added_labels,
            "sequence": changed_sequence,
            "type": changed_collation,
        }
        writer = writers.get(self.part.kind)
        return [*writer(self)] if writer else []

    def alter(self, change: str) -> str:
        return f"ALTER TABLE {self.table} {change}"

    def alter_column(self, change: str) -> str:
        return self.alter(f"ALTER COLUMN {quote(self.part.name)} {change}")


def told(said: str | None) -> str:
    return "none" if said is None else f"`{said}`" if said else "it"


def added_constraint(difference: Difference) -> Iterator[str]:
    name = quote(difference.part.name)
    if difference.is_validation:
        yield difference.alter(f"VALIDATE CONSTRAINT {name}")
    elif difference.models is not None:
        added = difference.alter(f"ADD CONSTRAINT {name} {difference.models}")
        yield difference.statement or added


def added_index(difference: Difference) -> Iterator[str]:
    if difference.models is not None:
        yield difference.statement or difference.models


def changed_default(difference: Difference) -> Iterator[str]:
    default = difference.models
    yield difference.alter_column("DROP DEFAULT" if default is None else f"SET DEFAULT {default}")


def changed_expression(difference: Difference) -> Iterator[str]:
    """PostgreSQL changes the expression of a stored column in place, since its version 17."""
    both = difference.models or "", difference.migrations or ""
    if all(said.endswith(" STORED") for said in both):
        yield difference.alter_column(f"SET EXPRESSION AS {both[0].removesuffix(' STORED')}")


def changed_null(difference: Difference) -> Iterator[str]:
    if difference.is_validation or difference.models is not None:
        # It validates too what was there and not valid.
        yield difference.alter_column("SET NOT NULL")
    else:
        yield difference.alter_column("DROP NOT NULL")


def renamed_not_null(difference: Difference) -> Iterator[str]:
    if difference.models is not None and difference.migrations is not None:
        names = f"{quote(difference.migrations)} TO {quote(difference.models)}"
        yield difference.alter(f"RENAME CONSTRAINT {names}")


def added_labels(difference: Difference) -> Iterator[str]:
    """A native enum gains labels at any place; it never loses one, nor changes their order."""
    sides = difference.models, difference.migrations
    wanted, there = ((said or "").split(", ") for said in sides)
    if [label for label in wanted if label in there] != there:
        return
    for place, label in enumerate(wanted):
        if label not in there:
            where = f"AFTER {wanted[place - 1]}" if place else f"BEFORE {there[0]}"
            yield f"ALTER TYPE {difference.table} ADD VALUE {label} {where}"


def changed_sequence(difference: Difference) -> Iterator[str]:
    if difference.models is None:
        yield f"DROP SEQUENCE {difference.table}"
    else:
        verb = "CREATE" if difference.migrations is None else "ALTER"
        yield f"{verb} SEQUENCE {difference.table} {difference.models}"


def changed_collation(difference: Difference) -> Iterator[str]:
    if difference.models is not None and difference.migrations is not None:
        yield difference.alter_column(f"TYPE {difference.models}")
