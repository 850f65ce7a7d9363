"""HGVS descriptions through the whole line, the second opinion of bcftools csq, and the VCF annotated by itself."""

import csv
import html
import json
from pathlib import Path

import polars as pl
import pytest

from end_to_end.planted import Planted
from end_to_end.planted import planted
from end_to_end.projects import Project


@pytest.fixture(scope="session")
def described(world: Project) -> list[Planted]:
    """Return the planted alleles with their descriptions."""
    found = list(planted(world))
    assert len(found) > 10
    assert sum(one.protein is not None for one in found) > 10
    return found


def test_planted_alleles_have_their_descriptions(demo: Project, described: list[Planted]):
    for one in described:
        rows = demo.table(one.row["case"], "consequences").filter(pl.col("allele") == one.row["allele"])
        if not rows.height:
            assert one.row["expected"] == "not_finding", one.row
            continue
        (row,) = rows.filter(pl.col("transcript") == f"{one.row['transcript']}.1").to_dicts()
        assert row["hgvs_c"] == one.coding, one.row
        assert one.protein in (None, row["hgvs_p"]), one.row
        assert row["reported"], one.row
        alleles = demo.table(one.row["case"], "alleles").filter(pl.col("allele") == one.row["allele"])
        kind = "m" if one.row["contig"] == "chrM" else "g"
        assert alleles["hgvs_g"][0].startswith(f"{one.row['contig']}:{kind}."), one.row


def test_reports_show_the_descriptions(demo: Project, described: list[Planted]):
    for one in described:
        if one.row["expected"] != "finding":
            continue
        folder = demo.folder / "results/cases" / one.row["case"]
        names = [name for name in (one.coding, one.protein) if name]
        page = html.unescape((folder / "report.html").read_text(encoding="utf-8"))
        assert all(name in page for name in names), one.row
        with (folder / "findings.tsv").open(encoding="utf-8") as stream:
            lines = [line for line in stream if not line.startswith("#")]
        (row,) = (row for row in csv.DictReader(lines, delimiter="\t") if row["hgvs_c"] == one.coding)
        assert one.protein in (None, row["hgvs_p"])
        found = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        assert one.coding in {allele["hgvs_c"] for allele in found["findings"]}
        told = demo.genopipe("explain", f"results/cases/{one.row['case']}", one.row["allele"]).stdout
        assert all(name in told for name in names), told


def test_the_second_opinion_agrees_on_planted_alleles(demo: Project, described: list[Planted], tmp_path: Path):
    project = demo.copy(tmp_path / "demo", results=True)
    project.change("annotate", cross_check=True)
    jobs = project.jobs()
    assert jobs["ask_csq"] == jobs["annotate"] == jobs["report"] == len(project.reported())
    assert not {"align_reads", "call_region", "merge_family", "normalise", "build_source"} & set(jobs)
    project.finish()
    seen = 0
    for case in project.reported():
        before, after = (one.table(case, "consequences") for one in (demo, project))
        assert after.drop("csq_agreement").equals(before.drop("csq_agreement"))
        assert before["csq_agreement"].null_count() == before.height
        assert after["csq_agreement"].null_count() == 0
        rows = after.select("allele", "transcript", "csq_agreement").rows()
        opinions = {(allele, transcript): said for allele, transcript, said in rows}
        for one in described:
            key = (one.row["allele"], f"{one.row['transcript']}.1")
            single = one.protein and len(one.row["ref"]) == len(one.row["alt"])
            if one.row["case"] == case and single and key in opinions:
                assert opinions[key] == "agrees", (one.row, opinions[key])
                seen += 1
        differ = after.filter(pl.col("csq_agreement").str.starts_with("differs"))
        assert differ.height <= 0.01 * after.height, differ.select("allele", "consequence", "csq_agreement").rows()[:5]
    assert seen > 7


def test_the_vcf_alone_gives_the_same_descriptions(demo: Project, tmp_path: Path):
    settings = json.dumps({"genome": demo.read_yaml("config")["genome"]})
    for case in ("C01", "C05"):
        out = tmp_path / f"{case}.parquet"
        result = demo.genopipe(
            "annotate",
            *("--vcf", f"results/families/{case}/called.bcf"),
            *("--fasta", "resources/genome.fa"),
            *("--transcripts", "results/reference/transcripts.parquet"),
            *("--set", settings),
            *("--out", str(out)),
        )
        assert result.returncode == 0, result.stderr
        names = ["allele", "transcript", "hgvs_c", "hgvs_p", "gene", "nmd"]
        alone = pl.read_parquet(out).filter(pl.col("transcript").is_not_null()).select(names)
        table = demo.table(case, "consequences").select(names)
        keys = names[:2]
        assert alone.select(keys).is_duplicated().sum() == 0
        assert alone.sort(keys).equals(table.sort(keys))
