"""Two drawings of a family as SVG without style: depth of X against Y, and kinship against opposite homozygotes."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from markupsafe import escape

from genopipe.genome import Karyotype
from genopipe.identity.expected import Relation
from genopipe.identity.family import FamilyResult
from genopipe.identity.findings import Verdict
from genopipe.identity.findings import worst
from genopipe.identity_settings import IdentitySettings
from genopipe.visible import visible

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 118, 26, 44
_LINE = 15
_MOST_LABELS = 12
_ABOVE = 0.4  # a ring at the right edge is named above it, the others beside
# Where a relation is expected: kinship, and opposite homozygotes for each site at which both are heterozygous, for
# alleles of a frequency of about 0.3 (unrelated: 0.5 at any frequency).
_EXPECTED = (
    (Relation.IDENTICAL, 0.5, 0.0),
    (Relation.PARENT_CHILD, 0.25, 0.0),
    (Relation.FULL_SIBLINGS, 0.25, 0.08),
    (Relation.SECOND_DEGREE, 0.125, 0.22),
    (Relation.THIRD_DEGREE, 0.0625, 0.34),
    (Relation.UNRELATED, 0.0, 0.5),
)


@dataclass(frozen=True)
class Point:
    """One point of a drawing: where it is, its label, and the word that colours it."""

    x: float
    y: float
    label: str
    verdict: Verdict


@dataclass(frozen=True)
class _Scale:
    """From figures to places in the drawing."""

    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        part = (min(max(value, self.left), self.right) - self.left) / (self.right - self.left)
        return round(_LEFT + part * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(_HEIGHT - _BOTTOM - part * (_HEIGHT - _TOP - _BOTTOM), 1)


def draw_sexes(result: FamilyResult, settings: IdentitySettings) -> Markup | None:
    """Return the drawing of sex chromosomes; None: nobody has depths of X and Y."""
    points = [
        Point(
            person.sex.x.ratio,
            person.sex.y.ratio,
            person.person,
            worst(check.verdict for check in person.checks if check.check in ("sex", "karyotype")),
        )
        for person in result.people
        if person.sex.x is not None and person.sex.y is not None
    ]
    if not points:
        return None
    scale = _Scale(0.2, 1.8, -0.1, 1.3)
    half = settings.x_tolerance
    ranges = ((-0.1, settings.y_absent), (settings.y_present, settings.y_second), (settings.y_second, 1.3))
    boxes = []
    for one in Karyotype:
        low, high = ranges[one.y_copies]
        boxes.append(_box(scale, one.x_copies / 2 - half, one.x_copies / 2 + half, low, high, one.value))
    axes = _axes(scale, (0.5, 1.0, 1.5), (0.0, 0.5, 1.0), "depth of X / autosomes", "depth of Y / autosomes")
    return _svg("Depth of X against depth of Y", [*boxes, axes, *_points(scale, points, every=True)])


def draw_relations(result: FamilyResult, settings: IdentitySettings) -> Markup | None:
    """Return the drawing of relations; None: no pair is assessable."""
    points = [
        Point(
            pair.found.kinship,
            pair.found.ratio or 0.0,
            f"{pair.first} \N{EN DASH} {pair.second}",
            pair.finding.verdict,
        )
        for pair in result.pairs
        if pair.found.kinship is not None
    ]
    if not points:
        return None
    scale = _Scale(-0.15, 0.55, -0.02, 0.62)
    limits = (settings.third_degree, settings.second_degree, settings.first_degree, settings.identical)
    lines = [_rule(scale.x(x), scale.y(-0.02), scale.x(x), scale.y(0.62)) for x in limits]
    y = scale.y(settings.parent_child_opposite)
    lines.append(_rule(scale.x(-0.15), y, scale.x(0.55), y))
    rings = [_ring(scale, kinship, ratio, relation.value) for relation, kinship, ratio in _EXPECTED]
    axes = _axes(scale, (0.0, 0.125, 0.25, 0.5), (0.0, 0.25, 0.5), "kinship (KING-robust)", "IBS0 / both heterozygous")
    every = len(points) <= _MOST_LABELS
    return _svg("Kinship against opposite homozygotes", [*lines, *rings, axes, *_points(scale, points, every=every)])


def _svg(title: str, parts: Iterable[str]) -> Markup:
    head = f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">'
    return Markup("\n".join([head, *parts, "</svg>"]))  # noqa: S704 - every text in it is escaped


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(visible(words))}</text>'


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="rule" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'


def _box(scale: _Scale, left: float, right: float, low: float, high: float, words: str) -> str:
    x, y = scale.x(left), scale.y(high)
    width, height = scale.x(right) - x, scale.y(low) - y
    box = f'<rect class="expected" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4"/>'
    return box + _text(x + 4, y + 12, words, "class")


def _ring(scale: _Scale, x: float, y: float, words: str) -> str:
    ring = f'<circle class="expected" cx="{scale.x(x):g}" cy="{scale.y(y):g}" r="11"/>'
    name = f"<g><title>{escape(words)} expected</title>{ring}</g>"
    if y == 0:  # at the lower edge lie the lines to the labels: named to the left, or above
        if x > _ABOVE:
            return name + _text(scale.x(x) + 20, scale.y(y) - 15, words, "class end")
        return name + _text(scale.x(x) - 14, scale.y(y) + 4, words, "class end")
    return name + _text(scale.x(x) + 14, scale.y(y) + 4, words, "class")


def _axes(scale: _Scale, xs: Sequence[float], ys: Sequence[float], below: str, beside: str) -> str:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = [f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{right}"/>']
    parts += [_text(scale.x(x), bottom + 15, f"{x:g}", "tick middle") for x in xs]
    parts += [_text(_LEFT - 6, scale.y(y) + 4, f"{y:g}", "tick end") for y in ys]
    parts.append(_text((_LEFT + right) / 2, _HEIGHT - 8, below, "tick middle"))
    parts.append(_text(4, 14, beside, "tick"))
    return "".join(parts)


def _points(scale: _Scale, points: Sequence[Point], *, every: bool) -> list[str]:
    """Return the points, and their labels one below the other at the right, each with a line to its point."""
    drawn = [
        f'<circle class="point {point.verdict.value}" cx="{scale.x(point.x):g}" cy="{scale.y(point.y):g}" r="4.5">'
        f"<title>{escape(visible(point.label))}</title></circle>"
        for point in points
    ]
    height: Callable[[Point], tuple[float, str]] = lambda point: (scale.y(point.y), point.label)  # noqa: E731
    labelled = sorted((p for p in points if every or p.verdict is not Verdict.PASS), key=height)[:_MOST_LABELS]
    at, links = float(_TOP), []
    for place, point in enumerate(labelled):
        room = _HEIGHT - _BOTTOM - _LINE * (len(labelled) - 1 - place)
        at = min(max(at, scale.y(point.y)), room)
        x, y, right = scale.x(point.x), scale.y(point.y), _WIDTH - _RIGHT + 6
        links.append(f'<path class="link" d="M{x + 5:g} {y:g}L{right:g} {at:g}"/>')
        links.append(_text(right + 3, at + 4, _short(point.label), "label"))
        at += _LINE
    return [*links, *drawn]


def _short(label: str) -> str:
    return label if len(label) <= 19 else f"{label[:18]}\N{HORIZONTAL ELLIPSIS}"
