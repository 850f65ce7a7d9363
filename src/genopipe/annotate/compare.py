"""Our consequences beside those of another annotator, allele by allele and transcript by transcript.

Only what both give is compared: a field that one of them leaves empty is told as such, never counted as a difference.
Wording that means the same is made alike before: `p.(Arg1Cys)` and `p.Arg1Cys`, `del` with and without its bases.
"""

import polars as pl

from genopipe.genome import allele_key
from genopipe.io.annotated_alleles import is_symbolic
from genopipe.io.annotated_alleles import trimmed
from genopipe.tables import TEXT
from genopipe.tables import Column
from genopipe.tables import Table

FIELDS = (
    "consequence",
    "impact",
    "hgvs_c",
    "hgvs_p",
    "hgvs_g",
    "exon",
    "intron",
    "cdna_start",
    "cds_start",
    "protein_start",
    "amino_acids",
    "codons",
    "distance",
)
"""Columns that are compared, in this order."""

_NEAR = ("upstream_gene_variant", "downstream_gene_variant")
_NONE = "it does not name the allele on this transcript, or gives no such field"


def _field_columns() -> list[Column]:
    """Return the two columns of each field that is compared."""
    sides = (("ours", "genopipe"), ("theirs", "the other annotator"))
    return [
        Column(f"{side}_{name}", TEXT, f"{name} as {who} gives it.", "text", _NONE, who)
        for name in FIELDS
        for side, who in sides
    ]


COMPARISON = Table(
    "comparison",
    "one allele on one transcript that genopipe or another annotator names: what `genopipe compare` writes",
    ("allele", "transcript"),
    (
        Column("allele", TEXT, "Name of the allele, trimmed: contig-position-ref-alt.", "name", source="genopipe"),
        Column("transcript", TEXT, "The transcript as ours names it, else as theirs.", "id", source="gene models"),
        Column("annotator", TEXT, "The other annotator.", "name", source="the VCF's header"),
        Column("state", TEXT, "agrees, differs, only_ours or only_theirs.", "word", source="compare"),
        Column("differing", TEXT, "Fields that differ, joined by a comma.", "names", source="compare"),
        Column("compared", TEXT, "Fields that both give, joined by a comma.", "names", source="compare"),
        Column("note", TEXT, "What else explains the row.", "words", "nothing else", "compare"),
        *_field_columns(),
    ),
)
COMPARISON_SCHEMA = COMPARISON.schema()


def trimmed_name(allele: str) -> str:
    """Return the name of an allele without the bases that REF and ALT share: `1-100-CA-CT` is `1-101-A-T`.

    One base of each side stays. An allele that is no sequence keeps its name. Alleles are not moved along a repeat:
    give both annotators the same left-aligned records.
    """
    parts = allele.rsplit("-", 3)
    if len(parts) < 4 or not parts[1].isdecimal() or is_symbolic(parts[3]) or not parts[2].isalpha():
        return allele
    contig, position, ref, alt = parts[0], int(parts[1]), parts[2].upper(), parts[3].upper()
    front, bare_ref, bare_alt = trimmed(ref, alt, end_first=True)
    if not (bare_ref and bare_alt):
        end = len(ref) - front - len(bare_ref)
        front = max(front - 1, 0)
        bare_ref, bare_alt = ref[front : len(ref) - end], alt[front : len(alt) - end]
        if not (bare_ref and bare_alt):
            return allele
    return allele_key(contig, position + front, bare_ref, bare_alt)


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the trimmed name of the allele and the transcript without its version; one row each.

    Where an annotator gives several entries for a transcript their terms are put together.
    """
    names = rows.select("allele").unique()
    names = names.with_columns(_allele=pl.col("allele").map_elements(trimmed_name, return_dtype=pl.String))
    for name in FIELDS:
        if name not in rows.columns:
            rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    kept = rows.filter(pl.col("transcript").is_not_null()).join(names, on="allele", how="left", maintain_order="left")
    kept = kept.with_columns(_transcript=pl.col("transcript").str.replace(r"\.\d+$", ""))
    # One gene can have the same RefSeq transcript twice (PARs): the version stays part of what is shown.
    grouped = kept.group_by("_allele", "_transcript", maintain_order=True)
    return grouped.agg(
        pl.col("transcript").first(),
        pl.col("consequence").drop_nulls().str.split("&").explode().unique().sort().str.join("&"),
        *(pl.col(n).cast(pl.String).drop_nulls().first().alias(n) for n in FIELDS if n != "consequence"),
    )


def _alike(name: str, side: str) -> pl.Expr:
    """Return a field in the form in which it is compared."""
    text = pl.col(f"{side}_{name}")
    if name == "consequence":
        return text.str.split("&").list.unique().list.sort().list.join("&")
    if name in ("hgvs_c", "hgvs_g"):
        bare = text.str.split(":").list.last()
        # HGVS Nomenclature 21, "Deletion" and "Duplication": the bases may be left out.
        return bare.str.replace(r"(del|dup|inv)[ACGTN]+(ins|$)", "${1}${2}")
    if name == "hgvs_p":
        return _protein(text)
    return text.str.to_uppercase() if name == "codons" else text


def _protein(text: pl.Expr) -> pl.Expr:
    """Return a protein change without brackets, `Lys4Lys` as `Lys4=`; null where it names no residue (`(p.=)`)."""
    bare = text.str.split(":").list.last().str.replace_all(r"[()]", "").str.replace_all("%3D", "=", literal=True)
    plain = bare.str.replace_all("*", "Ter", literal=True)
    parts = plain.str.extract_groups(r"^p\.([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2})$")
    silent = parts.struct.field("1") == parts.struct.field("3")
    changed = pl.concat_str([pl.lit("p."), parts.struct.field("1"), parts.struct.field("2"), pl.lit("=")])
    written = pl.when(silent.fill_null(value=False)).then(changed).otherwise(plain)
    return pl.when(~text.str.contains("(p.=)", literal=True)).then(written)


def _compared(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add which fields both give and which of them differ."""
    both = [
        pl.when(_alike(n, "ours").is_not_null() & _alike(n, "theirs").is_not_null()).then(pl.lit(n)) for n in FIELDS
    ]
    unlike = [pl.when(_alike(n, "ours") != _alike(n, "theirs")).then(pl.lit(n)) for n in FIELDS]
    return pairs.with_columns(
        compared=pl.concat_list(both).list.drop_nulls().list.join(","),
        differing=pl.concat_list(unlike).list.drop_nulls().list.join(","),
    )


def _state() -> pl.Expr:
    return (
        pl.when(pl.col("ours_transcript").is_null())
        .then(pl.lit("only_theirs"))
        .when(pl.col("theirs_transcript").is_null())
        .then(pl.lit("only_ours"))
        .when(pl.col("differing") == "")
        .then(pl.lit("agrees"))
        .otherwise(pl.lit("differs"))
    )


def _note(alleles: pl.DataFrame) -> pl.Expr:
    """Say what else explains a row: other versions, an allele that the other never saw, up- or downstream."""
    version = [pl.col(f"{side}_transcript").str.extract(r"\.(\d+)$") for side in ("ours", "theirs")]
    unseen = ~pl.col("_allele").is_in(alleles["_allele"].implode())
    terms = pl.coalesce("ours_consequence", "theirs_consequence")
    return (
        pl.when(version[0] != version[1])
        .then(pl.lit("another version of the transcript"))
        .when(pl.col("ours_transcript").is_null() & terms.is_in(list(_NEAR)))
        .then(pl.lit("near the transcript, not in it"))
        .when(pl.col("theirs_transcript").is_null() & unseen)
        .then(pl.lit("they have no entry for this allele"))
    )


def compare(ours: pl.DataFrame, theirs: pl.DataFrame, annotator: str) -> pl.DataFrame:
    """Set our consequences beside another annotator's.

    Args:
        ours: The table `consequences`, with as many of its columns as there are.
        theirs: Rows of `read_annotated`, of one annotator.
        annotator: Its name.

    Returns:
        One row an allele and transcript that either of them names, columns of `COMPARISON_SCHEMA`, sorted by them;
        alleles that meet no transcript are not compared.
    """
    left, right = (
        _keyed(rows).rename({name: f"{side}_{name}" for name in (*FIELDS, "transcript")})
        for side, rows in (("ours", ours), ("theirs", theirs))
    )
    pairs = left.join(right, on=["_allele", "_transcript"], how="full", coalesce=True)
    told = _compared(pairs).with_columns(
        allele=pl.col("_allele"),
        transcript=pl.coalesce("ours_transcript", "theirs_transcript"),
        annotator=pl.lit(annotator),
        state=_state(),
        note=_note(right.select("_allele").unique()),
    )
    return told.select(list(COMPARISON_SCHEMA)).sort("allele", "transcript")


def summarise(comparison: pl.DataFrame) -> pl.DataFrame:
    """Return how often each field agrees.

    Args:
        comparison: Rows of `compare`.

    Returns:
        One row a field: `field`, `compared` and `agree` (counts of pairs of allele and transcript).
    """
    rows = []
    both = comparison.filter(pl.col("state").is_in(["agrees", "differs"]))
    for name in FIELDS:
        compared = both.filter(pl.col("compared").str.split(",").list.contains(name))
        differ = compared.filter(pl.col("differing").str.split(",").list.contains(name)).height
        rows.append((name, compared.height, compared.height - differ))
    return pl.DataFrame(rows, schema={"field": pl.String, "compared": pl.Int64, "agree": pl.Int64}, orient="row")
