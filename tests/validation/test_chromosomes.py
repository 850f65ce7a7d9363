"""Two real trios, sparse joint VCFs of GRCh37: nothing may be found that is not there."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from genopipe.chromosomes.stage import study_chromosomes
from genopipe.chromosomes_settings import ChromosomesSettings
from genopipe.genome import GRCH37
from genopipe.io.parquet import read_table
from genopipe.io.pedigree_file import read_pedigree
from genopipe.tables import SEGMENTS

CHILDREN = {"justhusky": "hugelymodelbat", "aj": "HG002"}
FILES = {
    "justhusky": ("justhusky/justhusky_minimal.vcf.gz", "justhusky/justhusky.ped"),
    "aj": ("aj_trio_slivar/ashk-trio.vcf.gz", "aj_trio_slivar/ashk-trio.ped"),
}


@pytest.fixture(scope="module", params=FILES)
def studied(request: pytest.FixtureRequest, data: Path, work: Path) -> tuple[str, dict[str, Any], pl.DataFrame]:
    vcf, ped = (data / "trios" / name for name in FILES[request.param])
    people, _ = read_pedigree(ped)
    out = work / f"chromosomes-{request.param}"
    study_chromosomes(vcf, people, GRCH37, ChromosomesSettings(), out)
    result = json.loads((out / "chromosomes.json").read_text(encoding="utf-8"))
    return request.param, result, read_table(out / "segments.parquet", SEGMENTS)


def test_a_healthy_trio_shows_no_disomy_and_no_mosaic(record: Any, studied: Any) -> None:
    name, result, segments = studied
    child = result["people"][CHILDREN[name]]
    assert not child["disomy"]["identity"], child["disomy"]["reason"]
    judged = [one["disomy"] for one in child["chromosomes"].values() if one["disomy"]["maternal"] != "not_assessable"]
    none = sum((one["maternal"], one["paternal"]) == ("none", "none") for one in judged)
    assert segments.filter(pl.col("kind") != "run_of_homozygosity").height == 0
    note = (
        f"chromosomes of the child without disomy; {len(child['chromosomes']) - len(judged)} have too few sites to tell"
    )
    record(f"chromosomes.{name}_disomy", len(judged), none, note)


def test_alleles_that_a_parent_has_not_are_rare(record: Any, studied: Any) -> None:
    name, result, _ = studied
    each = [one["disomy"] for one in result["people"][CHILDREN[name]]["chromosomes"].values()]
    asked = sum(one["sites"] for one in each)
    without = sum((one["no_mother"] or 0) + (one["no_father"] or 0) for one in each)
    note = "telling sites at which the child has an allele of each parent"
    record(f"chromosomes.{name}_shared", asked, asked - without, note)


def test_unrelated_people_have_few_runs(record: Any, studied: Any) -> None:
    """F_ROH of outbred people lies below 0.01 for runs of 1.5 Mb and more (doi:10.1016/j.ajhg.2008.08.007)."""
    name, result, _ = studied
    told = [person["runs"] for person in result["people"].values() if person["runs"]["genome_fraction"] is not None]
    few = sum(one["genome_fraction"] < 0.01 for one in told)
    note = f"people with less than a hundredth of the asked genome in runs; {3 - len(told)} have too few sites to tell"
    record(f"chromosomes.{name}_runs", len(told), few, note)
