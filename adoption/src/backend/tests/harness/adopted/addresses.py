"""The variables by which the service finds its servers, with the addresses filled in."""

from collections.abc import Mapping
from urllib.parse import quote

from sqlalchemy import make_url

from backend.tests.harness.adopted.wiring import WiringError

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"
NO_REDIS = "redis://127.0.0.1:1/0"
REDIS = "redis_url"


def variables(environment: Mapping[str, str], database_url: str, redis_url: str) -> dict[str, str]:
    """Fill in the parts of the two addresses. Raises WiringError on a name that is none of them."""
    parts = parts_of(database_url) | ({REDIS: redis_url} if redis_url else {})
    try:
        return {name: text.format_map(parts) for name, text in environment.items()}
    except KeyError as error:
        raise WiringError(unknown(str(error.args[0]), parts)) from None


def parts_of(database_url: str) -> dict[str, str]:
    url = make_url(database_url)
    user, password = url.username or "", url.password or ""
    host, port, database = url.host or "", str(url.port or 5432), url.database or ""
    address = f"{quote(user)}:{quote(str(password), safe='')}@{host}:{port}/{database}"
    named = {"user": user, "password": str(password), "host": host, "port": port}
    return {**named, "database": database, "address": address}


def unknown(name: str, parts: Mapping[str, str]) -> str:
    if name == REDIS:
        return 'the environment asks for {redis_url}, but pyproject.toml says `redis = ""`.'
    listed = ", ".join(f"{{{part}}}" for part in parts)
    return f"the environment asks for {{{name}}}; there are {listed}."
