"""Bad input ends before the first job with status 2; a tool that loses data in silence is found out."""

from pathlib import Path

import pytest

from end_to_end.projects import Project

DROPS_READS = """#!/usr/bin/env python3
# A fastp that loses the second half of its output and still ends well.
import gzip, json, subprocess, sys
words = sys.argv[1:]
subprocess.run(["{fastp}", *words], check=True)
out = dict(zip(words, words[1:]))
for name in ("--out1", "--out2"):
    lines = gzip.open(out[name]).read().splitlines(keepends=True)
    with gzip.open(out[name], "wb") as stream:
        stream.writelines(lines[: len(lines) // 8 * 4])
"""


@pytest.fixture
def small(world: Project, tmp_path: Path) -> Project:
    """Return the duo, not yet run."""
    project = world.copy(tmp_path / "demo", results=False)
    project.keep_cases("C05")
    return project


def _refused(project: Project, *wanted: str) -> None:
    result = project.snakemake()
    assert result.returncode == 2, result.stderr[-2000:]
    for text in wanted:
        assert text in result.stderr, result.stderr
    assert "Traceback" not in result.stderr
    assert not (project.folder / "results").exists()


def test_every_fault_is_told_at_once_before_any_job(small: Project):
    config = small.folder / "config/config.yaml"
    config.write_text(config.read_text() + "\nfilter:\n  recesive_frequency: 0.02\n")
    _refused(small, "ERROR CONFIG-KEY config/config.yaml:", "recessive_frequency")


def test_faults_of_sheet_pedigree_and_reads_come_together(small: Project):
    rows = small.sheet()
    first = small.folder / rows[0]["fastq_1"]
    first.write_bytes(first.read_bytes()[:-1000])
    rows[1]["fastq_2"] = "reads/nowhere.fastq.gz"
    small.write_sheet(rows)
    pedigree = small.folder / "config/families.ped"
    pedigree.write_text(pedigree.read_text().replace("F05-mother\t0\t0\t2", "F05-mother\t0\t0\t1"))
    _refused(small, "FASTQ-TRUNCATED", "config/samples.tsv:3", "PED-")


def test_a_tool_that_loses_reads_and_ends_well_is_found_out(small: Project, tmp_path: Path):
    import shutil

    real = shutil.which("fastp")
    folder = tmp_path / "bin"
    folder.mkdir()
    fake = folder / "fastp"
    fake.write_text(DROPS_READS.replace("{fastp}", str(real)))
    fake.chmod(0o755)
    result = small.snakemake(path=str(folder))
    assert result.returncode == 1
    told = (small.folder / "logs/align_reads/F05-child.log").read_text()
    assert "primary reads and reads after trimming" in told
    assert not list((small.folder / "results/alignments").glob("*.cram"))


def test_status_of_check_is_two_with_one_line_a_fault(small: Project):
    (small.folder / "config/families.ped").write_text("F05\tF05-child\tF05-child\t0\t1\t2\n")
    result = small.genopipe("check")
    assert result.returncode == 2
    lines = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
    assert len(lines) >= 2
    assert all(len(line.split(" - ")) >= 3 for line in lines)
