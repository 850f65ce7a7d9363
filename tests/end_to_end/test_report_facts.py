"""What the report tells of places, sources, exons and hard regions is what the tables, the tools and the files say."""

import csv
import gzip
import json
from collections.abc import Iterator

import polars as pl
import pytest

from end_to_end.projects import Project
from genopipe.report.case import AlleleReport
from genopipe.report.case import CaseReport

DECISIVE = "15X"


def _reports(project: Project) -> Iterator[tuple[str, CaseReport]]:
    for case in project.reported():
        path = project.folder / f"results/cases/{case}/report.json"
        yield case, CaseReport.model_validate_json(path.read_bytes())


def _alleles(report: CaseReport) -> tuple[AlleleReport, ...]:
    return (*report.findings, *report.candidates)


def test_places_are_those_of_the_table_and_parts_add_up(demo: Project):
    ranked = 0
    for case, report in _reports(demo):
        rows = {(row["allele"], row["gene"]): row for row in demo.table(case, "candidates").to_dicts()}
        assert report.places == max((row["rank"] for row in rows.values() if row["rank"]), default=None)
        places = [one.rank for one in report.candidates if one.rank is not None]
        assert places == sorted(places)
        assert None not in [one.rank for one in report.candidates[: len(places)]]
        for one in _alleles(report):
            row = rows[one.allele, one.gene]
            assert (one.rank, one.rank_score, one.rank_state) == (row["rank"], row["rank_score"], row["rank_state"])
            if one.rank is not None:
                assert sum(part.given for part in one.rank_parts) == pytest.approx(row["rank_score"], abs=0.005)
                ranked += 1
    assert ranked


def test_predictors_are_what_the_sources_say(demo: Project):
    told = 0
    for case, report in _reports(demo):
        folder = demo.folder / f"results/cases/{case}/tables/annotated"
        values = dict(pl.read_parquet(folder / "source_values.parquet")["allele", "simulated_predictor_score"].rows())
        loeuf = dict(pl.read_parquet(folder / "gene_values.parquet")["gene", "simulated_constraint_loeuf"].rows())
        for one in _alleles(report):
            lines = {line.name: line for line in one.predictors}
            assert lines["REVEL"].value == values[one.allele]
            assert lines["REVEL"].version == "Synthetic predictor 1"
            assert lines["LOEUF"].value == loeuf[one.gene]
            assert lines["SpliceAI"].value is None, "the world has no such source"
            pp3 = [row for row in one.criteria_asked if row.criterion == "PP3" and row.outcome == "met"]
            if pp3 and lines["REVEL"].criterion:
                assert (pp3[0].value, pp3[0].threshold) == (lines["REVEL"].value, lines["REVEL"].threshold)
                told += 1
    assert told


def test_exons_below_are_those_that_mosdepth_counts(demo: Project):
    for _, report in _reports(demo):
        path = demo.folder / f"results/quality/depth/{report.proband}.thresholds.bed.gz"
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
        below = {
            (row["region"].split("|")[1], int(row["start"]) + 1, int(row["end"]))
            for row in rows
            if int(row[DECISIVE]) < int(row["end"]) - int(row["start"])
        }
        for gene in (gene for panel in report.search.panels for gene in panel.genes):
            ours = {(gene.gene_symbol, one.start, one.end) for one in gene.exons_below}
            assert ours == {one for one in below if one[0] == gene.gene_symbol}
            assert gene.exons_told is (gene.state != "not_assessable")


def test_hard_regions_are_those_of_the_file(demo: Project):
    hard: set[tuple[str, int]] = set()
    for line in (demo.folder / "resources/repeats.bed").read_text(encoding="utf-8").splitlines():
        contig, start, end = line.split("\t")[:3]
        hard |= {(contig, base) for base in range(int(start), int(end))}
    bases: dict[str, list[tuple[str, int]]] = {}
    for line in (demo.folder / "results/reference/panel_genes.bed").read_text(encoding="utf-8").splitlines():
        contig, start, end, name = line.split("\t")
        bases.setdefault(name.split("|")[1], []).extend((contig, base) for base in range(int(start), int(end)))
    inside = 0
    contigs = {contig for contig, _ in hard}
    for _, report in _reports(demo):
        assert report.search.hard_sources == ("Synthetic repeats 1",)
        for gene in (gene for panel in report.search.panels for gene in panel.genes):
            own = bases.get(gene.gene_symbol, [])
            known = bool(own) and own[0][0] in contigs
            part = round(sum(base in hard for base in own) / len(own), 6) if known else None
            assert gene.low_mappability == part, gene.gene_symbol
            inside += bool(part)
    assert inside


def test_every_tool_of_the_run_is_cited(demo: Project):
    tools = {one["tool"] for one in json.loads((demo.folder / "results/versions.json").read_text())["tools"]}
    assert {"bcftools", "samtools", "mosdepth"} <= tools
    for _, report in _reports(demo):
        links = {one.link for one in report.references}
        assert {"doi:10.1093/gigascience/giab008", "doi:10.1093/bioinformatics/btx699"} <= links
        assert len(links) == len({(one.link) for one in report.references})
