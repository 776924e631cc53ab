"""What copier.yml asks, and answers worth trying."""

from typing import Any

import yaml

from tests.harness.paths import ROOT

CONFIGURATION: dict[str, Any] = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
QUESTIONS: dict[str, dict[str, Any]] = {
    name: details for name, details in CONFIGURATION.items() if not name.startswith("_")
}

# What Copier runs, or loads, only for those who say --trust.
TRUSTED_ONLY = {"_tasks", "_jinja_extensions", "_migrations"}
METACHARACTERS = (
    """Ämter: 'it's' "all" \\n {{ 7*7 }} {% raw %} ${HOME} `id` <b> # ] , * & | %s 😀"""
)

# An ordinary value first, then the extremes; tests try every pair of them.
VALUES: dict[str, list[object]] = {
    # The other kind asks little else: tests/adoption is about it.
    "kind": ["service"],
    "project_name": ["My Service", "M", METACHARACTERS[:60].strip(), "Ein Dienst " * 5 + "Ende."],
    "project_slug": ["my-service", "m", "a1-" * 13 + "b"],
    "description": ["What it is for.", "W", METACHARACTERS, "long " * 39 + "5char"],
    "postgres_version": [18, 15, 16, 17],
    "python_version": ["3.13", "3.11", "3.12", "3.14"],
    "example": [True, False],
}
ORDINARY = {question: values[0] for question, values in VALUES.items()}
EXTREME = {question: values[-1] for question, values in VALUES.items()}
HOSTILE = {**ORDINARY, "project_name": METACHARACTERS[:60].strip(), "description": METACHARACTERS}

FIRST, PRINTABLE = "begin with a letter or a digit", "use printable characters only"
CHARACTERS = "use a-z, 0-9 and single dashes"
REFUSED = [
    ("kind", "library", "answer service or harness"),
    ("project_name", "", FIRST),
    ("project_name", "-dash", FIRST),
    ("project_name", " space", FIRST),
    ("project_name", "space ", "end without a space"),
    ("project_name", "two\nlines", PRINTABLE),
    ("project_name", "red\x1b[31m", PRINTABLE),
    ("project_name", "x" * 61, "use at most 60 characters"),
    ("project_slug", "", "begin with a lower-case letter"),
    ("project_slug", "../outside", "begin with a lower-case letter"),
    ("project_slug", "my service", CHARACTERS),
    ("project_slug", "my--service", CHARACTERS),
    ("project_slug", "newline\n", CHARACTERS),
    ("project_slug", "x" * 41, "use at most 40 characters"),
    ("project_slug", "fastapi", "a package it installs is named so"),
    ("description", "`code`", FIRST),
    ("description", "one\ttab", PRINTABLE),
    ("description", "x" * 201, "use at most 200 characters"),
    ("postgres_version", "14", "choose 15, 16, 17 or 18"),
    ("postgres_version", "newest", "choose 15, 16, 17 or 18"),
    ("python_version", "3.10", "choose 3.11, 3.12, 3.13 or 3.14"),
    ("example", "perhaps", "answer yes or no"),
]
