"""Our consequences beside another annotator's: only what means another thing differs."""

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.annotate.compare import compare
from genopipe.annotate.compare import summarise
from genopipe.annotate.compare import trimmed_name


def row(allele="1-100-A-G", transcript="T1.1", consequence="missense_variant", **more):
    return {"allele": allele, "transcript": transcript, "consequence": consequence} | more


def both(ours, theirs):
    return compare(pl.DataFrame(ours), pl.DataFrame(theirs), "VEP").rows(named=True)


@pytest.mark.parametrize(
    ("name", "trimmed"),
    [
        ("1-100-A-G", "1-100-A-G"),
        ("1-100-CA-CT", "1-101-A-T"),
        ("1-100-CAG-CTG", "1-101-A-T"),
        ("1-100-CAA-CA", "1-100-CA-C"),
        ("1-100-TCA-TC", "1-101-CA-C"),
        ("chr1-100-C-CT", "1-100-C-CT"),
        ("HLA-A*01:01-100-A-G", "HLA-A*01:01-100-A-G"),
        ("1-1000-2500-DEL", "1-1000-2500-DEL"),
        ("1-100-A-*", "1-100-A-*"),
        ("1-100-A-<DEL>", "1-100-A-<DEL>"),
    ],
)
def test_names_are_trimmed(name, trimmed):
    assert trimmed_name(name) == trimmed


def test_the_same_allele_written_otherwise_is_the_same():
    (pair,) = both([row("1-101-A-T")], [row("chr1-100-CAG-CTG", "T1")])
    assert (pair["state"], pair["allele"]) == ("agrees", "1-101-A-T")
    assert pair["note"] is None


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "state"),
    [
        ("hgvs_p", "P1.1:p.(Arg1Cys)", "P1.1:p.Arg1Cys", "agrees"),
        ("hgvs_p", "P1.1:p.(Lys4=)", "P1.1:p.Lys4%3D", "agrees"),
        ("hgvs_p", "P1.1:p.(Lys4Ter)", "P1.1:p.Lys4*", "agrees"),
        ("hgvs_p", "P1.1:p.(Lys4=)", "p.Lys4Lys", "agrees"),
        ("hgvs_p", "P1.1:p.(Lys4Arg)", "p.Lys4Lys", "differs"),
        ("hgvs_p", "P1.1:p.(Lys4=)", None, "agrees"),
        ("hgvs_c", "T1.1:c.10_12inv", "T1:c.10_12invAAA", "agrees"),
        ("hgvs_c", "T1.1:c.10_12del", "T1:c.10_12delAAA", "agrees"),
        ("hgvs_c", "T1.1:c.10_12delinsT", "T1:c.10_12delAAAinsT", "agrees"),
        ("hgvs_c", "T1.1:c.10del", "T1.1:c.11del", "differs"),
        ("consequence", "b&a", "a&b", "agrees"),
        ("consequence", "a&b", "a", "differs"),
        ("cds_start", 10, 10, "agrees"),
        ("cds_start", 10, 11, "differs"),
    ],
)
def test_what_means_the_same_agrees(name, ours, theirs, state):
    (pair,) = both([row(**{name: ours})], [row(**{name: theirs})])
    assert pair["state"] == state
    assert pair["differing"] == (name if state == "differs" else "")
    assert (name in pair["compared"].split(",")) == (theirs is not None)


def test_a_description_without_a_residue_is_not_compared():
    (pair,) = both([row(hgvs_p="P1.1:p.(Lys4=)")], [row(hgvs_p="T1.1:c.12A>G(p.=)")])
    assert pair["compared"] == "consequence"


def test_rows_of_one_side_only():
    ours = [row(), row("1-200-A-G")]
    theirs = [row("1-200-A-G", "T2", "upstream_gene_variant"), row("1-200-A-G", "T1.2")]
    pairs = {(pair["allele"], pair["transcript"]): pair for pair in both(ours, theirs)}
    assert pairs["1-100-A-G", "T1.1"]["state"] == "only_ours"
    assert pairs["1-100-A-G", "T1.1"]["note"] == "they have no entry for this allele"
    assert pairs["1-200-A-G", "T2"]["note"] == "near the transcript, not in it"
    assert pairs["1-200-A-G", "T1.1"]["note"] == "another version of the transcript"


def test_several_entries_of_a_transcript_are_put_together():
    (pair,) = both([row(consequence="a&b")], [row(consequence="a"), row(consequence="b")])
    assert pair["state"] == "agrees"


def test_rows_without_a_transcript_are_not_compared():
    assert len(both([row(), row(transcript=None, consequence="intergenic_variant")], [row()])) == 1


def test_the_summary_counts_pairs():
    frame = compare(
        pl.DataFrame([row(), row("1-2-A-G")]), pl.DataFrame([row(), row("1-2-A-G", consequence="x")]), "VEP"
    )
    assert summarise(frame).row(0) == ("consequence", 2, 1)


HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=1,length=9000>\n"
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|Feature|SYMBOL">\n'
    '##INFO=<ID=BCSQ,Number=.,Type=String,Description="csq">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
)


def test_the_command(tmp_path):
    from genopipe.cli.compare import command

    ours = tmp_path / "consequences.parquet"
    pl.DataFrame([row(), row("1-200-A-G", consequence="=1+1")]).write_parquet(ours)
    theirs = tmp_path / "theirs.vcf"
    theirs.write_text(
        HEAD + "1\t100\t.\tA\tG\t.\t.\tCSQ=G|missense_variant|T1|x;BCSQ=intron|X||lncRNA\n"
        "1\t200\t=cmd\tA\tG\t.\t.\tCSQ=G|stop_gained|T1|x,T|stop_gained|T1|x\n"
    )
    out = tmp_path / "out.tsv"
    given = ["--ours", str(ours), "--theirs", str(theirs), "--out", str(out)]
    result = CliRunner().invoke(command, [*given, "--field", "CSQ"], catch_exceptions=False)
    assert "1 agrees, 1 differs, 0 only_ours, 0 only_theirs; 1 set aside" in result.output
    assert "consequence: 1 of 2 agree (50.00 %)" in result.output
    assert "\t'=1+1\t" in out.read_text()
    assert "'=cmd" in (tmp_path / "out.tsv.set_aside.tsv").read_text()
    assert "ANNOTATION-FIELD" in str(CliRunner().invoke(command, given).exception)
