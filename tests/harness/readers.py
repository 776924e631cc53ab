"""Reads a file of a generated service as the program would that it is meant for."""

import re
import tomllib
from collections.abc import Callable
from configparser import RawConfigParser
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from dotenv import dotenv_values

# What a line of a Dockerfile begins with, where it does not go on from the one before.
INSTRUCTIONS = ("#", "FROM ", "ENV ", "RUN ", "COPY ", "WORKDIR ", "USER ", "EXPOSE ", "CMD ")


def read(path: Path) -> Any:  # noqa: ANN401 - each format has a type of its own
    """Return what the file says; fail where its program would not understand it."""
    text = path.read_text(encoding="utf-8")
    for pattern, reader in READERS.items():
        if re.search(pattern, path.name):
            return reader(text)
    return text


def read_ini(text: str) -> dict[str, dict[str, str]]:
    parser = RawConfigParser(strict=True)
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def read_dockerfile(text: str) -> list[str]:
    lines = [line for line in text.replace("\\\n", "").splitlines() if line.strip()]
    assert all(line.startswith(INSTRUCTIONS) for line in lines), lines
    return lines


def read_environment(text: str) -> dict[str, str | None]:
    read = dotenv_values(stream=StringIO(text), interpolate=False)
    assert None not in read.values()
    return dict(read)


READERS: dict[str, Callable[[str], Any]] = {
    r"\.toml$": tomllib.loads,
    r"\.ya?ml$": yaml.safe_load,
    r"\.(ini|cfg)$|^\.(coveragerc|importlinter)$": read_ini,
    r"\.py$": lambda text: compile(text, "rendered", "exec"),
    r"^Dockerfile$": read_dockerfile,
    r"^\.env": read_environment,
}
