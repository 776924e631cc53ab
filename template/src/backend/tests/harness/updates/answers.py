"""What the service recorded about where it came from."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from backend.tests.harness.updates.refusal import RefusalError

FILE = ".copier-answers.yml"
# A scalar of YAML; a long one goes on in lines that are indented.
RECORDED = r"(?m)^{name}: (.*(?:\n[ \t]+.*)*)$"
SOURCE, VERSION = "_src_path", "_commit"
HOSTS = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/", "git+": ""}


@dataclass(frozen=True)
class Origin:
    """The template, and the version of it that this service was last made like."""

    source: str
    version: str


def read_origin(service: Path) -> Origin:
    path = service / FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    source, version = recorded(text, SOURCE), recorded(text, VERSION)
    if not source or not version:
        raise RefusalError(
            f"{FILE} does not say which version of which template this service was made from,"
            " so there is nothing to compare with: make it from a template that is kept in git."
        )
    return Origin(source, version)


def recorded(text: str, name: str) -> str:
    found = re.search(RECORDED.format(name=name), text)
    scalar = " ".join(found[1].split()) if found else ""
    if scalar.startswith('"'):
        return str(json.loads(scalar))
    return scalar[1:-1].replace("''", "'") if scalar.startswith("'") else scalar


def with_recorded(text: str, name: str, value: str) -> str:
    """Return the answers with another value, in quotes that YAML and we both read."""
    line = f"{name}: {json.dumps(value, ensure_ascii=False)}"
    return re.sub(RECORDED.format(name=name), lambda _: line, text, count=1)


def with_line_of(name: str, text: str, other: str) -> str:
    """Return the answers with what `other` says under this name, spelled as it is there."""
    line = re.search(RECORDED.format(name=name), other)
    return re.sub(RECORDED.format(name=name), lambda _: line[0], text, count=1) if line else text


def clonable(source: str) -> str:
    """Return the address as git understands it anywhere; Copier knows some that are shorter."""
    for short, long in HOSTS.items():
        if source.startswith(short):
            return long + source.removeprefix(short).removeprefix("/")
    path = Path(source).expanduser()
    return str(path.absolute()) if path.exists() else source
