"""The chapters of docs/performance.md in their order, and what is known of each."""

from collections.abc import Mapping

from benchmarks import record, report
from benchmarks.answers import ANSWERS
from benchmarks.figures import Chapter
from benchmarks.footprint import LAUNCH, RESIDENT_SET
from benchmarks.generation import COPIER
from benchmarks.growth import BULK_ROWS, MANY_MIGRATIONS, MANY_TESTS
from benchmarks.isolation import ONE_TEST
from benchmarks.requests import REQUEST
from benchmarks.starts import START
from benchmarks.workers import WORKERS
from tests.harness.paths import ROOT

CHAPTERS: Mapping[str, Chapter] = {
    "isolation": ONE_TEST,
    "starts": START,
    "tests": MANY_TESTS,
    "bulk": BULK_ROWS,
    "migrations": MANY_MIGRATIONS,
    "workers": WORKERS,
    "generation": COPIER,
    "answers": ANSWERS,
    "launch": LAUNCH,
    "memory": RESIDENT_SET,
    "requests": REQUEST,
}


def answers() -> report.Answers:
    """Return what is known of each chapter, in their order."""
    known = record.read()
    return {chapter: known[name] for name, chapter in CHAPTERS.items() if name in known}


def publish() -> None:
    """Write the page anew from what was measured and counted last."""
    report.write(ROOT / "docs", answers(), record.endured())
