"""Every start form enters the line at its place, and forms mix in one family."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from end_to_end.projects import Project
from end_to_end.projects import findings
from end_to_end.projects import run

FORMS = ("fastq_1", "fastq_2", "alignment", "gvcf", "vcf")


def _give(project: Project, files: dict[str, tuple[str, str]]) -> None:
    """Replace people's rows by one file each: person to (form, path)."""
    rows = []
    for row in project.sheet():
        form, path = files.get(row["person"], ("", ""))
        rows.append({**row, **dict.fromkeys(FORMS, ""), form: path} if form else row)
    project.write_sheet(rows)


def _tool(project: Project, *command: str) -> None:
    result = run(*command, cwd=project.folder)
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="session")
def mixed(demo: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a run of three families whose data come in every form."""
    project = demo.copy(tmp_path_factory.mktemp("forms") / "demo", results=False)
    project.keep_cases("C01", "C02", "C03")
    (project.folder / "given").mkdir()
    made = demo.folder / "results"
    fasta = "resources/genome.fa"
    father = str(made / "alignments/F01-father.cram")
    _tool(project, "samtools", "view", "-b", "-T", fasta, "-o", "given/F01-father.bam", father)
    shutil.copy(made / "alignments/F03-child.cram", project.folder / "given/F03-child.cram")
    _tool(project, "bcftools", "view", "-Oz", "-o", "given/F01-mother.g.vcf.gz", str(made / "gvcf/F01-mother.g.bcf"))
    _tool(project, "bcftools", "view", "-Oz", "-o", "given/F02.vcf.gz", str(made / "families/C02/called.bcf"))
    _give(
        project,
        {
            "F01-father": ("alignment", "given/F01-father.bam"),
            "F01-mother": ("gvcf", "given/F01-mother.g.vcf.gz"),
            "F03-child": ("alignment", "given/F03-child.cram"),
            **{f"F02-{who}": ("vcf", "given/F02.vcf.gz") for who in ("father", "mother", "child")},
        },
    )
    return project.finish()


def test_mixed_forms_find_the_same(mixed: Project, demo: Project):
    cases = {"C01", "C02", "C03"}
    assert findings(mixed) == {found for found in findings(demo) if found[0] in cases}


def test_whose_reads_are_not_here_is_said(mixed: Project):
    pages = {case: (mixed.folder / f"results/cases/{case}/report.html").read_text() for case in ("C01", "C02")}
    assert "No alignment is here of F01-mother: their reads cannot be shown." in pages["C01"]
    assert "show-reads" in pages["C01"]
    assert "No alignment is here of F02" in pages["C02"]
    assert 'id="igv-source"' not in pages["C02"]


def test_mixed_forms_have_the_same_genotypes(mixed: Project, demo: Project):
    columns = ["allele", "person", "alt_copies", "ref_copies", "other_copies", "depth", "alt_reads"]
    for case in ("C01", "C02", "C03"):
        ours = mixed.table(case, "genotypes").select(columns).sort("allele", "person")
        assert ours.equals(demo.table(case, "genotypes").select(columns).sort("allele", "person"))


def test_what_was_not_measured_is_not_zero(mixed: Project):
    text = (mixed.folder / "results/cases/C02/report.html").read_text(encoding="utf-8")
    assert "could not be assessed" in text
    assert '"mean_depth": null' in (mixed.folder / "results/quality/persons/F02-child.json").read_text()


def test_a_gvcf_of_another_caller_is_refused_before_any_job(mixed: Project, tmp_path: Path):
    project = mixed.copy(tmp_path / "demo", results=False)
    project.change("call", caller="freebayes")
    result = project.snakemake()
    assert result.returncode == 2
    assert "ERROR GVCF-CALLER config/samples.tsv:" in result.stderr
    assert not (project.folder / "results").exists()


def test_a_top_up_realigns_its_person_alone(demo: Project, tmp_path: Path):
    project = demo.copy(tmp_path / "demo", results=True)
    rows = project.sheet()
    without = [row for row in rows if (row["person"], row["lane"]) != ("F01-child", "L2")]
    project.write_sheet(without)
    jobs = project.jobs()
    assert jobs["align_reads"] == 1
    assert jobs["merge_family"] == 1
    assert jobs["identity"] == 1, "what follows is planned when it is known who is who"


def test_the_gvcf_names_its_caller_and_is_steady(demo: Project):
    result = run("bcftools", "view", "-h", "--no-version", "results/gvcf/F05-child.g.bcf", cwd=demo.folder)
    assert "##genopipe_caller=bcftools" in result.stdout
    assert "fileDate" not in result.stdout


def test_a_parent_from_blocks_is_reference_not_missing(demo: Project):
    rows = demo.table("C01", "genotypes").filter(pl.col("allele") == "1-5398-C-A")
    copies = dict(rows.select("person", "alt_copies").rows())
    assert copies == {"F01-child": 1, "F01-father": 0, "F01-mother": 0}


def test_one_case_by_itself_is_the_same_bytes(mixed: Project, tmp_path: Path):
    """`genopipe case` on the family's VCF makes the tables and the report of the workflow."""
    (case,) = [case for case in mixed.read_yaml("cases")["cases"] if case["case"] == "C02"]
    features = [{"type": term} for term in case["observed"]]
    features += [{"type": term, "excluded": True} for term in case["excluded"]]
    packet = {
        "id": "C02",
        "subject": {"id": case["proband"]},
        "phenotypicFeatures": features,
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    }
    (tmp_path / "C02.json").write_text(json.dumps(packet), encoding="utf-8")
    beside = {key: case[key] for key in ("family", "indication", "panels", "consent")}
    (tmp_path / "C02.yaml").write_text(json.dumps(beside), encoding="utf-8")
    out = tmp_path / "C02"
    given = ["--vcf", "given/F02.vcf.gz", "--ped", "config/families.ped", "--phenopacket", str(tmp_path / "C02.json")]
    options = ["--config", "config/config.yaml", "--versions", "results/versions.json", "--out", str(out)]
    made = mixed.genopipe("case", *given, *options)
    assert made.returncode == 0, made.stderr
    theirs = mixed.folder / "results/cases/C02"
    names = sorted(path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file())
    assert any(name.name == "report.html" for name in names)
    for name in names:
        assert (out / name).read_bytes() == (theirs / name).read_bytes(), name
    assert (out / "ranked.tsv").read_text(encoding="utf-8").count("\n") > 1
