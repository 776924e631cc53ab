"""Finds the parts of a package's members by the names of their modules."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules_named(role: str, package: ModuleType) -> dict[str, ModuleType]:
    """Return `package.member.role` by member, of all members that have such a module."""
    members = sorted(member.name for member in iter_modules(package.__path__) if member.ispkg)
    places = {member: f"{package.__name__}.{member}.{role}" for member in members}
    return {member: import_module(place) for member, place in places.items() if find_spec(place)}


def classes_in(module: ModuleType, base: type[T]) -> list[type[T]]:
    """Return the subclasses of `base` that `module` itself defines."""
    kinds = (value for value in vars(module).values() if isinstance(value, type))
    return [kind for kind in kinds if issubclass(kind, base) and kind.__module__ == module.__name__]
