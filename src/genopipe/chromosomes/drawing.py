"""The chromosomes of a person as one SVG: runs, disomies and mosaics on bars, reads and depth below them."""

from collections.abc import Iterator
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from jinja2 import Environment
from jinja2 import PackageLoader
from jinja2 import StrictUndefined

from genopipe.chromosomes.disomy import ContigDisomy
from genopipe.chromosomes.results import Outcome
from genopipe.chromosomes.results import PersonResult
from genopipe.chromosomes.study import ContigStudy
from genopipe.chromosomes.study import Study
from genopipe.chromosomes.tracks import Track
from genopipe.visible import visible_value

LEFT, WIDTH, RIGHT = 76, 880, 264
TOP, ROW = 124, 78
BAR, READS, DEPTH = 12, 32, 14
_MOST_DEPTH = 2.0
_SMALLEST = 2.0
_WORDS = {Outcome.NONE: "none found", Outcome.NOT_ASSESSABLE: "not assessable", Outcome.FOUND: "found"}


class Box(NamedTuple):
    """A stretch of a bar: place, class of its style, and what it is."""

    x: float
    width: float
    style: str
    title: str


class Row(NamedTuple):
    """One chromosome.

    Attributes:
        name: The contig.
        y: Top of the bar.
        width: Length of the bar.
        boxes: Runs and disomies on the bar.
        lines: Mosaics, under the bar.
        reads: Path of the points of the reads.
        depth: Path of the points of depth.
        note: Words beside the row.
        more: A second line of words.
    """

    name: str
    y: int
    width: float
    boxes: tuple[Box, ...]
    lines: tuple[Box, ...]
    reads: str
    depth: str
    note: str
    more: str


class _Scale(NamedTuple):
    """Bases to pixels."""

    bases: int

    def x(self, position: int) -> float:
        return round(LEFT + WIDTH * position / self.bases, 1)

    def width(self, start: int, end: int) -> float:
        return round(max(WIDTH * (end - start + 1) / self.bases, _SMALLEST), 1)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("genopipe.chromosomes"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def draw_person(study: Study, result: PersonResult, lengths: Mapping[str, int]) -> str:
    """Return the drawing of a person.

    Args:
        study: What was found.
        result: The outcomes.
        lengths: Lengths of contigs, as far as they are known (bases); of others the last site is the end.
    """
    ends = {name: _length(contig, lengths.get(name, 0)) for name, contig in study.contigs.items()}
    scale = _Scale(max(ends.values(), default=1))
    rows = [
        _row(name, contig, study, scale, TOP + number * ROW, ends[name])
        for number, (name, contig) in enumerate(study.contigs.items())
    ]
    return (
        _environment()
        .get_template("person.svg")
        .render(
            person=study.member.name,
            family=study.member.person.family,
            lines=list(_summary(result)),
            rows=rows,
            width=LEFT + WIDTH + RIGHT,
            height=TOP + len(rows) * ROW + 24,
            left=LEFT,
            bar=BAR,
            reads_top=BAR + 8,
            reads_height=READS,
            depth_top=BAR + 8 + READS + 4,
            depth_height=DEPTH,
            alone=study.member.parents == 0,
        )
    )


def _length(contig: ContigStudy, told: int) -> int:
    return max(told, contig.track.end if contig.track else 0, 1)


def _summary(result: PersonResult) -> Iterator[str]:
    """Yield the lines under the title."""
    runs, disomy, imbalance = result.runs, result.disomy, result.imbalance
    if runs.genome_fraction is None:
        yield f"Runs of homozygosity: not assessable ({runs.reason})"
    elif not runs.count:
        yield "Runs of homozygosity: none found"
    else:
        part = f"{runs.genome_fraction:.1%} of what was asked of the autosomes"
        yield f"Runs of homozygosity: {runs.count}, {part}; {runs.long_count or 'no'} long ones"
    if disomy.maternal is disomy.paternal is Outcome.NOT_ASSESSABLE:
        words = "not assessable"
    else:
        words = f"maternal {_WORDS[disomy.maternal]}, paternal {_WORDS[disomy.paternal]}"
    yield f"Uniparental disomy: {words}" + (f" ({disomy.reason})" if disomy.reason else "")
    yield f"Mosaics: {_WORDS[imbalance.outcome]}" + (f" ({imbalance.reason})" if imbalance.reason else "")


def bases(count: int) -> str:
    """Return a length with its unit."""
    for size, unit in ((1_000_000, "Mb"), (1_000, "kb")):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count} b"


def _row(name: str, contig: ContigStudy, study: Study, scale: _Scale, y: int, end: int) -> Row:
    boxes = [
        Box(scale.x(run.start), scale.width(run.start, run.end), "run", f"run of homozygosity, {bases(run.length)}")
        for run in contig.runs
    ]
    boxes += list(_disomies(contig, study, scale))
    lines, note = _mosaics(contig, scale), _note(contig, study)
    track = contig.track or Track(0, ())
    reads = _points(track, ("upper", "lower"), scale, y + BAR + 8, READS, 1.0)
    depth = _points(track, ("depth",), scale, y + BAR + 8 + READS + 4, DEPTH, _MOST_DEPTH)
    return Row(name, y, scale.width(1, end), tuple(boxes), tuple(lines), reads, depth, *note)


def _disomies(contig: ContigStudy, study: Study, scale: _Scale) -> Iterator[Box]:
    if contig.disomy is None or not study.parents_fit or not study.is_enough(contig.disomy):
        return
    for one in contig.disomy.disomies:
        kind = "iso" if one.isodisomy else "hetero"
        title = f"{_parent_word(one.parent)} {kind}disomy, {bases(one.end - one.start + 1)}"
        yield Box(scale.x(one.start), scale.width(one.start, one.end), f"{one.parent}-{kind}", title)
    for lone in contig.disomy.one_copy:
        title = f"one copy, the {lone.lost}'s is gone" if lone.depth is not None else "one copy or isodisomy"
        yield Box(scale.x(lone.start), scale.width(lone.start, lone.end), "one", title)


def _parent_word(parent: str) -> str:
    return "maternal" if parent == "mother" else "paternal"


def _mosaics(contig: ContigStudy, scale: _Scale) -> list[Box]:
    return [
        Box(
            scale.x(one.start),
            scale.width(one.start, one.end),
            f"mosaic {one.parent or 'nobody'}",
            _mosaic_words(contig, n),
        )
        for n, one in enumerate(contig.imbalances)
    ]


def _mosaic_words(contig: ContigStudy, number: int) -> str:
    one = contig.imbalances[number]
    what = one.copies.value if one.copies else "imbalance"
    cells = f" in {one.fraction:.0%} of cells" if one.fraction is not None else ""
    whose = f", {one.parent}'s copy in excess" if one.parent else ""
    return f"{what}{cells}{whose}"


def _note(contig: ContigStudy, study: Study) -> tuple[str, str]:
    """Return the words beside a row: at most two lines."""
    if contig.reason:
        return f"not assessable: {contig.reason}", ""
    words = []
    if contig.disomy and study.parents_fit and study.is_enough(contig.disomy):
        words += [_disomy_words(contig.disomy)] if contig.disomy.disomies else []
        words += [f"one copy, the {one.lost}'s is gone" for one in contig.disomy.one_copy[:1] if one.depth is not None]
    for number in range(len(contig.imbalances)):
        words += _mosaic_words(contig, number).split(", ")
    if not words and contig.runs:
        words.append(
            f"{len(contig.runs)} run{'s' if len(contig.runs) > 1 else ''}, {bases(sum(r.length for r in contig.runs))}"
        )
    if len(words) > 2:
        words[1] = "and more"
    return (*words, "", "")[0], (*words, "", "")[1]


def _disomy_words(found: ContigDisomy) -> str:
    parents = sorted({one.parent for one in found.disomies})
    kinds = {one.isodisomy for one in found.disomies}
    kind = "mixed disomy" if len(kinds) == 2 else "isodisomy" if kinds.pop() else "heterodisomy"
    return f"{' and '.join(map(_parent_word, parents))} {kind}"


def _points(track: Track, names: tuple[str, ...], scale: _Scale, top: int, height: int, most: float) -> str:
    """Return small squares at the values of the bins, as one path."""
    parts = []
    for one in track.bins:
        for name in names:
            value = getattr(one, name)
            if value is not None:
                y = top + height * (1 - min(value, most) / most)
                parts.append(f"M{scale.x(min(one.middle, track.end)):g} {y:.1f}h3")
    return "".join(parts)
