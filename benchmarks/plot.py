"""The ratios as bars, for a reader of the page and for a reader of a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH = 40
ROW, LABELS, BARS, MARGIN = 34, 520, 560, 24
KEPT, MISSED, INK, PAPER = "#4c8c6b", "#b5503c", "#333333", "#ffffff"
FONT_SIZE = 17


@dataclass(frozen=True)
class Bar:
    """One ratio with its goal; `kept` says on which side of it the ratio lies."""

    label: str
    ratio: float
    goal: float
    kept: bool


def text(bars: Sequence[Bar]) -> str:
    """Return a line for each: a bar as long as the ratio's logarithm, with a mark at the goal."""
    scale = scale_of(bars, WIDTH)
    label = max(len(bar.label) for bar in bars)
    return "\n".join(f"{bar.label:>{label}} {line_of(bar, scale)}" for bar in bars)


def line_of(bar: Bar, scale: float) -> str:
    filled, mark = length(bar.ratio, scale), length(bar.goal, scale)
    cells = ["#" if cell < filled else " " for cell in range(WIDTH + 1)]
    cells[mark] = "|"
    return f"{''.join(cells)} {bar.ratio:.2f}"


def image(bars: Sequence[Bar], file: Path) -> None:
    """Write the same as a PNG."""
    picture = Image.new("RGB", (LABELS + BARS + 5 * MARGIN, ROW * len(bars) + 2 * MARGIN), PAPER)
    canvas, scale = ImageDraw.Draw(picture), scale_of(bars, BARS)
    for number, bar in enumerate(bars):
        draw(canvas, bar, MARGIN + number * ROW, scale)
    picture.save(file, optimize=True)


def draw(canvas: ImageDraw.ImageDraw, bar: Bar, top: int, scale: float) -> None:
    left, middle = MARGIN + LABELS, top + ROW // 2
    end, mark = left + length(bar.ratio, scale), left + length(bar.goal, scale)
    font = ImageFont.load_default(FONT_SIZE)
    canvas.text((left - MARGIN // 2, middle), bar.label, INK, font, anchor="rm")
    canvas.rectangle((left, top + 6, end, top + ROW - 6), KEPT if bar.kept else MISSED)
    canvas.line((mark, top + 2, mark, top + ROW - 2), INK, 3)
    canvas.text((max(end, mark) + 10, middle), f"{bar.ratio:.2f}", INK, font, anchor="lm")


def scale_of(bars: Sequence[Bar], width: int) -> float:
    """Return how long a doubling is, so that the longest bar fits."""
    return width / log2(2 * max(max(bar.ratio, bar.goal) for bar in bars))


def length(ratio: float, scale: float) -> int:
    """Half the time is as far as twice the time, and a half has no length left."""
    return max(0, round(log2(2 * ratio) * scale))
