"""The page of the results, and its picture."""

from collections.abc import Mapping
from collections.abc import Sequence

import numpy as np

from benchmarks.rank.measure import FIRST
from benchmarks.rank.measure import Figure

COLOURS = ("#0b6e4f", "#c0562a", "#8a6fb0", "#5b6770", "#b08d2f")
WIDTH, HEIGHT, LEFT, TOP = 690, 360, 56, 16
PLOT_WIDTH, PLOT_HEIGHT = 400, 296
LAST = 50
FONT = 'font-family="sans-serif" font-size="13">'


def table(rows: Sequence[Figure], head: str) -> str:
    """Return rows as a table."""
    names = " | ".join(f"first {first}" for first in FIRST)
    lines = [f"| {head} | cases | {names} |", "|---|--:|--:|--:|--:|"]
    for row in rows:
        cells = " | ".join(f"{100 * found / row.cases:.1f} %" if row.cases else "" for found in row.found)
        lines.append(f"| {row.name} | {row.cases:,} | {cells} |")
    return "\n".join(lines)


def _point(first: int, part: float) -> str:
    x = LEFT + PLOT_WIDTH * np.log(first) / np.log(LAST)
    return f"{x:.1f},{TOP + PLOT_HEIGHT * (1 - part):.1f}"


def picture(places: Mapping[str, np.ndarray]) -> str:
    """Return the curves as SVG: part of the cases whose causal gene is among the first so many."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" ' + FONT,
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for part in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        y = TOP + PLOT_HEIGHT * (1 - part)
        parts.append(f'<path d="M{LEFT} {y:.1f}h{PLOT_WIDTH}" stroke="#d9dee2"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#333">{100 * part:.0f} %</text>')
    for first in (1, 2, 5, 10, 20, 50):
        x = float(_point(first, 0).partition(",")[0])
        parts.append(f'<text x="{x:.1f}" y="{TOP + PLOT_HEIGHT + 18}" text-anchor="middle" fill="#333">{first}</text>')
    middle = LEFT + PLOT_WIDTH / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle" fill="#333">causal gene among the first</text>'
    )
    for number, (name, found) in enumerate(places.items()):
        points = " ".join(_point(first, float((found <= first).mean())) for first in range(1, LAST + 1))
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.2"/>')
        y = TOP + 14 + 22 * number
        parts.append(f'<path d="M{LEFT + PLOT_WIDTH + 18} {y - 4}h20" stroke="{colour}" stroke-width="2.2"/>')
        parts.append(f'<text x="{LEFT + PLOT_WIDTH + 44}" y="{y}" fill="#222">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
