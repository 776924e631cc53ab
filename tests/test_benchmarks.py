"""What `make bench` computes from what it measured, and how it shows it."""

from pathlib import Path

import pytest
from PIL import Image

from benchmarks import plot, record, report
from benchmarks.chapters import answers
from benchmarks.figures import Ratio, Times, shown
from benchmarks.plot import Bar
from benchmarks.record import Measured
from tests.harness.commands import PROGRAMS, run
from tests.harness.paths import ROOT

BARS = [Bar("a test / another", 1.0, 2.0, kept=True), Bar("slow / fast", 4.0, 2.0, kept=False)]


def test_a_slow_round_is_slow_for_both() -> None:
    times = Times()
    for base in (1.0, 10.0, 2.0):
        times.add("base", base)
        times.add("ours", base * 1.5)

    assert times.ratio("ours", "base") == 1.5


@pytest.mark.parametrize(("ratio", "kept"), [(1.9, True), (2.0, True), (2.1, False)])
def test_a_goal_may_be_an_upper_bound(ratio: float, kept: bool) -> None:  # noqa: FBT001 -- a case
    assert Ratio("ours", "theirs", "ours", "theirs", at_most=2).is_kept(ratio) is kept


@pytest.mark.parametrize(("ratio", "kept"), [(1.9, False), (2.0, True), (9.0, True)])
def test_a_goal_may_be_a_lower_bound(ratio: float, kept: bool) -> None:  # noqa: FBT001 -- a case
    assert Ratio("theirs", "ours", "theirs", "ours", at_least=2).is_kept(ratio) is kept


@pytest.mark.parametrize(("seconds", "text"), [(0.0123, "12.3 ms"), (2.5, "2.50 s")])
def test_seconds_are_shown_as_people_read_them(seconds: float, text: str) -> None:
    assert shown(seconds) == text


def test_bars_are_as_long_as_their_logarithms() -> None:
    first, second = plot.text(BARS).splitlines()

    assert first.count("#") * 3 == pytest.approx(second.count("#") + 1, abs=2)
    assert first.endswith("1.00")
    assert "|" in second


def test_the_picture_has_a_row_for_each_bar(tmp_path: Path) -> None:
    plot.image(BARS, tmp_path / "plot.png")

    with Image.open(tmp_path / "plot.png") as picture:
        assert picture.height == plot.ROW * len(BARS) + 2 * plot.MARGIN


def test_a_chapter_that_is_measured_again_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "measured.json"
    for name, seconds in (("starts", 1.0), ("tests", 2.0), ("starts", 3.0)):
        record.write(name, Measured("a machine", {"ours": [seconds]}), file)

    assert {name: each.rounds["ours"] for name, each in record.read(file).items()} == {
        "starts": [3.0],
        "tests": [2.0],
    }


def test_the_page_tells_what_was_measured(tmp_path: Path) -> None:
    report.write(tmp_path, answers(), record.endured())

    written = (tmp_path / "performance.md").read_text()
    assert written == (ROOT / "docs" / "performance.md").read_text()


def test_a_campaign_is_remembered_beside_the_others(tmp_path: Path) -> None:
    file = tmp_path / "endured.json"
    file.write_text("{}")
    for what, failures in (("runs", 0), ("kills", 2), ("kills", 0)):
        record.write_endured(what, record.Endured(20, failures), file)

    assert record.endured(file) == {what: record.Endured(20, 0) for what in ("kills", "runs")}


@pytest.mark.parametrize("verb", ["bench", "endure"])
def test_the_verbs_explain_themselves(verb: str) -> None:
    said = run("make", "-o", ".venv/.ready", f"BIN={PROGRAMS}", verb, "ARGS=--help", cwd=ROOT)

    assert "--engine" in said
