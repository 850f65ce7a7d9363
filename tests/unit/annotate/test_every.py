"""A VCF annotated as it is: every allele has a row, both formats say the same, nothing half is left."""

import csv
import re

import polars as pl
import pyarrow.parquet as pq
import pysam
import pytest

from genopipe.annotate.every import annotate_vcf
from genopipe.annotate.further import Further
from genopipe.annotate.genome import Genome
from genopipe.annotate.row_columns import COLUMNS
from genopipe.annotate.row_columns import FLAT
from genopipe.errors import InputError
from genopipe.genome import CUSTOM
from genopipe.io.gene_models import read_transcripts
from genopipe.io.parquet import read_table
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from unit.made import GENE
from unit.made import HEADER
from unit.made import bases
from unit.made import make_reference
from unit.made import other
from unit.made import write_vcf

DECLARED = '##ALT=<ID=DEL,Description="d">\n##INFO=<ID=END,Number=1,Type=Integer,Description="e">\n'
FORMATS = ("parquet", "tsv")


def line(position, ref, alt, name=".", info=".", contig="chr1"):
    return "\t".join([contig, str(position), name, ref, alt, "50", "PASS", info, "GT", "0/1"])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a genome with one gene, and its FASTA."""
    folder = tmp_path_factory.mktemp("every")
    reference = make_reference(folder)
    (folder / "genes.gff3").write_text(GENE.replace("Name=ONE", "Name==SUM(1)"))
    return Genome(reference, read_transcripts(folder / "genes.gff3"), CUSTOM), reference


def run(folder, genome, lines, kind="parquet", header=HEADER + DECLARED):
    """Return the counts and the rows, all values as texts; missing is None."""
    out = folder / f"out.{kind}"
    counted = annotate_vcf(write_vcf(folder / "in.vcf", ["kid"], lines, header), genome, out)
    assert [path.name for path in folder.glob("*out*")] == [out.name], "no partial file is left"
    if kind == "parquet":
        return counted, pl.read_parquet(out).cast(pl.String).to_dicts()
    text = out.read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert text.splitlines()[0].split("\t") == list(COLUMNS)
    return counted, [{name: value or None for name, value in row.items()} for row in rows]


def test_the_file_says_of_every_column_what_null_means(made, tmp_path):
    genome, reference = made
    lines = []
    for position, contig in ((20, "chr1"), (150, "chr1"), (150, "chr2")):
        base = bases(reference, position, contig=contig)
        lines += [line(position, base, alt, contig=contig) for alt in (other(base), "<DEL>", "*", f"{base}[chr2:9[")]
    counted, _ = run(tmp_path, genome, lines)
    assert counted.alleles == len(lines)
    table = pq.read_table(tmp_path / "out.parquet")
    told = {field.name: field.metadata[b"missing"].decode() for field in table.schema}
    empty = {name for name, missing in told.items() if not missing}
    assert {name for name in table.column_names if name in empty and table[name].null_count} == set()
    assert empty == {"allele", "contig", "position", "ref", "alt", "variant_class"}
    assert {name: column.missing for name, column in FLAT.items()} == told


def test_letters_of_the_reference_stand_in_the_description_those_of_alt_give_none(tmp_path):
    make_reference(tmp_path)
    with pysam.FastaFile(str(tmp_path / "genome.fa")) as fasta:
        sequences = {name: list(fasta.fetch(name)) for name in fasta.references}
    sequences["chr1"][19] = sequences["chr1"][149] = "R"
    reference = tmp_path / "letters.fa"
    reference.write_text("".join(f">{name}\n{''.join(letters)}\n" for name, letters in sequences.items()))
    pysam.faidx(str(reference))
    (tmp_path / "genes.gff3").write_text(GENE)
    genome = Genome(reference, read_transcripts(tmp_path / "genes.gff3"), CUSTOM)
    before, base = sequences["chr1"][148], sequences["chr1"][154]
    lines = [
        line(20, "R", "A"),
        line(149, f"{before}R", before),
        line(150, "R", "A"),
        line(155, base, "R"),
        line(155, base, "N"),
        line(155, base, f"{base}AR"),
    ]
    rows = run(tmp_path, genome, lines)[1]
    names = [(row["hgvs_g"], row["hgvs_c"]) for row in rows]
    assert names == [
        ("chr1:g.20R>A", None),
        ("chr1:g.150del", "ENST1.3:c.30del"),
        ("chr1:g.150R>A", "ENST1.3:c.30R>A"),
        *[(None, None)] * 3,
    ]
    assert [row["consequence"] for row in rows[3:]] == [*["coding_sequence_variant"] * 2, "frameshift_variant"]


def test_both_formats_say_the_same(simulated, tmp_path):
    paths = [tmp_path / f"all.{kind}" for kind in FORMATS]
    counts = [annotate_vcf(simulated.vcf, simulated.genome(), path) for path in paths]
    assert counts[0] == counts[1]
    parquet = pl.read_parquet(paths[0])
    assert (parquet["allele"].n_unique(), parquet.height) == (counts[0].alleles, counts[0].rows)
    tsv = pl.read_csv(paths[1], separator="\t", infer_schema=False, quote_char=None)
    assert tsv.columns == parquet.columns == list(COLUMNS)
    assert parquet["hgvs_p"].null_count() < parquet.height
    assert tsv.equals(parquet.cast(pl.String))


def test_columns_are_described_and_plain(simulated, tmp_path):
    annotate_vcf(simulated.vcf, simulated.genome(), tmp_path / "all.parquet")
    schema = pq.read_schema(tmp_path / "all.parquet")
    assert all(field.metadata[b"doc"] for field in schema)
    for name, kind in {**ALLELES.schema(), **CONSEQUENCES.schema()}.items():
        if name in COLUMNS:
            found = pl.read_parquet(tmp_path / "all.parquet", columns=[name]).schema[name]
            assert (found == kind) or (found.is_integer() and kind.is_integer()), name


def test_every_allele_has_a_row_in_the_order_of_the_file(simulated, tmp_path):
    annotate_vcf(simulated.vcf, simulated.genome(), tmp_path / "all.parquet")
    rows = pl.read_parquet(tmp_path / "all.parquet")
    with pysam.VariantFile(str(simulated.vcf)) as reader:
        written = [(record.contig, record.pos, record.ref, alt) for record in reader for alt in record.alts]
    found = rows.select("contig", "position", "ref", "alt").unique(maintain_order=True).rows()
    assert found == written


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_no_sequence_has_one_row_without_a_term(tmp_path, made, kind):
    genome, reference = made
    b = lambda p, n=1: bases(reference, p, n)  # noqa: E731
    lines = [
        line(130, b(130), "<DEL>", info="END=150"),
        line(131, b(131), f"*,{other(b(131))}"),
        line(140, b(140), f"{b(140)}]chr2:33]"),
    ]
    counted, rows = run(tmp_path, genome, lines, kind)
    assert (counted.alleles, counted.rows) == (4, 4)
    assert [row["variant_class"] for row in rows] == ["symbolic", "spanning_deletion", "snv", "symbolic"]
    for row in rows:
        judged = row["variant_class"] == "snv"
        for name in ("transcript", "gene", "consequence", "impact", "hgvs_c", "hgvs_g", "hgvs_p"):
            assert (row[name] is not None) == judged, (row["allele"], name)
        assert row["reported"] == ("true" if judged else "false")


@pytest.mark.parametrize("kind", FORMATS)
def test_what_the_reference_does_not_know_is_carried_with_the_reason(tmp_path, made, kind):
    genome, reference = made
    b = lambda p, n=1: bases(reference, p, n)  # noqa: E731
    lines = [
        line(150, b(150), "R"),
        line(160, other(b(160)), b(160)),
        line(299, "A" * 5, "A"),
        line(400, "A", "C"),
    ]
    _, rows = run(tmp_path, genome, lines, kind, HEADER.replace("length=300", "length=1000"))
    reasons = [row["not_described"] for row in rows]
    assert [re.search("letters|unlike|beyond", reason).group() for reason in reasons] == [
        "letters",
        "unlike",
        "beyond",
        "beyond",
    ]
    assert all(row[name] is None for row in rows for name in ("hgvs_g", "hgvs_c", "hgvs_p"))
    assert [row["consequence"] for row in rows] == ["coding_sequence_variant", None, None, None]


@pytest.mark.parametrize("kind", FORMATS)
def test_no_spreadsheet_takes_a_text_for_a_formula(tmp_path, made, kind):
    genome, reference = made
    names = ["=1+1", "+x", "-2", "@cmd", "-", 'a"b', "'"]
    lines = [line(130 + at, bases(reference, 130 + at), "C,T", name) for at, name in enumerate(names)]
    lines = [text for text in lines if text.split("\t")[3] not in "CT"]
    names = [text.split("\t")[2] for text in lines]
    lines.append(line(160, bases(reference, 160), "=cmd()"))
    _, rows = run(tmp_path, genome, lines, kind)
    written = [row["record_id"] for row in rows[:-1:2]]
    guarded = "'" if kind == "tsv" else ""
    assert written == [
        (f"{guarded}{name}" if name[0] in "=+-@" and len(name) > 1 else name).replace('"', '"' if not guarded else "'")
        for name in names
    ]
    assert {row["gene_symbol"] for row in rows} == {f"{guarded}=SUM(1)"}
    assert rows[-1]["alt"] == f"{guarded}=cmd()"
    assert {row["strand"] for row in rows} == {"+"}


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_vcf_gives_a_whole_table_without_rows(tmp_path, made, kind):
    counted, rows = run(tmp_path, made[0], [], kind)
    assert (counted.alleles, counted.rows, rows) == (0, 0, [])


def test_an_empty_table_has_the_columns_of_a_full_one(tmp_path, made):
    annotate_vcf(write_vcf(tmp_path / "none.vcf", ["kid"], []), made[0], tmp_path / "none.parquet")
    run(tmp_path, made[0], [line(130, bases(made[1], 130), other(bases(made[1], 130)))])
    empty, full = (pl.read_parquet_schema(tmp_path / f"{name}.parquet") for name in ("none", "out"))
    assert list(empty) == list(full) == list(COLUMNS)
    for name, kind in full.items():
        assert empty[name] == kind or (empty[name].is_integer() and kind.is_integer()), name


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([line(5, "A", "C", contig="chr9")], "REF-CONTIG"),
        (["chr1\tx\t.\tA\tC\t50\tPASS\t.\tGT\t0/1"], "VCF-"),
    ],
)
def test_nothing_is_left_where_it_cannot_be_done(tmp_path, made, kind, lines, code):
    good = [line(130 + at, bases(made[1], 130 + at), other(bases(made[1], 130 + at))) for at in range(3)]
    header = HEADER + "##contig=<ID=chr9,length=300>\n"
    vcf = write_vcf(tmp_path / "in.vcf", ["kid"], good + lines, header)
    with pytest.raises(InputError, match=code):
        annotate_vcf(vcf, made[0], tmp_path / f"out.{kind}")
    assert [path.name for path in tmp_path.iterdir()] == ["in.vcf"]


@pytest.mark.parametrize("name", ["out.csv", "out", "out.parquet.gz"])
def test_only_names_that_tell_the_format(tmp_path, made, name):
    vcf = write_vcf(tmp_path / "in.vcf", ["kid"], [])
    with pytest.raises(InputError, match="OUT-FORMAT"):
        annotate_vcf(vcf, made[0], tmp_path / name)
    assert not (tmp_path / name).exists()


def test_sources_have_their_columns(simulated, tmp_path):
    paths = [tmp_path / f"all.{kind}" for kind in FORMATS]
    genome = simulated.genome()
    for path in paths:
        annotate_vcf(
            simulated.vcf, genome, path, Further(simulated.sources("frequency", "clinvar"), genome.transcripts)
        )
    rows = pl.read_parquet(paths[0])
    more = [name for name in rows.columns if name not in COLUMNS]
    assert rows.columns == [*COLUMNS, *more]
    for source in ("frequency", "clinvar"):
        assert any(name.startswith(source) for name in more), more
    assert all(field.metadata[b"doc"] for field in pq.read_schema(paths[0]))
    with pysam.VariantFile(str(simulated.folder / "resources/clinvar.vcf.gz")) as reader:
        known = {(record.contig, record.pos, record.ref, record.alts[0]): record.id for record in reader}
    seen = 0
    for row in rows.to_dicts():
        wanted = known.get((row["contig"], row["position"], row["ref"], row["alt"]))
        assert row["clinvar_id"] == wanted
        seen += wanted is not None
    assert seen > 5
    alleles = read_table(simulated.tables / "alleles.parquet", ALLELES)
    assert set(rows["allele"]) == set(alleles["allele"])
    text = paths[1].read_text().splitlines()
    assert text[0].split("\t") == rows.columns
    assert len(text) == rows.height + 1
