"""`genopipe explain` beside the tables: other spellings, gene models, gVCFs, panels, class and rank."""

import json

import polars as pl
import pysam
import pytest
from click.testing import CliRunner

from genopipe.cli.explain import command
from genopipe.errors import InputError
from genopipe.io.gene_models import read_transcripts
from genopipe.io.parquet import write_table
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER
from unit import made
from unit.filter.tables import candidate

PLACE = 130
PANEL = "gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance\nTWO\tENSG2\tgreen\tmonoallelic\tcomplete\n"


@pytest.fixture
def reference(tmp_path):
    return made.make_reference(tmp_path)


@pytest.fixture
def called(reference):
    """Return the name of an allele of gene ONE, that was called."""
    ref = made.bases(reference, PLACE)
    return f"1-{PLACE}-{ref}-{made.other(ref)}"


@pytest.fixture
def results(tmp_path, reference, called):
    """Return the results of a run: one case with one allele, gene models, the child's gVCF."""
    folder = tmp_path / "results" / "cases" / "C1"
    write_case(folder, called)
    models = tmp_path / "genes.gff3"
    models.write_text(made.GENE)
    (tmp_path / "results" / "reference").mkdir()
    read_transcripts(models).write_parquet(tmp_path / "results" / "reference" / "transcripts.parquet")
    write_gvcf(tmp_path / "results" / "gvcf", reference)
    return tmp_path / "results"


def write_case(folder, name):
    tables = folder / "tables"
    _, position, ref, alt = name.split("-")
    row = made.allele(name, position=int(position), ref=ref, alt=alt, called_as=f"chr1:{position}:{ref}>{alt}")
    row["hgvs_g"] = f"chr1:g.{position}{ref}>{alt}"
    rows = made.alleles(row)
    own = ("allele", "contig", "position", "ref", "alt", "end", "variant_class", "called_as", "multiallelic")
    write_table(rows.select(*own, "quality", "filters"), tables / "normalised" / "alleles.parquet", ALLELES)
    write_table(rows, tables / "annotated" / "alleles.parquet", ALLELES)
    calls = made.genotypes(made.genotype(name, "kid", "0/1"))
    write_table(calls, tables / "normalised" / "genotypes.parquet", GENOTYPES)
    described = {"gene_symbol": "ONE", "hgvs_c": f"ENST1.3:c.10{ref}>{alt}", "hgvs_p": "ENSP1.1:p.(Ala4Thr)"}
    write_table(
        made.consequences(made.consequence(name, **described)),
        tables / "annotated" / "consequences.parquet",
        CONSEQUENCES,
    )
    classed = {"class": "likely_pathogenic", "class_points": 6, "criteria": ["PVS1"], "class_agrees": False}
    classed |= {"class_by_points": "likely_pathogenic", "class_by_table": "uncertain_significance"}
    ended = {"bucket": "finding", "by": "pathogenic", "reason": "why", "tier": "1", "tier_reason": "high impact"}
    judged = dict.fromkeys(("de_novo", "dominant"), True) | {"rank_state": "ranked"}
    whole = candidate(name, gene_symbol="ONE", **classed, **ended, **judged, panel="one", modes_in_panel=["de_novo"])
    frame = pl.DataFrame([whole], schema=CANDIDATES.schema())
    write_table(frame, tables / "filtered" / "candidates.parquet", CANDIDATES)
    write_table(frame.select(list(LEDGER.schema())), tables / "filtered" / "ledger.parquet", LEDGER)
    (folder / "case.json").write_text(made.make_case("kid:f:a").model_dump_json())


def write_gvcf(folder, reference):
    """Write a gVCF: 1-99 well covered, 100-139 thin, 140 another allele, 141-200 nothing."""
    header = made.HEADER + '##INFO=<ID=END,Number=1,Type=Integer,Description="e">\n##ALT=<ID=*,Description="x">\n'
    base = {position: made.bases(reference, position) for position in (1, 100, 140)}
    records = [
        made.record(1, base[1], "<*>", "0/0:30:28:90", form="GT:DP:MIN_DP:GQ", info="END=99"),
        made.record(100, base[100], "<*>", "0/0:6:4:12", form="GT:DP:MIN_DP:GQ", info="END=139"),
        made.record(140, base[140], made.other(base[140]), "0/1:31:99", form="GT:DP:GQ"),
    ]
    folder.mkdir()
    plain = made.write_vcf(folder / "kid.vcf", ["kid"], records, header)
    packed = folder / "kid.g.vcf.gz"
    pysam.tabix_compress(str(plain), str(packed))
    pysam.tabix_index(str(packed), preset="vcf")
    plain.unlink()


@pytest.fixture
def ask(results, reference):
    def run(text, *options, fasta=True):
        arguments = [str(results / "cases" / "C1"), text, *(("--fasta", str(reference)) if fasta else ()), *options]
        return CliRunner().invoke(command, arguments, catch_exceptions=False).output

    return run


def test_descriptions_name_the_allele(ask, called):
    change = f"{called.split('-')[2]}>{called.split('-')[3]}"
    for text in (f"chr1:g.{PLACE}{change}", f"ENST1.3:c.10{change}", f"ENST1:c.10{change}", f"one:c.10{change}"):
        assert ask(text, fasta=False).startswith(f"{called}  chr1:g."), text
    assert ask("ONE:p.(Ala4Thr)", fasta=False).startswith(called)


def test_a_description_that_no_table_has_is_worked_out(ask, reference):
    base = made.bases(reference, 131)
    for text in (f"chr1:g.131{base}>{made.other(base)}", f"ENST1.3:c.11{base}>{made.other(base)}"):
        lines = ask(text)
        name = f"1-131-{base}-{made.other(base)}"
        assert lines.startswith(f"{text} is {name}\n\n{name}: not called in this family")
    assert ask(f"ONE:c.11{base}>{made.other(base)}").startswith(f"ONE:c.11{base}>{made.other(base)} is 1-131-")


def test_an_allele_is_left_aligned_first(ask):
    lines = ask("chr1:108:ACA:A")
    assert lines.startswith("chr1:108:ACA:A is 1-100-GCA-G")
    assert ask("chr1:108:ACA:A", fasta=False).startswith("1-108-ACA-A: not called")


def test_a_reference_base_that_is_another_is_refused(ask, reference):
    wrong = made.other(made.bases(reference, 131))
    with pytest.raises(InputError, match="REF is unlike the reference"):
        ask(f"1-131-{wrong}-{made.bases(reference, 131)}")


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (50, "reference: depth 28 (at least 8), GQ 90 (at least 20), genotype 0/0"),
        (120, "no call here: depth 4 (at least 8), GQ 12 (at least 20), genotype 0/0"),
        (140, "another allele was called at 140: depth 31 (at least 8), GQ 99 (at least 20), genotype 0/1"),
        (170, "no call here: no record of the gVCF covers the position"),
    ],
)
def test_what_the_gvcf_says_of_a_place(ask, reference, position, words):
    base = made.bases(reference, position)
    assert f"kid (relative): {words}" in ask(f"1-{position}-{base}-{made.other(base, 2)}")


def test_limits_are_those_of_the_settings(ask, reference):
    base = made.bases(reference, 120)
    low = json.dumps({"inherit": {"minimum_depth": 3, "minimum_genotype_quality": 10}})
    assert "reference: depth 4 (at least 3)" in ask(f"1-120-{base}-{made.other(base, 2)}", "--set", low)


def test_class_is_told_with_what_disagrees(ask, called):
    lines = ask(called)
    assert "Class in ONE\n  likely pathogenic: 6 points (PVS1); by points likely pathogenic, by the table of" in lines
    assert "  tier 1: high impact" in lines


def test_every_criterion_is_told(ask, results, called):
    row = {"allele": called, "gene": "ENSG1", "criterion": "PM2", "outcome": "met", "strength": "supporting"}
    row |= {"data": "gnomAD v4.1", "source": "doi:10.1000/x, Table 2"}
    rows = [
        row | {"counted": True, "reason": "absent", "decided_by": "engine"},
        row | {"criterion": "PP3", "counted": False, "reason": "0.9 >= 0.7", "decided_by": "panel:X", "data": None},
        row
        | {"criterion": "BS2", "outcome": "not_assessable", "strength": None, "counted": False, "reason": "no count"}
        | {"decided_by": "engine"},
        row | {"gene": "ENSG9", "criterion": "PVS1", "counted": True, "reason": "other gene", "decided_by": "engine"},
    ]
    folder = results / "cases" / "C1" / "tables" / "classified"
    folder.mkdir()
    pl.DataFrame(rows).write_parquet(folder / "criteria.parquet")
    lines = ask(called)
    assert "    PM2 met, supporting: absent [gnomAD v4.1; doi:10.1000/x, Table 2]\n" in lines
    assert "    PP3 met, supporting, not counted, by panel:X: 0.9 >= 0.7 [doi:10.1000/x, Table 2]\n" in lines
    assert "    BS2 not assessable: no count" in lines
    assert "other gene" not in lines


def test_a_gene_outside_every_panel(ask, tmp_path):
    (tmp_path / "panels").mkdir()
    (tmp_path / "panels" / "one.tsv").write_text(PANEL)
    lines = ask("ONE", "--panels", str(tmp_path / "panels"))
    assert "finding by pathogenic (likely pathogenic, tier 1): why" in lines
    assert "outside every panel of this case (one)" in lines
    lines = ask("TWO", "--panels", str(tmp_path / "panels"))
    assert "No allele was called in this gene." in lines
    assert "The gene models do not have this gene" in lines
    assert "one: green, monoallelic (dominant), penetrance complete" in lines


def test_a_gene_that_nobody_knows(ask):
    with pytest.raises(InputError, match="and the gene models do not know it"):
        ask("NOGENE")
    assert "in panel one" in ask("ONE")
