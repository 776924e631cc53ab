"""Factories build; only `persist` saves. pytest-randomly seeds them per test."""

from typing import Generic, TypeVar

from faker import Faker
from polyfactory import Ignore
from polyfactory.factories.pydantic_factory import ModelFactory
from polyfactory.factories.sqlalchemy_factory import SQLAlchemyFactory

from backend.core.models import Model
from backend.core.schemas import Schema

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Schema)


class RowFactory(SQLAlchemyFactory[M], Generic[M]):
    """Builds a row that is not saved yet.

    Keys are the model's and relations the test's: a random foreign key points at nobody.
    """

    __is_base_factory__ = True
    __set_primary_key__ = False
    __set_foreign_keys__ = False
    __set_relationships__ = False
    created_at = Ignore()
    __faker__ = Faker("en_US")


class BodyFactory(ModelFactory[S], Generic[S]):
    """Builds a request body that the service accepts."""

    __is_base_factory__ = True
    __faker__ = Faker("en_US")
