"""Read gene models: from a GFF3, from MANE's tables, or from the Parquet that was compiled from one of them."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import BUILDS
from genopipe.genome import Role
from genopipe.io.curated import read_curated
from genopipe.io.gene_models.alignments import make_gaps
from genopipe.io.gene_models.coding import add_stop_codons
from genopipe.io.gene_models.coding import coding_problems
from genopipe.io.gene_models.coding import in_order
from genopipe.io.gene_models.coding import make_coding
from genopipe.io.gene_models.coding import phase_problems
from genopipe.io.gene_models.coding import unphased
from genopipe.io.gene_models.columns import TRANSCRIPT_SCHEMA
from genopipe.io.gene_models.exceptions import coding_facts
from genopipe.io.gene_models.exceptions import has_tag
from genopipe.io.gene_models.exceptions import make_exceptions
from genopipe.io.gene_models.exons import cut_transcripts
from genopipe.io.gene_models.exons import exon_problems
from genopipe.io.gene_models.exons import make_exons
from genopipe.io.gene_models.lines import Features
from genopipe.io.gene_models.lines import read_features
from genopipe.io.gene_models.linking import Linked
from genopipe.io.gene_models.linking import link
from genopipe.io.gene_models.mane import is_big
from genopipe.io.gene_models.mane import is_table
from genopipe.io.gene_models.mane import read_mane
from genopipe.io.gene_models.report import GeneModelReport
from genopipe.io.gene_models.report import gather
from genopipe.io.gene_models.report import settle
from genopipe.io.gene_models.report import tell_phases
from genopipe.io.naming import show
from genopipe.io.text import file_faults

STANDARD_CODE = 1
"""NCBI translation table of nuclear genes."""

MITOCHONDRIAL_CODE = 2
"""NCBI translation table of vertebrate mitochondria."""


def read_models(path: Path) -> tuple[pl.DataFrame, GeneModelReport]:
    """Read a GFF3 into one row a transcript, and say what became of every feature.

    Args:
        path: GFF3 of Ensembl, RefSeq, GENCODE, MANE or another maker, plain, gzipped or bgzipped.

    Returns:
        One row a transcript, columns of `TRANSCRIPT_SCHEMA`, sorted by contig, start and id; and the report.

    Raises:
        InputError: The file is no GFF3, is cut, holds no transcript, or too many of its transcripts are broken.
    """
    features = read_features(path)
    report = GeneModelReport(path, kind=_kind(features))
    report.remark_lines("have tabs in their attributes, read as blanks", features.tabs)
    early = features.nodes.filter(pl.col("start") < 1).height
    report.remark_lines("begin before the first base of their contig", early)
    linked = link(features, report)
    if not linked.transcripts.height and not linked.problems.height:
        cause = "no feature has exons or a coding sequence, so there is no gene model to use"
        raise InputError([fault("GENES-EMPTY", str(path), cause, "give the GFF3 of an annotation of genes")])
    transcripts = _assemble(features, linked, report)
    report.transcripts, report.genes = transcripts.height, transcripts["gene"].n_unique()
    return transcripts, report


def read_gene_models(path: Path) -> pl.DataFrame:
    """Read a GFF3 into one row a transcript; as `read_models`, without the report."""
    return read_models(path)[0]


def _kind(features: Features) -> str:
    """Return whose conventions a file follows, from its ids and attributes."""
    nodes = features.nodes
    if nodes["id"].str.starts_with("transcript:").any() or nodes["id"].str.starts_with("gene:").any():
        return "Ensembl"
    if nodes["gbkey"].is_not_null().any():
        return "RefSeq"
    return "GENCODE" if nodes["gene_type"].is_not_null().any() else "GFF3"


def _assemble(features: Features, linked: Linked, report: GeneModelReport) -> pl.DataFrame:
    transcripts, pieces = linked.transcripts, linked.pieces
    exons = make_exons(pieces, report)
    gaps = make_gaps(features.alignments, transcripts, exons, report)
    facts = coding_facts(linked.coding, transcripts, gaps)
    ordered = in_order(add_stop_codons(pieces, transcripts, report))
    cut = cut_transcripts(transcripts, exons)
    problems = gather(
        [
            linked.problems,
            exon_problems(exons, pieces, transcripts),
            coding_problems(ordered, exons, cut),
        ]
    )
    settle(problems, transcripts.height, report)
    tell_phases(phase_problems(ordered, facts), ordered.filter(pl.col("before") > 0)["key"].n_unique(), report)
    mitochondrial = _mitochondrial(features)
    facts = facts.join(
        transcripts.filter(pl.col("contig").cast(pl.String).is_in(mitochondrial)).select("key", small=pl.lit(True)),
        on="key",
        how="left",
    ).with_columns(whole=pl.col("whole") | pl.col("small").fill_null(False))
    broken = problems.select("key").unique()
    rows = transcripts.join(broken, on="key", how="anti")
    fix = "bring the whole file where such a transcript matters: exons at its end are missing"
    kept_cut = cut.join(broken, on="key", how="anti").height
    report.remark("have no exon at an end of their own line", kept_cut, fix)
    fix = "give the phase of each CDS, as GFF3 asks: a model that begins within a codon would be read wrongly"
    told_none = unphased(ordered).join(broken, on="key", how="anti").height
    report.remark("have no phase in their CDS: it is taken as 0, for their bases are whole codons", told_none, fix)
    report.remark("are read by a ribosome that slips: only their frame before it is known", int(facts["slipped"].sum()))
    rows = rows.join(make_coding(ordered, facts), on="key", how="left")
    rows = rows.join(make_exceptions(facts, pieces, ordered), on="key", how="left")
    rows = rows.join(facts.select("key", "protein", "code", "non_aug"), on="key", how="left")
    rows = rows.join(_listed(exons), on="key", how="left").join(gaps, on="key", how="left")
    mature = _listed(linked.mature).rename({"exon_starts": "mature_starts", "exon_ends": "mature_ends"})
    rows = rows.join(mature, on="key", how="left")
    return _finish(rows, mitochondrial)


def _listed(exons: pl.DataFrame) -> pl.DataFrame:
    return exons.group_by("key", maintain_order=True).agg(exon_starts="start", exon_ends="end")


def _mitochondrial(features: Features) -> list[str]:
    """Return the contigs that are mitochondrial genomes: by their own words, or by the declared names."""
    told = features.nodes.filter(pl.col("genome") == "mitochondrion")["contig"].cast(pl.String).unique().to_list()
    named = [name for build in BUILDS.values() for name, role in build.roles.items() if role is Role.MITOCHONDRION]
    table = read_curated("contig_names").filter(pl.col("role") == Role.MITOCHONDRION)
    declared = [name for column in ("ucsc", "ensembl", "refseq", "genbank") for name in table[column].drop_nulls()]
    return sorted({*told, *named, *declared})


def _finish(rows: pl.DataFrame, mitochondrial: list[str]) -> pl.DataFrame:
    """Return the columns of the schema, in its order."""
    small = pl.col("contig").cast(pl.String).is_in(mitochondrial)
    words = read_curated("rna_biotypes").filter(pl.col("mitochondrial").is_not_null())
    own = pl.col("biotype").replace(dict(words.select("biotype", "mitochondrial").iter_rows()))
    select, clinical = (has_tag(pl.col("tags"), f"MANE_{word}") for word in ("Select", "Plus_Clinical"))
    canonical = has_tag(pl.col("tags"), "Ensembl_canonical") | has_tag(pl.col("tags"), "RefSeq_Select")
    empty = pl.lit([], pl.List(pl.Int64))
    lists = [name for name, dtype in TRANSCRIPT_SCHEMA.items() if isinstance(dtype, pl.List)]
    rows = rows.with_columns(
        biotype=pl.when(small).then(own).otherwise("biotype"),
        mane=pl.when(select).then(pl.lit("MANE_Select")).when(clinical).then(pl.lit("MANE_Plus_Clinical")),
        canonical=canonical | select,
        genetic_code=pl.coalesce("code", pl.when(small).then(MITOCHONDRIAL_CODE).otherwise(STANDARD_CODE)),
        non_aug_start=pl.col("non_aug").fill_null(False) | pl.col("start_by_exception").fill_null(False),
        **{name: pl.col(name).fill_null(False) for name in ("start_incomplete", "end_incomplete")},
        coding_bases=pl.col("coding_bases").fill_null(0),
    ).with_columns(**{name: pl.coalesce(name, empty) for name in lists})
    schema = pl.Schema(TRANSCRIPT_SCHEMA)
    return rows.select(list(schema)).cast(schema).sort("contig", "start", "end", "transcript", "strand")


def read_transcripts(path: Path) -> pl.DataFrame:
    """Read gene models from a GFF3, from a table of MANE, or from the Parquet that was compiled from one.

    Args:
        path: GFF3, MANE's TSV or bigGenePred, or a Parquet of `genopipe genes`.

    Returns:
        One row a transcript, columns of `TRANSCRIPT_SCHEMA`.

    Raises:
        InputError: The file cannot be read as any of them; or the Parquet lacks columns.
    """
    return read_any(path)[0]


def read_any(path: Path) -> tuple[pl.DataFrame, GeneModelReport]:
    """As `read_transcripts`, with the report."""
    if faults := file_faults(path):
        raise InputError(faults)
    if path.suffix == ".parquet":
        rows, kind = _read_compiled(path), "compiled"
    elif is_big(path) or is_table(path):
        rows, kind = read_mane(path), "MANE"
    else:
        return read_models(path)
    report = GeneModelReport(path, kind, rows.height, {"transcript": rows.height})
    report.transcripts, report.genes = rows.height, rows["gene"].n_unique()
    if kind == "MANE":
        silent = rows.height
        report.remark("come from a table that is silent on selenocysteine and on starts other than AUG", silent)
    return rows, report


def read_genes(path: Path) -> pl.DataFrame:
    """Read which genes there are, from anything that `read_transcripts` reads.

    Returns:
        One row a gene: `gene`, `gene_symbol`, sorted.

    Raises:
        InputError: The file cannot be read as gene models.
    """
    columns = ["gene", "gene_symbol"]
    compiled = path.suffix == ".parquet" and not file_faults(path)
    rows = _read_compiled(path, columns) if compiled else read_any(path)[0].select(columns)
    return rows.unique().sort(columns)


def _read_compiled(path: Path, columns: Sequence[str] = tuple(TRANSCRIPT_SCHEMA)) -> pl.DataFrame:
    try:
        there = pl.read_parquet_schema(path)
        rows = pl.read_parquet(path, columns=[name for name in columns if name in there])
    except (pl.exceptions.PolarsError, OSError) as error:
        cause = f"the table of transcripts cannot be read: {show(str(error))}"
        raise InputError([fault("GENES-COLUMN", str(path), cause, "compile it again with `genopipe genes`")]) from error
    lacking = [name for name in columns if name not in rows.columns]
    if lacking:
        cause = f"the table of transcripts has no column {lacking[0]}"
        raise InputError([fault("GENES-COLUMN", str(path), cause, "compile it again with `genopipe genes`")])
    return rows
