"""What Copier takes to make a service and to update it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Chapter, Ratio, Times
from tests.harness import services
from tests.harness.repositories import UNDER_TEST, commit, repository, snapshot
from tests.harness.successors import release_the_next_version

COPY, SMALL = "copier copy of the service", "copier copy of one file"
PLAIN = "copier copy of the same files as they are"
UPDATE = "copier update to the next version"
EXPLAINED = """\
The command, as a user gives it, from a repository on the same machine. The floor is a template that
asks nothing, renders nothing and leaves nothing out: as many files cost Copier as much, for it
starts git once for each of them (9.19, `_sync_git_index_executable_bit`)."""
FILES = "Files cost, and not what is asked or rendered: the row below is the floor."
RATIOS = (
    Ratio(COPY, "a template of one file", COPY, SMALL, at_most=2.5, why=FILES),
    Ratio(COPY, "of the same files as they are", COPY, PLAIN, at_most=1.25),
)


def measure(_: str, rounds: int) -> Times:
    times = Times()
    with TemporaryDirectory(prefix="bench-") as folder:
        where = Path(folder)
        template = snapshot(where / "template")
        small = template_of(one_file(where / "one-file"), where / "small")
        copied(template, where / "service")
        plain = template_of(where / "service", where / "plain")
        for round_ in range(rounds):
            times.add(SMALL, copied(small, where / f"one-{round_}"))
            times.add(PLAIN, copied(plain, where / f"plain-{round_}"))
            times.add(COPY, copied(template, where / f"service-{round_}"))
        services_made = [repository(where / f"service-{round_}") for round_ in range(rounds)]
        release_the_next_version(template)
        for service in services_made:
            times.add(UPDATE, updated(service))
    return times


def one_file(where: Path) -> Path:
    where.mkdir()
    (where / "README.md").write_text("One file.\n")
    return where


def template_of(files: Path, where: Path) -> Path:
    """Make a template that copies `files` and remembers no more than Copier must."""
    shutil.copytree(files, where / "template", ignore=shutil.ignore_patterns(".copier-answers.yml"))
    (where / "copier.yml").write_text("_subdirectory: template\n")
    (where / "template" / "{{_copier_conf.answers_file}}.jinja").write_text(
        "{{ _copier_answers|to_nice_yaml }}"
    )
    repository(where)
    commit(where, "Released", UNDER_TEST)
    return where


def copied(template: Path, destination: Path) -> float:
    words = ("copy", "--quiet", "--defaults", "--vcs-ref", UNDER_TEST, template, destination)
    return timed(lambda: services.copier(*words, cwd=destination.parent).returncode)


def updated(service: Path) -> float:
    words = ("update", "--quiet", "--defaults", "--conflict", "inline")
    return timed(lambda: services.copier(*words, cwd=service).returncode)


def timed(command: Callable[[], int]) -> float:
    began = perf_counter()
    assert command() == 0
    return perf_counter() - began


COPIER = Chapter("Copier", EXPLAINED, measure, RATIOS)
