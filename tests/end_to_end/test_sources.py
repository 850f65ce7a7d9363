"""Further sources through the whole line: what they say of the planted alleles is what was planted."""

import csv

import polars as pl

from end_to_end.projects import Project


def _read(project: Project, case: str, name: str) -> pl.DataFrame:
    return pl.read_parquet(project.folder / f"results/cases/{case}/tables/annotated/{name}.parquet")


def test_every_allele_has_its_row(demo: Project):
    for case in demo.reported():
        values = _read(demo, case, "source_values")
        assert values["allele"].to_list() == demo.table(case, "alleles")["allele"].to_list()
        genes = _read(demo, case, "gene_values")
        touched = demo.table(case, "consequences")["gene"].drop_nulls().unique()
        assert set(genes["gene"]) == set(touched)
        assert set(genes["simulated_constraint_matched_by"]) <= {"id", None}


def test_planted_alleles_have_their_planted_values(demo: Project):
    with (demo.folder / "truth/sources.tsv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["case"] in demo.reported()]
    compared = dict.fromkeys((row["source"] for row in rows), 0)
    for row in rows:
        values = _read(demo, row["case"], "source_values").filter(pl.col("allele") == row["allele"])
        if not values.height:
            continue  # a trap that nobody of the family carries as called
        if row["source"] in ("simulated_constraint", "simulated_dosage"):
            values = _read(demo, row["case"], "gene_values").filter(pl.col("gene_symbol") == row["gene_symbol"])
        (found,) = values[f"{row['source']}_{row['column']}"].to_list()
        told = "" if found is None else str(found).lower() if isinstance(found, bool) else str(found)
        assert told == row["value"], row
        compared[row["source"]] += bool(row["value"])
    assert all(compared.values()), compared
