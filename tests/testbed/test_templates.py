"""Migrations run once, and nobody copies what is not complete."""

import asyncpg
import pytest

from backend.tests.harness.databases import Databases, nobodys_name
from backend.tests.harness.locks import share, until_free
from backend.tests.harness.migrations import MIGRATIONS
from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.templates import (
    KEPT,
    TEMPLATE,
    Template,
    collect,
    name_for,
    template_for,
)


def unknown_version() -> str:
    """A server for which nobody has a template yet."""
    return f"test {nobodys_name()}"


async def remove(databases: Databases, template: Template) -> None:
    await databases.connection.execute(f"ALTER DATABASE {template.name} IS_TEMPLATE false")
    await databases.drop(template.name)


async def test_a_template_is_built_once_and_then_found(owner: Databases, other: Databases) -> None:
    version = unknown_version()

    first = await template_for(owner, MIGRATIONS, version)
    second = await template_for(other, MIGRATIONS, version)

    assert first.name == second.name
    assert (first.history.partition(" ")[0], second.history) == ("built", "found")
    await remove(owner, first)


async def test_a_template_is_built_while_others_hold_its_name(
    owner: Databases, other: Databases
) -> None:
    version = unknown_version()
    await share(other.connection, name_for(MIGRATIONS, version, TEMPLATE))

    template = await template_for(owner, MIGRATIONS, version)

    assert template.history.startswith("built")
    await remove(owner, template)


async def test_nobody_can_connect_to_a_template(owner: Databases) -> None:
    template = await template_for(owner, MIGRATIONS, unknown_version())

    with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
        await asyncpg.connect(owner.url_of(template.name))

    await remove(owner, template)


async def test_a_template_that_was_never_finished_is_built_anew(owner: Databases) -> None:
    version = unknown_version()
    template = await template_for(owner, MIGRATIONS, version)
    await remove(owner, template)
    await owner.copy("template0", template.name)

    again = await template_for(owner, MIGRATIONS, version)

    assert again.history.startswith("built")
    await remove(owner, again)


async def test_a_database_of_somebody_in_the_way_of_a_template_is_spared(
    owner: Databases, other: Databases
) -> None:
    version = unknown_version()
    name = name_for(MIGRATIONS, version)
    await owner.connection.execute(f"CREATE DATABASE {name} IS_TEMPLATE true")

    with pytest.raises(ServersError, match=f"No run of this service made the database {name}"):
        await template_for(other, MIGRATIONS, version)

    await remove(owner, Template(name, ""))


async def test_old_templates_that_nobody_uses_are_collected(
    owner: Databases, other: Databases
) -> None:
    ours = f"{TEMPLATE}{nobodys_name()}_"
    versions = [unknown_version() for _ in range(KEPT + 1)]
    templates = [await template_for(owner, MIGRATIONS, version, ours) for version in versions]
    await owner.connection.close()
    for template in templates:
        await until_free(other.connection, template.name)

    await collect(other, ours)

    assert await other.made(ours) == [template.name for template in templates[1:]]
    for template in templates[1:]:
        await remove(other, template)
