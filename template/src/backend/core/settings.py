"""Everything the environment may change, and what it must not be."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    create_model,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from backend.core.database_url import parse_database_url
from backend.core.redis_url import checked_redis_url

# Everyone can read this key in .env.example, so whoever runs on it can be impersonated.
DEVELOPMENT_SECRET_KEY = "development-only-secret-key-change-me"  # noqa: S105 - public on purpose

LEAST_KEY_LENGTH = 32
HOW_TO_MAKE_A_KEY = "make one with `openssl rand -hex 32`"

# What OWASP's password storage cheat sheet asks of Argon2id at the least.
LEAST_TIME_COST = 2
LEAST_MEMORY_KIB = 19_456

LOCK_SECONDS = 10.0

S = TypeVar("S", bound=BaseSettings)


def check_database_url(text: str) -> str:
    parse_database_url(text)
    return text


DatabaseUrl = Annotated[str, BeforeValidator(str), AfterValidator(check_database_url)]
RedisUrl = Annotated[str, BeforeValidator(str), AfterValidator(checked_redis_url)]
Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[^/\s]+)$")]


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class SettingsError(Exception):
    """The environment cannot run this service; the message has a line per variable."""

    def __init__(self, problems: list[ErrorDetails]) -> None:
        lines = [_sentence(problem) for problem in problems]
        super().__init__("\n".join([*lines, ".env.example lists every variable."]))


class CoreSettings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    # Declared first: the validators below ask which environment they protect.
    environment: Environment = Environment.PRODUCTION
    # The title of its API, the issuer of its tokens, and the service of its log lines.
    service_name: str = Field(default="backend", min_length=1)
    # Both URLs may hold a password, so neither may appear in a repr.
    database_url: DatabaseUrl = Field(repr=False)
    redis_url: RedisUrl = Field(repr=False)
    # The beginning of every key, so that several services can share one Redis.
    redis_prefix: str = ""
    secret_key: SecretStr
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    cors_origins: Annotated[tuple[Origin, ...], NoDecode] = ()
    request_size_limit: int = Field(default=1024 * 1024, gt=0)
    # Bytes and values of a body that is JSON: each value may be an error that has to be told.
    json_size_limit: int = Field(default=128 * 1024, gt=0)
    json_value_limit: int = Field(default=1000, gt=0)
    # How long the body of a request may take to arrive.
    request_body_seconds: float = Field(default=30, gt=0)
    # How long requests and jobs may take to end once the process is asked to. The command of the
    # image says it to uvicorn as well, and compose.yaml grants five seconds more, and a margin.
    shutdown_seconds: float = Field(default=20, gt=0)
    database_pool_size: int = Field(default=10, gt=0)
    # How many times as long as usual PostgreSQL and Redis may take to connect and to answer: more
    # than 1 on machines that have too much to do.
    server_patience: float = Field(default=1, gt=0)
    # How long a migration waits for a table that a statement or transaction keeps in use.
    migration_lock_seconds: float = Field(default=LOCK_SECONDS, gt=0)
    # How often a job is tried and how long after a failure, doubled each time; how long a worker
    # that falls silent keeps its job from the others. A job may take half of that.
    job_attempts: int = Field(default=8, gt=0)
    job_retry_seconds: float = Field(default=10, gt=0)
    job_lease_seconds: float = Field(default=60, gt=0)
    # How many jobs a worker does at the same time, and how often it looks for new events.
    worker_jobs: int = Field(default=10, gt=0)
    relay_seconds: float = Field(default=0.5, gt=0)
    password_time_cost: int = Field(default=3, ge=1)
    password_memory_kib: int = Field(default=65_536, ge=64)
    # How many passwords a process hashes at the same time: each takes a core, and that memory.
    password_hashes: int = Field(default=2, gt=0)
    # By how much the clock of another machine may be ahead when this one reads its tokens.
    token_leeway_seconds: float = Field(default=5, ge=0)

    @field_validator("cors_origins", mode="before")
    @classmethod
    def split_at_commas(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return tuple(origin.strip() for origin in given.split(",") if origin.strip())

    @field_validator("secret_key")
    @classmethod
    def refuse_weak_keys(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        if len(key) < LEAST_KEY_LENGTH:
            raise ValueError(
                f"it needs at least {LEAST_KEY_LENGTH} characters; {HOW_TO_MAKE_A_KEY}"
            )
        if in_production(info) and key.get_secret_value() == DEVELOPMENT_SECRET_KEY:
            raise ValueError(f"the key of .env.example is public; {HOW_TO_MAKE_A_KEY}")
        return key

    @field_validator("password_time_cost", "password_memory_kib")
    @classmethod
    def refuse_cheap_hashes(cls, cost: int, info: ValidationInfo) -> int:
        least = LEAST_TIME_COST if info.field_name == "password_time_cost" else LEAST_MEMORY_KIB
        if in_production(info) and cost < least:
            raise ValueError(f"production needs at least {least}")
        return cost


def load_settings(kind: type[S], env_file: Path | None) -> S:
    """Read the environment, then `env_file`; say in sentences what is missing or wrong."""
    try:
        return kind(_env_file=env_file)
    except ValidationError as error:
        # `from None`: the original would print beside the sentences that replace it.
        raise SettingsError(error.errors(include_url=False, include_input=False)) from None


def compose(kinds: Sequence[type[CoreSettings]]) -> type[CoreSettings]:
    """Make one class of several, with the variables of them all, in that order."""
    # A class has the fields of its last base first.
    return create_model("Settings", __base__=(*reversed(kinds), CoreSettings))


def in_production(info: ValidationInfo) -> bool:
    # An environment that is itself wrong is absent here; it gets no lenience.
    return info.data.get("environment") not in {Environment.DEVELOPMENT, Environment.TEST}


def _sentence(problem: ErrorDetails) -> str:
    # A rule about several variables at once belongs to none of them.
    name = str(problem["loc"][0]).upper() if problem["loc"] else "The settings"
    if problem["type"] == "missing":
        return f"{name} is missing: set it in the environment or in .env."
    reason = problem["msg"].removeprefix("Value error, ")
    return f"{name}: {reason}."
