"""What a user does after the first run: again, with a changed setting, with a sibling more; and what must hold."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from end_to_end.projects import Project
from end_to_end.projects import findings
from genopipe.report.forms import MAKERS

DELIVERABLES = (*MAKERS, "reads.json")


def digests(project: Project, case: str) -> dict[str, str]:
    """Return the SHA-256 of everything that a case's folder holds."""
    folder = project.folder / "results" / "cases" / case
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_second_run_has_nothing_to_do(demo: Project):
    assert demo.jobs() == {}


def test_a_changed_report_setting_makes_reports_only(demo: Project, tmp_path: Path):
    project = demo.copy(tmp_path / "demo", results=True)
    project.change("report", laboratory="Another laboratory")
    assert project.jobs() == {"report": len(demo.reported()), "run_page": 1, "manifest": 1}


def test_a_changed_weight_ranks_again_and_no_more(demo: Project, tmp_path: Path):
    project = demo.copy(tmp_path / "demo", results=True)
    project.change("rank", no_disease=0.3)
    number = len(demo.reported())
    assert project.jobs() == {
        "rank": number,
        "filter": number,
        "cut_reads": number,
        "report": number,
        "run_page": 1,
        "manifest": 1,
    }


def test_a_changed_filter_calls_nothing_again(demo: Project, tmp_path: Path):
    project = demo.copy(tmp_path / "demo", results=True)
    project.change("filter", recessive_frequency=0.02)
    number = len(demo.reported())
    asked = len(list(demo.folder.glob("results/cases/*/tables/recounted/recounts.parquet")))
    assert 0 < asked < number, "families without a parent's reads have no recounts"
    jobs = {"recount": asked, "inherit": number, "rank": number, "filter": number, "classify": number}
    jobs |= {"additional": 2, "carriers": 1, "cut_reads": number, "report": number, "run_page": 1, "manifest": 1}
    assert project.jobs() == jobs


def test_a_sibling_more_never_recalls_the_others(demo: Project, tmp_path: Path):
    project = demo.copy(tmp_path / "demo", results=True)
    pedigree = project.folder / "config/families.ped"
    pedigree.write_text(pedigree.read_text() + "F01\tF01-sister\tF01-father\tF01-mother\t2\t1\n")
    rows = project.sheet()
    sister = {**rows[0], "person": "F01-sister", "library": "F01-sister-1"}
    for mate in (1, 2):
        # A person's reads that nobody else in the sheet has: those of a fragment less.
        source = project.folder / rows[0][f"fastq_{mate}"]
        target = project.folder / f"reads/F01-sister_R{mate}.fastq"
        target.write_text("".join(_text(source).splitlines(keepends=True)[4:]))
        sister[f"fastq_{mate}"] = str(target.relative_to(project.folder))
    project.write_sheet([*rows, sister])
    jobs = project.jobs()
    assert jobs["trim_reads"] == jobs["align_reads"] == jobs["gather_calls"] == jobs["merge_family"] == 1
    assert jobs["identity"] == 1, "what follows is planned when it is known who is who"
    assert not [name for name, count in jobs.items() if count > 1 and name not in ("call_region", "phase_person")]
    assert jobs["call_region"] == 6 - 1  # a woman has no Y


def _text(path: Path) -> str:
    import gzip

    return gzip.decompress(path.read_bytes()).decode()


def test_deliverables_hold_no_path_date_or_host(demo: Project):
    for case in demo.reported():
        for name in DELIVERABLES:
            content = (demo.folder / f"results/cases/{case}/{name}").read_bytes()
            assert str(demo.folder).encode() not in content
            assert str(Path.home()).encode() not in content
    for name in ("manifest.json", "index.html"):
        assert str(demo.folder) not in (demo.folder / "results" / name).read_text(encoding="utf-8")
    assert str(demo.folder) not in (demo.folder / "results/quality/multiqc.html").read_text()


def test_each_report_holds_the_reads_of_its_own_family_only(demo: Project):
    shown = 0
    for case in demo.reported():
        folder = demo.folder / "results/cases" / case
        members = {one["person"] for one in json.loads((folder / "case.json").read_text())["members"]}
        reads = json.loads((folder / "reads.json").read_text())
        people = {one["person"] for window in reads["windows"] for one in window["people"]}
        assert people <= members
        shown += len(reads["windows"])
    assert shown > 0


def test_the_run_page_lists_every_case(demo: Project):
    page = (demo.folder / "results/index.html").read_text(encoding="utf-8")
    for case in demo.cases():
        assert (f'href="cases/{case}/report.html"' in page) is (case in demo.reported())
        assert case in page
    assert "laboratory/" not in page


def test_same_input_same_bytes_in_another_folder_with_another_order_of_jobs(world: Project, tmp_path: Path):
    runs = []
    ways = {"one": ("--cores", "1"), "a second folder": ("--cores", "2", "--set-threads", "align_reads=1")}
    for name, options in ways.items():
        project = world.copy(tmp_path / name, results=False)
        project.keep_cases("C05")
        project.finish(*options)
        runs.append(digests(project, "C05"))
    assert runs[0] == runs[1]


def test_verify_finds_any_change(demo: Project, tmp_path: Path):
    assert demo.genopipe("verify").returncode == 0
    project = demo.copy(tmp_path / "demo", results=True)
    report = project.folder / "results/cases/C01/report.html"
    content = bytearray(report.read_bytes())
    content[len(content) // 2] ^= 1
    report.write_bytes(content)
    (project.folder / "results/cases/C02/findings.tsv").unlink()
    result = project.genopipe("verify")
    assert result.returncode == 3
    assert "results/cases/C01/report.html: its content has changed (SHA-256)" in result.stdout
    assert "results/cases/C02/findings.tsv: missing" in result.stdout


def test_manifest_counts_every_read(demo: Project):
    manifest = json.loads((demo.folder / "results/manifest.json").read_text())
    lanes = {name: counts for name, counts in manifest["counts"].items() if name.startswith("proofs/reads/")}
    assert len(lanes) == len(demo.sheet())
    assert all(c["reads_in"] == c["reads_out"] + c["reads_dropped"] > 1000 for c in lanes.values())
    aligned = manifest["counts"]["proofs/alignments/F01-child.json"]["primary"]
    assert aligned == sum(c["reads_out"] for name, c in lanes.items() if "F01-child." in name)


def test_explain_tells_the_way_of_findings_traps_and_of_what_was_not_called(demo: Project):
    for row in demo.truth():
        if row["case"] not in demo.reported():
            continue
        result = demo.genopipe("explain", f"results/cases/{row['case']}", row["allele"])
        assert result.returncode == 0, result.stderr
        ended = "finding" if row["expected"] == "finding" else ("set aside", "candidate", "not called")
        assert any(word in result.stdout for word in ([ended] if isinstance(ended, str) else ended)), result.stdout
    never = demo.genopipe("explain", "results/cases/C01", "1-100-A-T")
    assert never.returncode == 0
    assert "not called" in never.stdout


def test_summary_ends_the_run(demo: Project):
    lines = demo.genopipe("summary").stdout.splitlines()
    assert len(lines) == len(demo.cases())
    assert [line.partition(":")[0] for line in lines if "on hold" in line] == ["C14"]
    assert lines[0].startswith("C01: findings in SIMA02;")


def test_minimap2_and_bam_find_the_same(demo: Project, world: Project, tmp_path: Path):
    project = world.copy(tmp_path / "demo", results=False)
    project.keep_cases("C02")
    project.change("align", tool="minimap2", format="bam")
    project.finish()
    assert (project.folder / "results/alignments/F02-child.bam.bai").is_file()
    assert findings(project) == {found for found in findings(demo) if found[0] == "C02"}


def test_genotypes_do_not_depend_on_who_else_is_in_the_run(demo: Project, world: Project, tmp_path: Path):
    project = world.copy(tmp_path / "demo", results=False)
    project.keep_cases("C05")
    project.finish()
    for name in ("alleles", "genotypes", "candidates", "ledger"):
        assert project.table("C05", name).equals(demo.table("C05", name))


@pytest.mark.parametrize("name", ["reads", "alignments"])
def test_no_work_is_left_behind(demo: Project, name: str):
    left = [path for path in (demo.folder / "results").rglob("*") if ".work." in path.name or path.name.startswith(".")]
    assert not left
    assert (demo.folder / "results" / name).is_dir()


def test_people_are_told_apart_in_read_groups(demo: Project):
    import pysam

    fasta = str(demo.folder / "resources/genome.fa")
    path = demo.folder / "results/alignments/F01-child.cram"
    with pysam.AlignmentFile(str(path), reference_filename=fasta) as reader:
        groups = reader.header.to_dict()["RG"]
    assert [group["ID"] for group in groups] == ["F01-child.L1", "F01-child.L2"]
    assert all(set(group) == {"ID", "SM", "LB", "PL", "PU"} for group in groups)
    assert {group["SM"] for group in groups} == {"F01-child"}


def test_the_mitochondrial_fraction_is_told(demo: Project):
    rows = demo.table("C05", "genotypes").filter(pl.col("allele") == "M-1046-A-C")
    fractions = dict(rows.select("person", "alt_fraction").rows())
    assert 0.3 < fractions["F05-child"] < 0.5
    assert 0.04 < fractions["F05-mother"] < 0.2
