"""The process: told by its environment, started by a server, ended by a signal or a sentence."""

import json
from http import HTTPStatus
from pathlib import Path

import pytest
from httpx import AsyncClient

from backend.apps.settings import Settings
from backend.runtime.main import main
from backend.tests.runtime.environment import EXAMPLE
from backend.tests.runtime.processes import Service, service_in


def test_the_example_lists_every_variable() -> None:
    listed = EXAMPLE.read_text()

    assert [name for name in Settings.model_fields if f"{name.upper()}=" not in listed] == []


async def test_the_file_beside_the_process_is_read(env_file: Path) -> None:
    with env_file.open("a") as lines:
        lines.write("REQUEST_SIZE_LIMIT=7\n")

    app = main()

    async with app.router.lifespan_context(app) as state:
        assert state is not None
        assert state["settings"].request_size_limit == 7


@pytest.mark.validation
def test_a_wrong_variable_ends_the_process_with_a_sentence(
    env_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with env_file.open("a") as lines:
        lines.write("LOG_LEVEL=LOUD\n")

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("LOG_LEVEL: Input should be")


@pytest.mark.slow
@pytest.mark.validation
def test_a_server_without_settings_ends_with_sentences_alone(tmp_path: Path) -> None:
    with service_in(tmp_path, environment={"ENVIRONMENT": "test"}) as service:
        assert service.end() == 1

    assert service.log.splitlines() == [
        "DATABASE_URL is missing: set it in the environment or in .env.",
        "REDIS_URL is missing: set it in the environment or in .env.",
        "SECRET_KEY is missing: set it in the environment or in .env.",
        ".env.example lists every variable.",
    ]


@pytest.mark.slow
async def test_a_real_server_gets_ready_and_ends_in_order(service: Service) -> None:
    async with AsyncClient(base_url=service.url(), trust_env=False) as client:
        response = await client.get("/readyz")
    service.stop()

    assert response.status_code == HTTPStatus.OK
    events = [json.loads(line)["event"] for line in service.log.splitlines()]
    assert "Application shutdown complete." in events
