"""Evil projects: each is refused with its code and exit status 2, before any job."""

from pathlib import Path

import pytest

from genopipe.config import Settings
from genopipe.preflight.project import check_project

SHEET, PED, CONFIG = "config/samples.tsv", "config/families.ped", "config/config.yaml"
CASES, PANEL = "config/cases.yaml", "config/panels/brain.tsv"


def test_a_good_project_is_ready(project, check):
    status, codes, said = check()
    assert (status, codes) == (0, set()), said
    assert "the project is ready" in said


def test_settings_instead_of_a_file(project):
    settings = Settings.model_validate(
        {
            "genome": {"fasta": "ref/genome.fa", "genes": "ref/genes.gff3", "build": "custom"},
        }
    )
    assert [f for f in check_project(settings, Path(), deep=True) if f.severity == "error"] == []


def test_windows_sheet_is_mended_with_notes(project, check):
    text = (project.folder / SHEET).read_text()
    project.write(SHEET, "\ufeff" + text.replace("kid\tL1", " kid \tL1").replace("\n", "  \r\n") + "\r\n\r\n")
    status, _, said = check()
    assert status == 0, said
    assert all(code in said for code in ("TEXT-BOM", "TEXT-CRLF", "TEXT-SPACES"))


SPOILS = [
    (SHEET, "kid\tL1", "../../x\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "-n\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "A; touch P\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "{IFS}\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "<img src=x onerror=alert(1)>\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "=cmd()\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "CON\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "x" * 300 + "\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "k\u202eid\tL1", "SHEET-ID"),
    (SHEET, "kid\tL1", "Kid\tL1", "SHEET-PERSON"),
    (SHEET, "mum\tL1", "kid\tL1", "SHEET-DUP"),
    (SHEET, "mum\tL1", "KID\tL1", "SHEET-CASE"),
    (SHEET, "person\tlane", "persno\tlane", "TABLE-COLUMN"),
    (SHEET, "\t", ",", "TABLE-TABS"),
    (SHEET, "reads/kid_2.fq", "", "SHEET-MATE"),
    (SHEET, "reads/kid_1.fq\treads/kid_2.fq", "", "SHEET-FORM"),
    (SHEET, "reads/kid_2.fq", "reads/kid_1.fq", "SHEET-FASTQ-SHARED"),
    (SHEET, "reads/mum_1.fq", "reads/../reads/kid_1.fq", "SHEET-FASTQ-SHARED"),
    (SHEET, "reads/kid_2.fq", "reads/none.fq", "FILE-MISSING"),
    (SHEET, "reads/kid_2.fq", "reads", "FILE-KIND"),
    (SHEET, "reads/kid_2.fq", "-rf", "SHEET-PATH"),
    (SHEET, "reads/kid_2.fq", "https://x/y.fq", "SHEET-PATH"),
    (SHEET, "reads/kid_2.fq", "reads/kid_2.fq\tx\ty", "TABLE-CELLS"),
    (PED, "dad\tmum", "mum\tdad", "PED-PARENT-SEX"),
    (PED, "dad\tmum", "kid\tmum", "PED-SELF"),
    (PED, "dad\tmum", "dad\tdad", "PED-SAME-PARENTS"),
    (PED, "dad\tmum", "dad\tnobody", "PED-PARENT"),
    (PED, "F1\tdad\t0\t0", "F1\tdad\tkid\t0", "PED-CYCLE"),
    (PED, "\t", " ", "PED-TABS"),
    (PED, "F1\tdad\t0\t0\t1\t1", "F1\tdad\t0\t0\t1\t1\nF1\tdad\t0\t0\t1\t1", "PED-DUP"),
    (PED, "F1\tdad\t0\t0\t1\t1", "F1\tdad\t0\t0\t1\t1\nF2\tdad\t0\t0\t1\t1", "PED-TWO-FAMILIES"),
    (PED, "F1\tmum\t0\t0\t2\t1", "F1\tmum\t0\t0\t2", "PED-COLUMNS"),
    (PED, "F1\tmum\t0\t0\t2\t1", "F1\tmum\t0\t0\tF\t1", "PED-SEX"),
    (PED, "F1\tmum\t0\t0\t2\t1", "F1\tmum\t0\t0\t2\tNA", "PED-PHENOTYPE"),
    (PED, "F1\tmum\t0\t0\t2\t1", "F1\tm m\t0\t0\t2\t1", "PED-ID"),
    (PED, "F1\tdad\t0\t0\t1\t1", "F1\tdad\t0\t0\t1\t1\nF1\tDAD\t0\t0\t1\t1", "PED-CASE"),
    (PED, "kid\tdad\tmum\t1\t2", "kid\tdad\tmum\t1\t2\tT", "PED-TWINS"),
    (PED, "kid\tdad\tmum\t1\t2", "kid\tdad\tmum\t1\t2\tT\nF1\tsis\tdad\tmum\t2\t1\tT", "PED-TWINS"),
    (PED, "kid\tdad\tmum\t1\t2", "kid\tdad\tmum\t1\t2\tT\nF1\tbro\tdad\t0\t1\t1\tT", "PED-TWINS"),
    (PED, "kid\tdad\tmum\t1\t2", "kid\tdad\tmum\t1\t2\t", "PED-ID"),
    (PED, "kid\tdad\tmum\t1\t2", "kid\tdad\tmum\t1\t1", "CASE-AFFECTED"),
    (CONFIG, "genome:", "genom:", "CONFIG-KEY"),
    (CONFIG, "  fasta: ref/genome.fa\n", "", "CONFIG-MISSING"),
    (CONFIG, "build: custom", "build: custom\ncall: {maximum_depth: many}", "CONFIG-TYPE"),
    (CONFIG, "build: custom", "build: custom\ninherit: {minimum_balance: 2.0}", "CONFIG-RANGE"),
    (CONFIG, "build: custom", "build: custom\ntrim: {maximum_bad_fraction: true}", "CONFIG-TYPE"),
    (CONFIG, "build: custom", "build: GRCh39", "CONFIG-VALUE"),
    (CONFIG, "build: custom", "build: custom\n  fasta: x", "YAML-DUPLICATE"),
    (CONFIG, "build: custom", "build: &a custom", "YAML-ALIAS"),
    (CONFIG, "build: custom", "build: !!python/object/apply:os.system [ls]", "YAML-TAG"),
    (CONFIG, "  build: custom", "\tbuild: custom", "YAML-TAB"),
    (CONFIG, "ref/genome.fa", "ref/other.fa", "FILE-MISSING"),
    (CONFIG, "build: custom", "build: GRCh38", "REF-CONTIG"),
    (CASES, "family: F1", "family: F2", "CASE-FAMILY"),
    (CASES, "proband: kid", "proband: nobody", "CASE-PROBAND"),
    (CASES, "[brain]", "[brian]", "CASE-PANEL"),
    (CASES, "    consent: {main_findings: true}\n", "", "CASE-CONSENT"),
    (CASES, "main_findings: true", "main_findings: false", "CASE-CONSENT"),
    (CASES, "HP:0001250", "HP:1250", "CASE-FIELD"),
    (CASES, "case: case1", "case: ../case1", "CASE-ID"),
    (CASES, "cases:", "case:", "CASE-EMPTY"),
    (PANEL, "AAA1", "2-Mar", "PANEL-DATE"),
    (PANEL, "green", "gren", "PANEL-WORD"),
    (PANEL, "AAA1\tG1\tgreen\tbiallelic\tcomplete\n", "", "TABLE-EMPTY"),
    ("ref/genes.gff3", "chr1\tx", "1\tx", "GFF-CONTIG"),
    ("ref/genes.gff3", "chr1\tx\tgene", "chr1", "GFF-FORMAT"),
]


@pytest.mark.parametrize(("name", "old", "new", "code"), SPOILS)
def test_a_spoiled_project_is_refused(project, check, name, old, new, code):
    project.replace(name, old, new)
    status, codes, said = check()
    assert status == 2
    assert code in codes, said
    assert "Traceback" not in said


def test_the_line_and_the_likely_word_are_told(project, check):
    project.replace(CONFIG, "build: custom", "build: custom\nalign:\n  tol: bwa")
    said = check()[2]
    assert f"CONFIG-KEY {CONFIG}:6 " in said
    assert "did you mean `tool`?" in said


def test_same_content_under_two_names(project, check):
    project.write("reads/mum_1.fq", (project.folder / "reads/kid_1.fq").read_bytes())
    assert "SHEET-FASTQ-SHARED" in check()[1]


def test_excluded_and_observed_term(project, check):
    project.replace(CASES, "    panels", "    excluded: [HP:0001250]\n    panels")
    assert check()[1] == {"CASE-FIELD"}


def test_every_fault_at_once(project, check):
    project.replace(SHEET, "reads/kid_2.fq", "reads/none.fq")
    project.replace(PED, "dad\tmum", "mum\tdad")
    project.replace(CASES, "[brain]", "[brian]")
    assert {"FILE-MISSING", "PED-PARENT-SEX", "CASE-PANEL"} <= check()[1]


def test_mixed_forms_of_one_person(project, check):
    project.bam("bam/kid.bam")
    project.write(SHEET, "person\tfastq_1\tfastq_2\talignment\n"
                         "kid\treads/kid_1.fq\treads/kid_2.fq\t\nkid\t\t\tbam/kid.bam\n")  # fmt: skip
    assert "SHEET-MIXED" in check()[1]


def test_two_alignments_of_one_person(project, check):
    project.bam("bam/a.bam")
    project.bam("bam/b.bam", number=100)
    project.write(SHEET, "person\talignment\nkid\tbam/a.bam\nkid\tbam/b.bam\n")
    assert "SHEET-MANY" in check()[1]


def test_two_forms_in_one_row(project, check):
    project.bam("bam/a.bam")
    project.write(SHEET, "person\talignment\tvcf\nkid\tbam/a.bam\tx.vcf\n")
    assert "SHEET-FORM" in check()[1]


GVCF_RECORDS = "chr1\t1\t.\tN\t<*>\t.\t.\tEND=50\tGT:AD\t0/0:9,0\n"


def make_gvcf(project, name, caller, records=None):
    ref = project.sequences["chr1"][0]
    made = project.vcf(name, records=GVCF_RECORDS.replace("\tN\t", f"\t{ref}\t") if records is None else records)
    made.write_text(made.read_text().replace("#CHROM", f"##{caller}\n#CHROM"))
    return made


@pytest.mark.parametrize(
    ("caller", "blocks", "wanted"),
    [
        ("bcftools_callCommand=call -g 5", True, set()),
        ("GATKCommandLine=<ID=HaplotypeCaller>", True, {"GVCF-CALLER"}),
        ("source=freeBayes v1.3.6", True, {"GVCF-CALLER"}),
        ("bcftools_callCommand=call -m", False, {"GVCF-BLOCKS"}),
    ],
)
def test_gvcf_joins_the_family_only_when_it_can(project, check, caller, blocks, wanted):
    make_gvcf(project, "kid.g.vcf", caller)
    if not blocks:
        project.vcf("kid.g.vcf", head=(project.folder / "kid.g.vcf").read_text().split("#CHROM")[0]
                    + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n")  # fmt: skip
    project.write(SHEET, "person\tfastq_1\tfastq_2\tgvcf\nkid\t\t\tkid.g.vcf\nmum\treads/mum_1.fq\treads/mum_2.fq\t\n")
    status, codes, said = check()
    assert codes == wanted, said
    assert status == (2 if wanted else 0)


def test_family_of_two_vcf_is_refused_and_one_joint_vcf_is_not(project, check):
    project.vcf("kid.vcf")
    project.vcf("mum.vcf", samples="mum")
    project.write(SHEET, "person\tvcf\nkid\tkid.vcf\nmum\tmum.vcf\n")
    assert check()[1] == {"VCF-JOINT"}
    project.vcf("joint.vcf", samples="kid\tmum")
    project.write(SHEET, "person\tvcf\nkid\tjoint.vcf\nmum\tjoint.vcf\n")
    assert check()[1] == set()
    project.write(SHEET, "person\tvcf\nkid\tkid.vcf\n")
    assert check()[1] == set()


CLINVAR = """##fileformat=VCFv4.2
##contig=<ID={contig}>
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="s">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="s">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="s">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""


def test_resource_with_other_contig_names(project, check):
    project.vcf("clinvar.vcf", head=CLINVAR.format(contig="one"), records="one\t5\t.\tA\tC\t.\t.\t.\n")
    project.replace(CONFIG, "build: custom", "build: custom\nannotate: {clinvar: {file: clinvar.vcf}}")
    assert check()[1] == {"RESOURCE-CONTIG"}
    project.vcf("clinvar.vcf", head=CLINVAR.format(contig="1"), records="1\t5\t.\tA\tC\t.\t.\t.\n")
    assert check()[1] == set(), "the declared table of names says that 1 is chr1"


def test_resource_without_the_fields_that_are_asked_of_it(project, check):
    head = CLINVAR.format(contig="chr1").replace("ID=CLNSIG", "ID=CLNSIGX")
    project.vcf("clinvar.vcf", head=head, records="chr1\t5\t.\tA\tC\t.\t.\t.\n")
    source = "{name: P, file: clinvar.vcf, allele_number: NOPE, populations: {global: CLNDN}, normalised: true}"
    sources = f"annotate:\n  clinvar: {{file: clinvar.vcf}}\n  frequency: {source}"
    project.replace(CONFIG, "build: custom", f"build: custom\n{sources}")
    result = check()
    assert result[1] == {"RESOURCE-FIELD"}
    assert "`annotate.frequency.allele_number`" in str(result)
    assert "annotate.clinvar (CLNSIG)" in str(result)
