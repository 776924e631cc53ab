"""How both servers are set up, the same on every engine, so that tests mean the same."""

from collections.abc import Mapping

ROLE = "testbed"
REDIS_DATABASES = 1024
BUILTIN_LOCALE_SINCE = 17
SCRAM_ITERATIONS_SINCE = 16

INITDB = ("--encoding=UTF8", "--wal-segsize=1")

EVERYWHERE = {"timezone": "UTC", "log_timezone": "UTC", "max_connections": "300", "jit": "off"}
# Nobody reads these rows after a crash, so nothing waits for a disk.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    # In the data folder, which goes with the server however it dies; in /dev/shm it would stay.
    "dynamic_shared_memory_type": "mmap",
}


def initdb_options(major: int, *, durable: bool) -> tuple[str, ...]:
    """Upper and lower case follow Unicode on every engine, whatever the machine's locale."""
    locale = (
        ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        if major >= BUILTIN_LOCALE_SINCE
        else ("--locale=C.UTF-8",)
    )
    return (*INITDB, *locale, *(() if durable else throwaway_initdb_options(major)))


def throwaway_initdb_options(major: int) -> tuple[str, ...]:
    """Hash the password once and not 4,096 times: each new connection waits for it."""
    if major < SCRAM_ITERATIONS_SINCE:
        return ("--no-sync",)
    return ("--no-sync", "--set=scram_iterations=1")


def postgres_url(host: str, port: int, password: str) -> str:
    """Tell clients not to ask for TLS first, which takes them a tenth of a connection's time."""
    return f"postgresql://{ROLE}:{password}@{host}:{port}/postgres?sslmode=disable"


def postgres_options(*, durable: bool, **extra: str) -> list[str]:
    settings: Mapping[str, str] = EVERYWHERE | ({} if durable else THROWAWAY) | extra
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def redis_options(password: str, *, durable: bool) -> list[str]:
    kept = ("--appendonly", "yes") if durable else ("--appendonly", "no", "--save", "")
    return ["--requirepass", password, "--databases", str(REDIS_DATABASES), *kept]
