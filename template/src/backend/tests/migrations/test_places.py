"""Whatever PostgreSQL has beside tables has its place in a migration."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.core.database import engine_at
from backend.migrations.drift import differences
from backend.migrations.scope import scope_of
from backend.tests.harness.upgrades import alembic_config
