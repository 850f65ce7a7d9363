"""The fields of an annotator's entry as columns of the table of consequences."""

from collections.abc import Sequence
from urllib.parse import unquote

import polars as pl

from genopipe.io.curated import read_curated

TEXT = pl.String()
NUMBER = pl.Int64()
BCSQ_FIELDS = ("Consequence", "SYMBOL", "Feature", "BIOTYPE", "STRAND", "csq_protein", "csq_change")
# Column to the field that holds it as it stands: VEP ("Output formats"), snpEff ("Variant annotations in VCF format"
# 1.0, from which the names of the header are taken), bcftools csq (manual page).
_AS_WRITTEN: dict[str, tuple[str, ...]] = {
    "gene": ("Gene", "Gene_ID"),
    "gene_symbol": ("SYMBOL", "Gene_Name"),
    "feature_type": ("Feature_type", "Feature_Type"),
    "transcript": ("Feature", "Feature_ID"),
    "biotype": ("BIOTYPE", "Transcript_BioType"),
    "protein": ("ENSP",),
    "consequence_written": ("Consequence", "Annotation"),
    "impact": ("IMPACT", "Annotation_Impact"),
    "exon": ("EXON",),
    "intron": ("INTRON",),
    "amino_acids": ("Amino_acids",),
    "codons": ("Codons",),
    "hgvs_g": ("HGVSg",),
    "hgvs_c": ("HGVSc", "HGVS.c"),
    "hgvs_p": ("HGVSp", "HGVS.p"),
    "flags": ("FLAGS", "ERRORS / WARNINGS / INFO"),
    "csq_protein": ("csq_protein",),
    "csq_change": ("csq_change",),
}
_RANGES = {
    "cdna": ("cDNA_position", "cDNA.pos / cDNA.length"),
    "cds": ("CDS_position", "CDS.pos / CDS.length"),
    "protein": ("Protein_position", "AA.pos / AA.length"),
}
_DERIVED = {
    "strand": ("STRAND",),
    "canonical": ("CANONICAL",),
    "mane": ("MANE", "MANE_SELECT", "MANE_PLUS_CLINICAL"),
    "distance": ("DISTANCE", "Distance"),
    "consequence": ("Consequence", "Annotation"),
}
ENTRY_SCHEMA: dict[str, pl.DataType] = {
    "gene": TEXT,
    "gene_symbol": TEXT,
    "feature_type": TEXT,  # Transcript, RegulatoryFeature ... as the annotator writes it
    "transcript": TEXT,  # id of the feature, with version where given; null: the entry names none
    "biotype": TEXT,
    "strand": TEXT,  # + or -
    "mane": TEXT,
    "canonical": pl.Boolean(),
    "protein": TEXT,
    "consequence": TEXT,  # Sequence Ontology terms joined by &, the most severe first
    "consequence_written": TEXT,  # in the annotator's own words
    "impact": TEXT,  # as the annotator writes it; for bcftools csq that of the most severe term
    "severity": pl.Int8(),  # Ensembl rank of the most severe term; null: a term has no rank
    "exon": TEXT,
    "intron": TEXT,
    "cdna_start": NUMBER,
    "cdna_end": NUMBER,
    "cds_start": NUMBER,
    "cds_end": NUMBER,
    "protein_start": NUMBER,
    "protein_end": NUMBER,
    "amino_acids": TEXT,
    "codons": TEXT,
    "distance": NUMBER,
    "hgvs_g": TEXT,
    "hgvs_c": TEXT,
    "hgvs_p": TEXT,
    "flags": TEXT,
    "csq_protein": TEXT,  # amino-acid change in csq's notation
    "csq_change": TEXT,  # base change in csq's notation
}


def given_columns(tag: str, fields: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that an annotator's fields give.

    Args:
        tag: CSQ, ANN or BCSQ.
        fields: Fields of an entry.
    """
    sources = _AS_WRITTEN | _DERIVED
    found = {column for column, names in sources.items() if set(names) & set(fields)}
    for name, names in _RANGES.items():
        found |= {f"{name}_start", f"{name}_end"} if set(names) & set(fields) else set()
    found |= {"severity"} | ({"exon", "intron"} if tag == "ANN" else set()) | ({"impact"} if tag == "BCSQ" else set())
    return tuple(column for column in ENTRY_SCHEMA if column in found)


def _field(fields: Sequence[str], names: Sequence[str]) -> pl.Expr:
    """Return the first field of a name that an entry has, empty and `.` as null."""
    at = next((fields.index(name) for name in names if name in fields), None)
    if at is None:
        return pl.lit(None, dtype=TEXT)
    value = pl.col("_values").list.get(at, null_on_oob=True)
    return pl.when(~value.is_in(["", "."])).then(value)


def _decoded(column: str) -> pl.Expr:
    """Return a column with VEP's percent-encoding undone; other columns hold no `%`."""
    return pl.col(column).map_elements(lambda text: unquote(text) if "%" in text else text, return_dtype=TEXT)


def _terms(tag: str) -> pl.DataFrame:
    """Return the annotator's words with the term that each stands for; `` for words that tell of no consequence."""
    table = read_curated("consequence_terms")
    same = table.select(word="so_term", term="so_term")
    if tag == "BCSQ":
        words = table.filter(pl.col("csq_word") != "-").select(word="csq_word", term="so_term")
        return words.vstack(same.join(words, on="word", how="anti"))
    if tag == "ANN":
        own = read_curated("snpeff_terms").select(word="snpeff_term", term="so_term")
        return own.vstack(same.join(own, on="word", how="anti"))
    return same


def _with_consequence(rows: pl.DataFrame, tag: str) -> pl.DataFrame:
    """Add the terms in our words, their rank, and for csq the impact; unknown words stay and have no rank."""
    ranks = read_curated("consequence_terms").select(
        term="so_term", rank=pl.col("rank").cast(pl.Int8), term_impact="impact"
    )
    written = rows.select("consequence_written").unique().drop_nulls()
    words = written.with_columns(word=pl.col("consequence_written").str.strip_prefix("*").str.split("&")).explode(
        "word"
    )
    named = words.join(_terms(tag), on="word", how="left", maintain_order="left")
    named = named.with_columns(term=pl.coalesce("term", "word")).filter(~pl.col("term").is_in(["", "-"]))
    ranked = named.join(ranks, on="term", how="left", maintain_order="left")
    ordered = ranked.sort("consequence_written", "rank", "term", nulls_last=True)
    terms = ordered.group_by("consequence_written", maintain_order=True).agg(
        pl.col("term").unique(maintain_order=True).str.join("&").alias("consequence"),
        pl.when(pl.col("rank").is_not_null().all()).then(pl.col("rank").first()).alias("severity"),
        pl.when(pl.col("rank").is_not_null().all()).then(pl.col("term_impact").first()).alias("_impact"),
    )
    joined = rows.join(terms, on="consequence_written", how="left", maintain_order="left")
    return joined.with_columns(impact=pl.coalesce("impact", "_impact") if tag == "BCSQ" else pl.col("impact"))


def _bounds(fields: Sequence[str]) -> list[pl.Expr]:
    """Return first and last of each range: `12`, `12-15`, `?-15`, `12/300`."""
    found = []
    for name, names in _RANGES.items():
        text = _field(fields, names).str.split("/").list.first()
        first = text.str.extract(r"^(\d+)").cast(NUMBER, strict=False)
        last = text.str.extract(r"(\d+)$").cast(NUMBER, strict=False)
        found += [first.alias(f"{name}_start"), last.alias(f"{name}_end")]
    return found


def _mane(fields: Sequence[str]) -> pl.Expr:
    word = _field(fields, ("MANE",)).str.replace_all(" ", "_")
    select, plus = (_field(fields, (name,)).is_not_null() for name in ("MANE_SELECT", "MANE_PLUS_CLINICAL"))
    by_field = pl.when(select).then(pl.lit("MANE_Select")).when(plus).then(pl.lit("MANE_Plus_Clinical"))
    # Before release 103 the field MANE held the RefSeq id of the MANE Select transcript.
    old = pl.when(word.str.contains(r"^NM_")).then(pl.lit("MANE_Select")).otherwise(word)
    return pl.coalesce(by_field, old)


def _derived(tag: str, fields: Sequence[str]) -> list[pl.Expr]:
    """Return strand, canonical, MANE and distance; `canonical` is null where the annotator does not tell."""
    strand = _field(fields, _DERIVED["strand"]).replace_strict(
        {"1": "+", "-1": "-", "+": "+", "-": "-"}, default=None, return_dtype=TEXT
    )
    told = "CANONICAL" in fields
    canonical = _field(fields, ("CANONICAL",)).eq_missing("YES") if told else pl.lit(None, dtype=pl.Boolean)
    distance = _field(fields, _DERIVED["distance"]).cast(NUMBER, strict=False).abs()
    rank = _field(fields, ("Rank",))
    inside = _field(fields, ("Annotation",)).str.contains("intron_variant", literal=True)
    return [
        strand.alias("strand"),
        canonical.alias("canonical"),
        _mane(fields).alias("mane"),
        distance.alias("distance"),
        *([pl.when(~inside).then(rank).alias("exon"), pl.when(inside).then(rank).alias("intron")] * (tag == "ANN")),
    ]


def make_columns(rows: pl.DataFrame, tag: str, fields: Sequence[str]) -> pl.DataFrame:
    """Add the columns of consequences to entries.

    Args:
        rows: Entries, with the column `entry`: fields parted by `|`.
        tag: CSQ, ANN or BCSQ.
        fields: Fields of an entry, in order.

    Returns:
        The rows without `entry`, with the columns of `ENTRY_SCHEMA`; null where the annotator gives nothing.
    """
    as_written = [_field(fields, names).alias(column) for column, names in _AS_WRITTEN.items()]
    split = rows.with_columns(_values=pl.col("entry").str.split("|"))
    made = split.with_columns(*as_written, *_bounds(fields)).with_columns(*_derived(tag, fields))
    if tag == "CSQ":
        made = made.with_columns(_decoded(c) for c in (*_AS_WRITTEN, "mane"))
    if tag == "ANN":
        accession = pl.col("transcript") + ":"
        is_transcript = pl.col("feature_type").str.to_lowercase() == "transcript"
        made = made.with_columns(hgvs_c=pl.when(is_transcript).then(accession + pl.col("hgvs_c")))
    made = _with_consequence(made, tag)
    return made.select(*(c for c in rows.columns if c != "entry"), *ENTRY_SCHEMA)
