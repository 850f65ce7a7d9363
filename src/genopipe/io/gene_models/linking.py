"""Which feature is a transcript, which gene it belongs to, and what it is called."""

from dataclasses import dataclass
from urllib.parse import unquote

import polars as pl

from genopipe.io.curated import read_curated
from genopipe.io.gene_models.lines import Features
from genopipe.io.gene_models.mature import mature_stretches
from genopipe.io.gene_models.molecules import as_one_transcript
from genopipe.io.gene_models.report import PROBLEM_SCHEMA
from genopipe.io.gene_models.report import GeneModelReport

_BODY = ["exon", "coding", "untranslated"]
_GENE = r"(?i)gene$"
_PROBLEM = pl.Schema({**PROBLEM_SCHEMA, "key": pl.String()})  # before ids are numbered
_DEPTH = 5  # generations between an exon and its gene, at most: exon, miRNA, primary transcript, gene
_ONE_EXON = (
    "tRNA",
    "rRNA",
    "tmRNA",
    "snRNA",
    "snoRNA",
    "scaRNA",
    "miRNA",
    "ncRNA",
    "SRP_RNA",
    "RNase_P_RNA",
    "RNase_MRP_RNA",
    "antisense_RNA",
)
# An accession and its version: Ensembl stable ids (https://www.ensembl.org/info/genome/stable_ids), RefSeq accessions
# (NCBI Handbook, chapter 18, table 1). In other ids a number behind a dot may tell one isoform from another.
_ACCESSION = r"^((?:ENS[A-Z]*[TGP]\d{11})|(?:[NXY][MRP]_\d+)|(?:LRG_\d+[tp]\d+))\.(\d+)(?:_PAR_Y)?$"


@dataclass
class Linked:
    """Transcripts and their pieces.

    Attributes:
        transcripts: One row a transcript, with its number as `key`.
        pieces: Pieces of those transcripts.
        coding: Facts of their coding sequences.
        problems: Broken transcripts: key, line, code, cause.
        mature: Bases of theirs that belong to mature microRNAs: key, start, end.
    """

    transcripts: pl.DataFrame
    pieces: pl.DataFrame
    coding: pl.DataFrame
    problems: pl.DataFrame
    mature: pl.DataFrame


def link(features: Features, report: GeneModelReport) -> Linked:
    """Find the transcripts, their genes and names.

    Args:
        features: The features of a file.
        report: Takes the counts of what is no part of a transcript.
    """
    nodes = features.nodes.with_columns(up=pl.col("parent").str.split(",").list.first())
    known, pieces, coding = as_one_transcript(_one_each(nodes), features.take_pieces(), features.coding)
    pieces = _with_own_exon(pieces, known, report)
    body = pieces.select("key", "line", "role").filter(pl.col("role").is_in(_BODY))
    holders = body.select("key").unique().drop_nulls()
    transcripts = known.join(holders, left_on="id", right_on="key", how="semi")
    genes_of_others = transcripts.select("up").drop_nulls().unique()
    over = transcripts.filter(pl.col("up").is_null()).join(genes_of_others, left_on="id", right_on="up", how="semi")
    on_genes = body.join(over, left_on="key", right_on="id", how="semi")["line"].n_unique()
    report.set_aside("on a gene that has transcripts", on_genes)
    transcripts = transcripts.join(over, on="id", how="anti").rename({"id": "key"})
    problems = pl.concat([_orphans(body, known, report), _repeated(nodes, transcripts)])
    transcripts, pieces, coding = _apart(transcripts, pieces, coding)
    transcripts = _named(_with_genes(transcripts, known), coding)
    lone = transcripts.filter(pl.col("up").is_not_null() & pl.col("top_line").is_null()).height
    report.remark("name a gene that is not in the file: its id is taken from them", lone)
    _count(features, nodes, transcripts, pieces, report)
    mature = mature_stretches(transcripts, pieces, report)
    return _numbered(Linked(transcripts, pieces, coding, problems, mature))


def _numbered(named: Linked) -> Linked:
    """Put numbers in place of ids, which take a fraction of the memory; what is no transcript has the last numbers."""
    transcripts, problems = named.transcripts, named.problems
    others = problems.select("key").unique(maintain_order=True).join(transcripts, on="key", how="anti")
    numbers = (
        pl.concat([transcripts.select("key"), others.select("key")])
        .with_row_index("number")
        .cast({"number": pl.UInt32})
    )
    own = numbers.head(transcripts.height)

    def number(table: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
        lazy = table.lazy().join(known.lazy(), on="key", how="inner", maintain_order="left")
        return lazy.with_columns(key="number").drop("number").collect()

    pieces, coding, mature = (number(table, own) for table in (named.pieces, named.coding, named.mature))
    return Linked(number(transcripts, own), pieces, coding, number(problems, numbers), mature)


def _one_each(nodes: pl.DataFrame) -> pl.DataFrame:
    """Return the first line of each id; coding sequences without a parent reach over all of their lines."""
    spans = (
        nodes.filter(pl.col("kind") == "CDS").group_by("id").agg(low=pl.col("start").min(), high=pl.col("end").max())
    )
    first = nodes.unique("id", keep="first", maintain_order=True).join(
        spans, on="id", how="left", maintain_order="left"
    )
    return first.with_columns(
        start=pl.coalesce("low", "start"),
        end=pl.coalesce("high", "end"),
        transcript_id=pl.coalesce("transcript_id", pl.when(pl.col("kind") == "CDS").then("own_protein")),
    ).drop("low", "high")


def _with_own_exon(pieces: pl.DataFrame, known: pl.DataFrame, report: GeneModelReport) -> pl.DataFrame:
    """Add one exon to each small RNA without any: its own span, as genomes without introns have it."""
    held = pieces.select("key").unique().drop_nulls()
    bare = known.filter(pl.col("kind").is_in(_ONE_EXON)).join(held, left_on="id", right_on="key", how="anti")
    bare = bare.join(known.select("up").drop_nulls().unique(), left_on="id", right_on="up", how="anti")
    if not bare.height:
        return pieces
    report.remark("of a small RNA have no exon line: their own span is taken as one exon", bare.height)
    columns = {"key": "id", **{name: name for name in ("line", "contig", "start", "end", "strand")}}
    exons = bare.select(pl.col(old).alias(new) for new, old in columns.items())
    flags = {name: pl.lit(False) for name in ("odd_phase", "low_open", "high_open", "copy")}
    role = pl.lit("exon").cast(pieces.schema["role"])
    exons = exons.with_columns(role=role, phase=pl.lit(None, pl.Int8), coding_id=pl.lit(0, pl.UInt64), **flags)
    return pl.concat([pieces, exons.select(pieces.columns)])


def _problem(rows: pl.DataFrame, code: str, cause: pl.Expr) -> pl.DataFrame:
    """Return rows (key, line) as problems."""
    return rows.select("key", "line", code=pl.lit(code), cause=cause).cast(_PROBLEM)


def _orphans(body: pl.DataFrame, known: pl.DataFrame, report: GeneModelReport) -> pl.DataFrame:
    """Return the pieces none of whose parents stands in the file, one problem a parent."""
    if not body.join(known.select("id"), left_on="key", right_on="id", how="anti").height:
        return _PROBLEM.to_frame()
    found = body.join(known.select("id"), left_on="key", right_on="id", how="semi").select("line").unique()
    half = body.join(known.select("id"), left_on="key", right_on="id", how="anti").join(found, on="line", how="semi")
    report.remark_lines("name a parent that is not in the file beside one that is", half["line"].n_unique())
    lost = body.join(found, on="line", how="anti").sort("line").unique("key", keep="first", maintain_order=True)
    parent = pl.col("key").fill_null("no parent")
    cause = pl.format("{}: its parent is not in the file: {}", pl.col("role").cast(pl.String), parent)
    return _problem(lost.with_columns(key=parent), "GENES-PARENT", cause)


def _repeated(nodes: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    """Return the transcripts whose id stands on several lines; parts of one trans-spliced feature may share it."""
    several = nodes.filter(pl.col("id").is_duplicated() & pl.col("part").is_null() & (pl.col("kind") != "CDS"))
    rows = several.filter(~pl.col("id").is_first_distinct()).rename({"id": "key"})
    rows = rows.join(transcripts.select("key"), on="key", how="semi").unique("key", keep="first", maintain_order=True)
    return _problem(rows, "GENES-ID", pl.format("the id {} stands on an earlier line, too", "key"))


def _apart(
    transcripts: pl.DataFrame, pieces: pl.DataFrame, coding: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Part genes that carry several coding sequences of their own into one transcript a coding sequence.

    So a virus has it (two polyproteins on one gene), or a bacterial gene with two starts.
    """
    top = transcripts.filter(pl.col("up").is_null() & pl.col("kind").str.contains(_GENE)).select("key")
    several = coding.join(top, on="key", how="semi").filter(pl.len().over("key") > 1)
    if not several.height:
        return transcripts, pieces, coding
    proteins = several.filter(pl.col("protein").n_unique().over("key") > 1).select("key")
    overlapping = _overlapping(
        pieces.filter(pl.col("role") == "coding").join(several.select("key"), on="key", how="semi")
    )
    several = several.join(pl.concat([proteins, overlapping]).unique(), on="key", how="semi")
    if not several.height:
        return transcripts, pieces, coding
    new = pl.format("{}\t{}", "key", "coding_id")
    named = several.with_columns(new=new)
    wide = transcripts.join(named.select("key", "new", own=pl.col("protein")), on="key", how="left")
    transcripts = wide.with_columns(
        key=pl.coalesce("new", "key"), transcript_id=pl.coalesce("transcript_id", "own")
    ).drop("new", "own")
    moved = pieces.join(named.select("key", "coding_id", "new"), on=["key", "coding_id"], how="inner")
    shared = pieces.filter(pl.col("role") != "coding").join(named.select("key", "new"), on="key", how="inner")
    stay = pieces.join(several.select("key"), on="key", how="anti")
    parts = [part.with_columns(key=pl.col("new")).drop("new") for part in (moved, shared)]
    coding = coding.join(named.select("key", "coding_id", "new"), on=["key", "coding_id"], how="left")
    coding = coding.with_columns(key=pl.coalesce("new", "key")).drop("new")
    return transcripts, pl.concat([stay, *(part.select(stay.columns) for part in parts)]), coding


def _overlapping(coding: pl.DataFrame) -> pl.DataFrame:
    """Return the keys whose coding pieces overlap one another."""
    before = pl.col("end").cum_max().shift(1).over("key")
    rows = coding.sort("key", "start", "end").with_columns(before=before)
    return rows.filter(pl.col("start") <= pl.col("before")).select("key").unique()


def _with_genes(transcripts: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Add the gene of each transcript: its highest ancestor in the file, or itself where it has none."""
    ups = known.select("id", above=pl.col("up"))
    rows = transcripts.with_columns(top=pl.coalesce("up", pl.col("key").str.split("\t").list.first()))
    for _ in range(_DEPTH):
        rows = rows.join(ups, left_on="top", right_on="id", how="left", maintain_order="left")
        rows = rows.with_columns(top=pl.coalesce("above", "top")).drop("above")
    facts = known.select(
        "id",
        top_line="line",
        top_name=pl.coalesce("gene_name", "symbol", "name"),
        top_number="ncbi_gene",
        top_biotype=pl.coalesce("biotype", "gene_biotype", "gene_type"),
    )
    return rows.join(facts, left_on="top", right_on="id", how="left", maintain_order="left")


def bare(column: pl.Expr) -> pl.Expr:
    """Return an id without its prefix (`gene:`, `rna-`) and without percent signs in place of letters."""
    return decoded(column.str.replace(r"^(?:(?:gene|transcript|CDS|mRNA):|(?:rna|gene|cds|id)-)", ""))


def decoded(column: pl.Expr) -> pl.Expr:
    """Return texts with `%2C` and the like as the characters that they stand for."""
    coded = column.str.contains("%", literal=True)
    return pl.when(coded).then(column.map_elements(unquote, return_dtype=pl.String)).otherwise(column)


def _named(rows: pl.DataFrame, coding: pl.DataFrame) -> pl.DataFrame:
    """Add transcript, transcript_version, gene, gene_symbol and biotype."""
    own = bare(pl.col("key").str.split("\t").list.first())
    accession = pl.when(pl.col("name").str.contains(_ACCESSION)).then(pl.col("name"))
    full = pl.coalesce("transcript_id", accession, own).str.replace(r"_PAR_Y$", "")
    gene = pl.coalesce(pl.when(pl.col("gbkey").is_not_null()).then("top_number"), bare(pl.col("top")))
    rows = rows.with_columns(full=full, gene=gene.str.replace(_ACCESSION, "${1}"))
    versioned = pl.when(pl.col("version").is_not_null() & ~pl.col("full").str.contains(".", literal=True))
    symbol = pl.coalesce("top_name", pl.when(pl.col("top_line").is_null()).then("symbol"), "gene")
    rows = rows.with_columns(
        transcript=pl.col("full").str.replace(_ACCESSION, "${1}"),
        transcript_version=versioned.then(pl.format("{}.{}", "full", "version")).otherwise("full"),
        gene_symbol=decoded(symbol),
    )
    return _with_biotypes(rows, coding)


def _with_biotypes(rows: pl.DataFrame, coding: pl.DataFrame) -> pl.DataFrame:
    """Add the biotype: as the file says, else in Ensembl's words for the kind of feature."""
    words = read_curated("rna_biotypes").with_columns(pl.col("rna_class").fill_null(""))
    plain = words.filter(pl.col("rna_class") == "").select("kind", plain="biotype")
    rows = rows.with_columns(_class=pl.col("rna_class").fill_null("")).join(
        words.rename({"rna_class": "_class", "biotype": "word"}), on=["kind", "_class"], how="left"
    )
    rows = rows.join(plain, on="kind", how="left").join(
        coding.select("key", codes=pl.lit(True)).unique(), on="key", how="left", maintain_order="left"
    )
    gene_itself = pl.when(pl.col("up").is_null())
    plain_kind = pl.col("kind").str.contains(_GENE) | pl.col("kind").is_in(["transcript", "CDS"])
    coded = pl.when(pl.col("codes") & plain_kind).then(pl.lit("protein_coding"))
    own = pl.coalesce("biotype", "transcript_type")
    return rows.with_columns(
        biotype=pl.coalesce(own, coded, gene_itself.then("top_biotype"), "word", "plain", "kind")
    ).drop("_class", "word", "plain", "codes", "mitochondrial")


def _count(
    features: Features, nodes: pl.DataFrame, transcripts: pl.DataFrame, pieces: pl.DataFrame, report: GeneModelReport
) -> None:
    """Count what was used, and what is no part of a transcript, so that the sum is what was read."""
    heads = nodes.filter(pl.col("kind") != "CDS")
    keys = transcripts.select(id=pl.col("key").str.split("\t").list.first()).unique()
    on_transcript = heads.join(keys, on="id", how="semi").height
    on_gene = heads.join(transcripts.select(id="top"), on="id", how="semi").join(keys, on="id", how="anti").height
    used = pieces.select("key", "line", "role").join(transcripts.select("key"), on="key", how="semi")
    used = used.join(heads.select("line"), on="line", how="anti")
    roles = used.unique("line")["role"].cast(pl.String).value_counts().iter_rows()
    report.features = features.lines
    report.used = {"transcript": on_transcript, "gene": on_gene, **dict(sorted(roles))}
    targets = features.alignments.select(transcript_version=pl.col("target").str.extract(r"^(\S+)", 1))
    aligned = targets.join(transcripts, on="transcript_version", how="semi").height
    report.used["alignment"] = aligned
    report.set_aside("alignments of other sequences", features.alignments.height - aligned)
    rest = features.lines - sum(report.used.values()) - sum(report.aside.values())
    report.set_aside("of another kind: regions, genes without transcripts, and the like", rest)
