"""What the environment may say, and the sentence about everything that it may not."""

from pathlib import Path
from traceback import format_exception
from typing import Self

import pytest
from pydantic import BaseModel, model_validator

from backend.core.settings import (
    DEVELOPMENT_SECRET_KEY,
    CoreSettings,
    Environment,
    SettingsError,
    compose,
    load_settings,
)
from backend.tests.core.environment import COMPLETE, SetVariables

SECRET = "hunter2"  # noqa: S105 - opens nothing
LAST_LINE = ".env.example lists every variable."


class Red(CoreSettings):
    red: int


class Blue(CoreSettings):
    blue: int


class Painted(BaseModel):
    red: int
    blue: int


class Balanced(CoreSettings):
    @model_validator(mode="after")
    def have_a_connection_for_each_job(self) -> Self:
        if self.worker_jobs > self.database_pool_size:
            raise ValueError("fewer connections than jobs")
        return self


def problems(kind: type[CoreSettings] = CoreSettings) -> list[str]:
    """The lines that the environment's settings fail with, but for the last."""
    with pytest.raises(SettingsError) as caught:
        load_settings(kind, env_file=None)
    *lines, last = str(caught.value).splitlines()
    assert last == LAST_LINE
    return lines


def name_in(line: str) -> str:
    name, _, _ = line.partition(" ")
    return name.removesuffix(":")


def test_a_complete_environment_is_enough(set_variables: SetVariables) -> None:
    set_variables()

    settings = load_settings(CoreSettings, env_file=None)

    assert settings.environment is Environment.TEST
    assert str(settings.database_url) == COMPLETE["DATABASE_URL"]


@pytest.mark.validation
@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
def test_a_missing_variable_is_named(set_variables: SetVariables, name: str) -> None:
    set_variables(**{name: ""})

    assert problems() == [f"{name} is missing: set it in the environment or in .env."]


@pytest.mark.validation
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("DATABASE_URL", "mysql://db/app"),
        ("REDIS_URL", "http://redis"),
        ("SECRET_KEY", "short"),
        ("LOG_LEVEL", "LOUD"),
        ("CORS_ORIGINS", "app.example.com"),
        ("REQUEST_SIZE_LIMIT", "0"),
        ("DATABASE_POOL_SIZE", "many"),
        ("PASSWORD_TIME_COST", "0"),
        ("PASSWORD_MEMORY_KIB", "63"),
    ],
)
def test_a_wrong_variable_is_named(set_variables: SetVariables, name: str, value: str) -> None:
    set_variables(**{name: value})

    assert [name_in(line) for line in problems()] == [name]


@pytest.mark.validation
def test_everything_that_is_wrong_is_said_at_once(set_variables: SetVariables) -> None:
    set_variables(REDIS_URL="", SECRET_KEY=SECRET, LOG_LEVEL="LOUD")

    assert [name_in(line) for line in problems()] == ["REDIS_URL", "SECRET_KEY", "LOG_LEVEL"]


@pytest.mark.validation
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", SECRET),
        ("DATABASE_URL", f"mysql://me:{SECRET}@db/app"),
        ("REDIS_URL", f"redis://:{SECRET}@redis:port/0"),
    ],
)
def test_a_wrong_secret_is_not_printed(set_variables: SetVariables, name: str, value: str) -> None:
    set_variables(**{name: value})

    with pytest.raises(SettingsError) as caught:
        load_settings(CoreSettings, env_file=None)

    assert SECRET not in "".join(format_exception(caught.value))


@pytest.mark.validation
def test_the_sentences_stand_alone(set_variables: SetVariables) -> None:
    set_variables(SECRET_KEY=SECRET)

    with pytest.raises(SettingsError) as caught:
        load_settings(CoreSettings, env_file=None)

    assert "validation error" not in "".join(format_exception(caught.value))


def test_settings_do_not_show_their_secrets(set_variables: SetVariables) -> None:
    set_variables(
        SECRET_KEY=SECRET * 5,
        DATABASE_URL=f"postgresql://me:{SECRET}@db/app",
        REDIS_URL=f"redis://:{SECRET}@redis/0",
    )

    assert SECRET not in repr(load_settings(CoreSettings, env_file=None))


def test_whoever_says_nothing_runs_in_production(set_variables: SetVariables) -> None:
    set_variables(ENVIRONMENT="")

    assert load_settings(CoreSettings, env_file=None).environment is Environment.PRODUCTION


@pytest.mark.validation
@pytest.mark.parametrize("environment", ["production", "", "staging"])
def test_the_public_key_works_nowhere_else(set_variables: SetVariables, environment: str) -> None:
    set_variables(ENVIRONMENT=environment, SECRET_KEY=DEVELOPMENT_SECRET_KEY)

    assert problems()[-1].startswith("SECRET_KEY: the key of .env.example is public")


@pytest.mark.parametrize("environment", ["development", "test"])
def test_the_public_key_works_in_development(set_variables: SetVariables, environment: str) -> None:
    set_variables(ENVIRONMENT=environment, SECRET_KEY=DEVELOPMENT_SECRET_KEY)

    settings = load_settings(CoreSettings, env_file=None)

    assert settings.secret_key.get_secret_value() == DEVELOPMENT_SECRET_KEY


@pytest.mark.validation
@pytest.mark.parametrize(
    ("name", "too_little", "least"),
    [("PASSWORD_TIME_COST", "1", "2"), ("PASSWORD_MEMORY_KIB", "19455", "19456")],
)
def test_production_refuses_cheap_hashes(
    set_variables: SetVariables, name: str, too_little: str, least: str
) -> None:
    set_variables(ENVIRONMENT="production", **{name: too_little})

    assert problems() == [f"{name}: production needs at least {least}."]


@pytest.mark.parametrize(
    ("name", "value"), [("PASSWORD_TIME_COST", "1"), ("PASSWORD_MEMORY_KIB", "64")]
)
def test_tests_may_hash_cheaply(set_variables: SetVariables, name: str, value: str) -> None:
    set_variables(**{name: value})

    settings = load_settings(CoreSettings, env_file=None)

    assert getattr(settings, name.lower()) == int(value)


@pytest.mark.validation
def test_what_several_variables_get_wrong_together_is_said_too(set_variables: SetVariables) -> None:
    set_variables(DATABASE_POOL_SIZE="3", WORKER_JOBS="4")

    assert problems(Balanced) == ["The settings: fewer connections than jobs."]


def test_several_settings_become_one_with_the_variables_of_all(
    set_variables: SetVariables,
) -> None:
    set_variables(RED="1", BLUE="2")

    settings = load_settings(compose([Red, Blue]), env_file=None)

    assert list(type(settings).model_fields)[-2:] == ["red", "blue"]
    assert isinstance(settings, Red)
    assert repr(settings).startswith("Settings(")
    assert settings.model_dump(include={"red", "blue"}) == Painted(red=1, blue=2).model_dump()


def test_origins_are_separated_by_commas(set_variables: SetVariables) -> None:
    set_variables(CORS_ORIGINS="https://a.example, http://localhost:3000,")

    settings = load_settings(CoreSettings, env_file=None)

    assert settings.cors_origins == ("https://a.example", "http://localhost:3000")


def test_the_environment_wins_over_the_file(set_variables: SetVariables, tmp_path: Path) -> None:
    set_variables(LOG_LEVEL="DEBUG")
    env_file = tmp_path / ".env"
    env_file.write_text("LOG_LEVEL=ERROR\nDATABASE_POOL_SIZE=3\n")

    settings = load_settings(CoreSettings, env_file)

    assert (settings.log_level, settings.database_pool_size) == ("DEBUG", 3)


def test_no_file_is_read_that_nobody_named(
    set_variables: SetVariables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_variables(LOG_LEVEL="")
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\n")
    monkeypatch.chdir(tmp_path)

    assert load_settings(CoreSettings, env_file=None).log_level == "INFO"
