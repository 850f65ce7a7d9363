"""Annotation sources: the closed record by which a database is read, compiled and joined.

A new database needs a record and no code: which columns it gives, which field of its file each comes from, and how
several values become one. Records ship in `curated/manifest.yaml`; a laboratory adds its own in a file of its own.
"""

from collections.abc import Mapping
from typing import Literal
from typing import Self

from pydantic import ConfigDict
from pydantic import Field
from pydantic import model_validator

from genopipe.cases import Closed

NAME_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
"""Names of sources and of their columns: they become column and folder names."""

FIELD_PATTERN = r"^[A-Za-z_#][0-9A-Za-z_.#+-]*(\[[0-9]{1,2}\])?$"
"""A field of a file, with the number of its part (0-based) where its values have parts."""

Reduce = Literal["as_written", "first", "max", "min", "mean", "join", "count", "at_max"]
ColumnType = Literal["number", "real", "integer", "text", "flag"]
Kind = Literal["frequency", "clinvar", "predictor", "conservation", "gene", "region", "ontology", "other"]
Grain = Literal["allele", "position", "region", "gene", "file"]

READABLE: Mapping[Grain, tuple[str, ...]] = {
    "allele": ("vcf", "tsv", "parquet"),
    "position": ("bigwig", "bed", "tsv"),
    "region": ("bed",),
    "gene": ("tsv",),
    "file": ("text",),
}
"""Formats that are read, by what a row tells of; `tsv` stands for CSV, too. Files of grain `file` are fetched and
checked as sources are, and read by another section of the settings."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "join": ("text",),
    "mean": ("number", "real"),
    "count": ("integer", "number", "real"),
}
"""What a column of alleles must be, for a `reduce` that not every type has."""

_POSITION_WAYS = ("first", "max", "min", "mean")
_REGION_WAYS = ("first", "join", "max", "min", "mean")
_INSIDE = "region"


class Licence(Closed):
    """Under which terms a source may be used."""

    words: str = Field(min_length=1, description="The licence by name or in words.")
    link: str = Field(description="Where its text stands.")
    commercial: bool | None = Field(description="Whether commercial use is free; null: ask its owner.")


class SourceFile(Closed):
    """One file to fetch; with `parts`, one file for each part, put in the place of `{part}`."""

    url: str = Field(default="", description="Where it is; empty: it is brought by hand.")
    mirrors: tuple[str, ...] = Field(default=(), description="Other places of the same bytes, tried in this order.")
    parts: tuple[str, ...] = Field(default=(), description="What stands for `{part}`, such as names of contigs.")
    sha256: str | dict[str, str] | None = Field(
        default=None, description="SHA-256 of the file (of each part); null: not known when the record was written."
    )
    index: tuple[str, ...] = Field(default=(), description="Endings of the indexes beside it, such as `.tbi`.")

    @model_validator(mode="after")
    def _parts_have_a_place(self) -> Self:
        places = [self.url, *self.mirrors]
        if self.parts and not all("{part}" in place for place in places if place):
            raise ValueError("every address of a file with parts holds {part}")
        if self.parts and isinstance(self.sha256, str):
            raise ValueError("a file with parts has a SHA-256 for each part")
        return self


class Layout(Closed):
    """Which columns of a table hold the allele or the position; its head is the first line that names them."""

    separator: Literal["tab", "comma"] = Field(default="tab", description="What parts the columns.")
    contig: str = Field(description="Column with the contig.")
    position: str = Field(description="Column with the position.")
    base: Literal[0, 1] = Field(default=1, description="Whether positions count from 0 or from 1 (count).")
    ref: str = Field(default="", description="Column with REF; empty: the grain is a position.")
    alt: str = Field(default="", description="Column with ALT; empty: the grain is a position.")


class SourceColumn(Closed):
    """One column that a source gives."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

    column: str = Field(pattern=NAME_PATTERN, description="Its name; the name of the source comes before it.")
    origin: str = Field(alias="from", pattern=FIELD_PATTERN, description="Field of the file, `FIELD` or `FIELD[part]`.")
    reduce: Reduce = Field(default="first", description="How several values become one.")
    by: str = Field(default="", description="With `at_max`: the column whose highest value decides.")
    optional: bool = Field(
        default=False, description="Some releases have no such field: the column is null then, not a fault."
    )
    type: ColumnType = Field(
        description="number (7 digits, as VCF holds them), real (16 digits), integer, text or flag."
    )
    doc: str = Field(min_length=1, description="What it means.")
    unit: str = Field(min_length=1, description="Unit of a number, or what the text is.")
    missing: str = Field(min_length=1, description="What it means where nothing is written.")

    @property
    def field(self) -> str:
        """The field of the file, without the number of its part."""
        return self.origin.partition("[")[0]

    @property
    def part(self) -> int | None:
        """Number of the part of each value, 0-based; None: the whole value."""
        inside = self.origin.partition("[")[2].rstrip("]")
        return int(inside) if inside else None


class FrequencyRoles(Closed):
    """Which columns of a source are the frequencies, counts and confidence bounds of its groups."""

    populations: dict[str, str] = Field(min_length=1, description="Group to column with its allele frequency.")
    filtering: dict[str, str] = Field(
        default_factory=dict,
        description="Group to column with its filtering allele frequency (FAF95); only groups that may be GrpMax.",
    )
    counts: dict[str, str] = Field(
        default_factory=dict,
        description="Group to column with its allele count, from which FAF95 is computed where it is not given.",
    )
    numbers: dict[str, str] = Field(default_factory=dict, description="Group to column with its allele number.")
    allele_number: str = Field(default="", description="Column with the allele number over all groups.")
    homozygotes: str = Field(default="", description="Column with the number of homozygotes.")
    hemizygotes: str = Field(
        default="",
        description="Column with the number of males that carry the allele, read as hemizygotes off the PARs.",
    )
    minimum_number: int = Field(
        default=0, ge=0, description="Fewer alleles looked at than this make a site not assessable (count)."
    )


class Floor(Closed):
    """How much of what is asked a source must know; less means a wrong build, other names or an empty file."""

    asked: int = Field(ge=1, description="Alleles that must have been asked before it is judged (count).")
    share: float = Field(ge=0, le=1, description="Least part of them that must be found (fraction); 0: none need be.")
    reason: str = Field(min_length=1, description="Where the two numbers come from.")


class Source(Closed):
    """One source: where it is, under which terms, how it is read."""

    name: str = Field(pattern=NAME_PATTERN, description="Name in the configuration and before its columns.")
    title: str = Field(min_length=1, description="Name shown in reports.")
    kind: Kind = Field(description="What it tells.")
    version: str = Field(min_length=1, description="Release.")
    build: str = Field(description="Genome build of its positions; empty: it has none.")
    files: tuple[SourceFile, ...] = Field(default=(), description="What to fetch.")
    licence: Licence = Field(description="Terms of use.")
    citation: str = Field(min_length=1, description="What to cite: a DOI, or an address where there is none.")
    format: Literal["vcf", "parquet", "tsv", "bed", "bigwig", "text"] = Field(description="Format of its files.")
    grain: Grain = Field(description="What one row tells of.")
    layout: Layout | None = Field(default=None, description="Columns of a table; only for tsv, bed and parquet.")
    normalised: bool = Field(
        default=False, description="Every allele is left-aligned, trimmed and alone in its row already."
    )
    separator: str = Field(default="", max_length=1, description="What parts the parts of a value; empty: none.")
    allele_part: int | None = Field(
        default=None, ge=0, description="The part that repeats ALT (count); parts of another ALT are not taken."
    )
    columns: tuple[SourceColumn, ...] = Field(default=(), description="The columns that it gives.")
    frequency: FrequencyRoles | None = Field(default=None, description="Roles of the columns; only for frequencies.")
    floor: Floor | None = Field(default=None, description="Least hit rate; none: any is accepted.")
    notes: str = Field(default="", description="What else is worth knowing.")

    @model_validator(mode="after")
    def _columns_are_told(self) -> Self:
        names = [column.column for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError("a column is declared twice")
        for column in self.columns:
            if (column.reduce == "at_max") != bool(column.by) or (column.by and column.by not in names):
                raise ValueError(f"column {column.column}: `at_max` goes with `by`, another column of the source")
            if column.part is not None and not self.separator:
                raise ValueError(f"column {column.column}: a part needs the source's `separator`")
        unknown = [name for name in _roles(self.frequency) if name not in names]
        if unknown:
            raise ValueError(f"frequency names columns that are not declared: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _format_is_read(self) -> Self:
        formats = READABLE[self.grain]
        if self.format not in formats:
            raise ValueError(f"a source of grain {self.grain} is read from {' or '.join(formats)}")
        for column in self.columns:
            _check_way(self.grain, column)
        return self

    @model_validator(mode="after")
    def _layout_fits(self) -> Self:
        tabular = self.format in ("tsv", "parquet") and self.grain in ("allele", "position")
        if tabular and self.layout is None:
            raise ValueError("a table needs a `layout`")
        if tabular and self.grain == "allele" and self.layout and not (self.layout.ref and self.layout.alt):
            raise ValueError("a table of alleles needs `layout.ref` and `layout.alt`")
        return self

    @property
    def titled(self) -> str:
        """The title with the release, as a reader sees it."""
        return f"{self.title} {self.version}"

    def full_name(self, column: str) -> str:
        """Return the name of a column in tables: the source's name, `_` and the column's."""
        return f"{self.name}_{column}"


def _check_way(grain: Grain, column: SourceColumn) -> None:
    """Check that values of a column can become one as it tells.

    Raises:
        ValueError: They cannot.
    """
    needed = _NEEDED.get(column.reduce, (column.type,))
    if grain == "allele" and column.type not in needed:
        raise ValueError(f"column {column.column}: `{column.reduce}` gives a {' or '.join(needed)}, no {column.type}")
    if grain == "position":
        if column.reduce not in _POSITION_WAYS or column.type not in ("number", "real"):
            raise ValueError(f"column {column.column}: positions give a number or real, by {', '.join(_POSITION_WAYS)}")
    elif grain == "region" and column.field == _INSIDE:
        if (column.type, column.reduce) not in (("flag", "first"), ("integer", "count")):
            raise ValueError(f"column {column.column}: `region` is a flag, or with `count` an integer")
    elif grain == "region" and column.reduce not in _REGION_WAYS:
        raise ValueError(f"column {column.column}: fields of regions become one by {', '.join(_REGION_WAYS)}")


def _roles(roles: FrequencyRoles | None) -> list[str]:
    """Return every column that has a role."""
    if roles is None:
        return []
    groups = (roles.populations, roles.filtering, roles.counts, roles.numbers)
    single = (roles.allele_number, roles.homozygotes, roles.hemizygotes)
    return [*(name for group in groups for name in group.values()), *(name for name in single if name)]
