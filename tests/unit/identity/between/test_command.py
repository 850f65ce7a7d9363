"""The commands as the workflow calls them, one file after another; and contamination by the frequencies of a source."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pysam
import pytest
from click.testing import CliRunner

from genopipe.cli.between import command
from genopipe.errors import ContentError
from genopipe.io.common_sites import CommonSites
from genopipe.io.common_sites import write_sites
from unit.identity.test_command import run as prove
from unit.identity.test_families import Families
from unit.identity.test_families import Samples
from unit.identity.test_families import make_batch
from unit.identity.world import World
from unit.identity.world import write_ped
from unit.identity.world import write_world

SITES = 2_200


def call(*words: object) -> str:
    ran = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.output


def sites_of(world: World) -> CommonSites:
    rows = np.flatnonzero((world.frequency >= 0.05) & (world.frequency <= 0.95))
    contigs = np.array([f"chr{number + 1}" for number in world.chromosome[rows]])
    letters = [np.full(len(rows), ord(base), np.uint8) for base in "AC"]
    return CommonSites(contigs, rows * 10_000 + 1, *letters, world.frequency[rows])


def prepare(folder: Path, world: World, families: Families, samples: Samples) -> Path:
    """Write what the rules of the workflow write before families are compared; return the list of cases."""
    write_sites(sites_of(world), folder / "sites.vcf.gz")
    for name, family in families.items():
        own = {person: samples[person] for person in family.people if person in samples}
        laboratory = folder / "results/cases" / f"C{name}" / "laboratory"
        laboratory.mkdir(parents=True)
        vcf = write_world(world, own, folder / f"{name}.vcf")
        (folder / name).mkdir()
        prove(folder / name, vcf, write_ped([family], laboratory / "family.ped"))
        (folder / name / "out/identity.json").rename(laboratory / "identity.json")
        indexed = pysam.tabix_index(str(vcf), preset="vcf", force=True)
        out = folder / f"results/families/C{name}/common_sites.npz"
        call("genotypes", "--sites", folder / "sites.vcf.gz", "--vcf", indexed, "--out", out)
    consent = {"main_findings": True}
    told = {
        "indication": "x",
        "panels": ["p"],
        "consent": consent,
        "observed": [{"id": "HP:0001250", "label": "Seizure"}],
    }
    content = [
        {"case": f"C{name}", "family": name, "proband": next(iter(family.people)), **told}
        for name, family in families.items()
    ]
    cases = folder / "cases.yaml"
    cases.write_text(json.dumps({"cases": content}))
    return cases


def compare(folder: Path, cases: Path, *more: object) -> tuple[dict[str, Any], str]:
    out = folder / "results/laboratory"
    words = ("--cases", cases, "--results", folder / "results", "--out", out, *more)
    printed = call("families", *words)
    assert {path.name for path in out.iterdir()} == {"families.json", "families.tsv", "families.html"}
    return json.loads((out / "families.json").read_text()), printed


@pytest.fixture
def world() -> World:
    return World(np.random.default_rng(5), sites=SITES)


def test_swapped_children_of_two_families_stop_both_and_no_other(world: World, tmp_path: Path):
    families, samples = make_batch(world, ["trio", "trio", "singleton"])
    samples["trio0_C"], samples["trio1_C"] = samples["trio1_C"], samples["trio0_C"]
    found, printed = compare(
        tmp_path, prepare(tmp_path, world, families, samples), "--sites", tmp_path / "sites.vcf.gz"
    )
    assert {case: told["verdict"] for case, told in found["cases"].items()} == {
        "Ctrio0": "stop",
        "Ctrio1": "stop",
        "Csingleton2": "pass",
    }
    (reason,) = found["cases"]["Ctrio1"]["reasons"]
    assert (reason["problem"], reason["people"]) == ("swap", ["trio0_C", "trio1_C"])
    assert "trio" not in printed.split(":", 1)[1]


def test_a_sample_in_two_families_stops_both(world: World, tmp_path: Path):
    families, samples = make_batch(world, ["trio", "singleton", "duo"])
    samples["singleton1_P"] = samples["trio0_C"]
    cases = prepare(tmp_path, world, families, samples)
    found, _ = compare(tmp_path, cases, "--sites", tmp_path / "sites.vcf.gz")
    assert {case: told["verdict"] for case, told in found["cases"].items()} == {
        "Ctrio0": "stop",
        "Csingleton1": "stop",
        "Cduo2": "pass",
    }
    assert [one["problem"] for one in found["cases"]["Csingleton1"]["reasons"]] == ["duplicate"]
    settings = json.dumps({"between": {"accepted_pairs": [["trio0_C", "singleton1_P"]]}})
    released, _ = compare(tmp_path, cases, "--sites", tmp_path / "sites.vcf.gz", "--set", settings)
    assert "stop" not in {told["verdict"] for told in released["cases"].values()}


def test_without_common_sites_nothing_is_told_and_nothing_stops(world: World, tmp_path: Path):
    families, samples = make_batch(world, ["trio", "singleton"])
    cases = prepare(tmp_path, world, families, samples)
    found, printed = compare(tmp_path, cases)
    assert {told["verdict"] for told in found["cases"].values()} == {"not_assessable"}
    assert "2 not assessable" in printed
    page = (tmp_path / "results/laboratory/families.html").read_text()
    assert "Not compared with other families" in page


def test_genotypes_at_other_sites_are_refused(world: World, tmp_path: Path):
    families, samples = make_batch(world, ["singleton"])
    cases = prepare(tmp_path, world, families, samples)
    sites = sites_of(world)
    write_sites(sites.where(np.arange(100)), tmp_path / "others.vcf.gz")
    with pytest.raises(ContentError, match="make them again"):
        compare(tmp_path, cases, "--sites", tmp_path / "others.vcf.gz")


@pytest.mark.parametrize(("part", "verdict"), [(0.0, "pass"), (0.05, "stop")])
def test_contamination_is_by_the_frequencies_of_the_source(part: float, verdict: str, tmp_path: Path):
    world = World(np.random.default_rng(3), sites=5_500)
    families, samples = make_batch(world, ["trio"])
    samples["trio0_C"] = replace(samples["trio0_C"], foreign=world.founder(), part=part)
    write_sites(sites_of(world), tmp_path / "every.vcf.gz", "AF_own")
    field = ("--set", json.dumps({"identity": {"frequency_field": "AF_own"}}))
    vcf, ped = write_world(world, samples, tmp_path / "w.vcf"), write_ped(families.values(), tmp_path / "w.ped")
    found, _ = prove(tmp_path, vcf, ped, "--frequencies", str(tmp_path / "every.vcf.gz"), "--mixed-frequencies", *field)
    assert found["frequencies_given"] is True
    assert found["families"]["trio0"]["verdict"] == verdict
    checks = {one["check"]: one for one in found["families"]["trio0"]["people"]["trio0_C"]["checks"]}
    assert checks["contamination"]["value"] == pytest.approx(part, abs=0.01)
    assert checks["inbreeding"]["verdict"] == "not_assessable"
