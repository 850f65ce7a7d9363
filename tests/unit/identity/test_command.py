"""The whole command with plink2: each kind of mistake, files that cannot tell, what it writes and what it prints."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pysam
import pysam.bcftools
import pytest
from click.testing import CliRunner

from genopipe.cli.identity import command
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.genome import GRCH37
from genopipe.genome import Karyotype
from genopipe.genome import Sex
from genopipe.identity.findings import Problem
from genopipe.identity.gather import gather
from genopipe.identity_file import IdentityFile
from genopipe.identity_settings import IdentitySettings
from genopipe.io import plink
from genopipe.io.json_file import read_model
from genopipe.io.plink import count_pairs
from unit.identity.test_families import MISTAKES
from unit.identity.test_families import Families
from unit.identity.test_families import Samples
from unit.identity.test_families import make_batch
from unit.identity.world import World
from unit.identity.world import pair_counts
from unit.identity.world import write_ped
from unit.identity.world import write_world

KINDS = ["trio", "quad"]


def run(folder: Path, vcf: Path, ped: Path, *options: str) -> tuple[dict[str, Any], str]:
    """Run the command; return identity.json and what was printed."""
    out = folder / "out"
    arguments = ["--vcf", str(vcf), "--ped", str(ped), "--out", str(out), *options]
    ran = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return json.loads((out / "identity.json").read_text()), ran.output


def written(folder: Path, seed: int = 1) -> tuple[World, Families, Samples]:
    world = World(np.random.default_rng(seed), sites=3_300)
    return world, *make_batch(world, KINDS)


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_stopped_in_a_file(name: str, tmp_path: Path):
    world, families, samples = written(tmp_path, 20 + list(MISTAKES).index(name))
    mistake, problem = MISTAKES[name]
    about = mistake(world, families, samples, "trio0")
    vcf, ped = write_world(world, samples, tmp_path / "w.vcf"), write_ped(families.values(), tmp_path / "w.ped")
    found, printed = run(tmp_path, vcf, ped)
    family = found["families"]["trio0"]
    assert family["verdict"] == "stop"
    assert family["reasons"][0]["problem"] == problem.value, family["reasons"]
    assert set(family["reasons"][0]["people"]) >= about
    assert not any(person in printed or problem.value in printed for person in samples)


def test_honest_families_pass_with_karyotypes_and_kinship(tmp_path: Path):
    world, families, samples = written(tmp_path)
    vcf, ped = write_world(world, samples, tmp_path / "w.vcf"), write_ped(families.values(), tmp_path / "w.ped")
    found, printed = run(tmp_path, vcf, ped)
    assert printed.strip().endswith("2 families: 2 pass, 0 flag, 0 stop")
    for name, family in families.items():
        told = found["families"][name]
        assert told["verdict"] == "pass"
        assert told["reasons"] == []
        for person, row in family.people.items():
            assert told["people"][person]["karyotype"] == ("XY" if row.sex is Sex.MALE else "XX")
            assert told["people"][person]["stated_sex"] == row.sex.value
            assert {check["check"] for check in told["people"][person]["checks"]} >= {
                "sex",
                "karyotype",
                "contamination",
            }
        assert all(
            pair["stated"].startswith(pair["inferred"][:9]) or pair["stated"].startswith("parents")
            for pair in told["pairs"]
        )
        assert all(one["rate"] < 0.01 for one in told["mendelian"])


def test_the_same_input_gives_the_same_bytes(tmp_path: Path):
    world, families, samples = written(tmp_path)
    vcf, ped = write_world(world, samples, tmp_path / "w.vcf"), write_ped(families.values(), tmp_path / "w.ped")
    names = ("identity.json", "people.tsv", "pairs.tsv", "identity.html")
    run(tmp_path, vcf, ped)
    before = [(tmp_path / "out" / name).read_bytes() for name in names]
    (tmp_path / "again").mkdir()
    run(tmp_path / "again", vcf, ped)
    assert before == [(tmp_path / "again" / "out" / name).read_bytes() for name in names]
    assert not any(str(tmp_path).encode() in text for text in before)


def test_plink_counts_what_we_count(tmp_path: Path):
    world, _, samples = written(tmp_path)
    evidence = gather(write_world(world, samples, tmp_path / "w.vcf"), None, IdentitySettings())
    ours, theirs = pair_counts(evidence), count_pairs(evidence.sites.copies)
    assert set(ours) == set(theirs)
    for pair, counts in ours.items():
        assert replace(counts, kinship=None) == replace(theirs[pair], kinship=None)
        assert counts.kinship == pytest.approx(theirs[pair].kinship, abs=1e-4)


def test_bcf_other_names_of_contigs_and_a_given_build_are_read_alike(tmp_path: Path):
    world, families, samples = written(tmp_path)
    state = world.random.bit_generator.state
    ped = write_ped(families.values(), tmp_path / "w.ped")
    vcf = write_world(world, samples, tmp_path / "w.vcf")
    world.random.bit_generator.state = state
    plain = write_world(world, samples, tmp_path / "plain.vcf", prefix="")
    pysam.bcftools.view("-Ob", "-o", str(tmp_path / "w.bcf"), str(vcf), catch_stdout=False)
    first, _ = run(tmp_path, vcf, ped)
    second, _ = run(tmp_path, tmp_path / "w.bcf", ped)
    assert first == second
    third, _ = run(tmp_path, plain, ped, "--build", "GRCh38")
    assert third["families"] == first["families"]
    fourth, _ = run(tmp_path, plain, ped)
    assert fourth["build"] == GRCH37.name
    stated = '{"genome": {"fasta": "a", "genes": "b", "build": "GRCh37"}}'
    fifth, _ = run(tmp_path, plain, ped, "--set", stated)
    assert fifth["build"] == GRCH37.name


def drop_reference(vcf: Path, out: Path) -> Path:
    """Write a VCF as a merge of files of single people leaves it: no genotype where a person has no ALT."""
    rows = []
    for line in vcf.read_text().splitlines():
        cells = line.split("\t")
        if not line.startswith("#"):
            cells[9:] = ["./.:.,.:.:." if cell.startswith(("0/0", "./.")) else cell for cell in cells[9:]]
        rows.append("\t".join(cells))
    out.write_text("\n".join(rows) + "\n")
    return out


def test_a_merged_file_is_not_taken_for_relatives(tmp_path: Path):
    world, families, samples = written(tmp_path)
    ped = write_ped(families.values(), tmp_path / "w.ped")
    merged = drop_reference(write_world(world, samples, tmp_path / "w.vcf"), tmp_path / "merged.vcf")
    found, _ = run(tmp_path, merged, ped)
    assert found["called_jointly"] is False
    for family in found["families"].values():
        assert family["verdict"] == "flag"
        assert {reason["problem"] for reason in family["reasons"]} == {"not_assessable"}
        assert all(pair["kinship"] is None and pair["inferred"] is None for pair in family["pairs"])


def test_callers_that_write_nothing_for_women_on_y_still_tell(tmp_path: Path):
    world, families, samples = written(tmp_path)
    ped, vcf = write_ped(families.values(), tmp_path / "w.ped"), write_world(world, samples, tmp_path / "w.vcf")
    rows = []
    for line in vcf.read_text().splitlines():
        cells = line.split("\t")
        if cells[0] == "chrY":
            cells[9:] = ["." if cell.startswith("./.") else cell for cell in cells[9:]]
        rows.append("\t".join(cells))
    vcf.write_text("\n".join(rows) + "\n")
    found, _ = run(tmp_path, vcf, ped)
    people = [person for family in found["families"].values() for person in family["people"].values()]
    assert {person["karyotype"] for person in people if person["stated_sex"] == "female"} == {"XX"}


def test_few_sites_are_not_assessable_and_said(tmp_path: Path):
    world = World(np.random.default_rng(4), sites=90)
    families, samples = make_batch(world, ["trio"])
    ped, vcf = write_ped(families.values(), tmp_path / "w.ped"), write_world(world, samples, tmp_path / "w.vcf")
    found, _ = run(tmp_path, vcf, ped)
    family = found["families"]["trio0"]
    assert family["verdict"] == "flag"
    assert all(pair["verdict"] == "not_assessable" and pair["sites"] < 100 for pair in family["pairs"])
    assert all(person["karyotype"] is None for person in family["people"].values())


def test_one_person_alone_is_judged(tmp_path: Path):
    world = World(np.random.default_rng(4), sites=3_300)
    families, samples = make_batch(world, ["singleton"])
    ped, vcf = write_ped(families.values(), tmp_path / "w.ped"), write_world(world, samples, tmp_path / "w.vcf")
    found, _ = run(tmp_path, vcf, ped)
    assert found["families"]["singleton0"]["pairs"] == []
    assert found["families"]["singleton0"]["verdict"] == "pass"


def test_an_accepted_karyotype_goes_on(tmp_path: Path):
    world, families, samples = written(tmp_path)
    samples["trio0_F"] = replace(samples["trio0_F"], karyotype=Karyotype.XXY)
    ped, vcf = write_ped(families.values(), tmp_path / "w.ped"), write_world(world, samples, tmp_path / "w.vcf")
    found, _ = run(tmp_path, vcf, ped)
    assert found["families"]["trio0"]["verdict"] == "stop"
    assert found["families"]["quad1"]["verdict"] == "pass"
    settings = json.dumps({"identity": {"accepted_karyotypes": {"trio0_F": "XXY"}}})
    found, _ = run(tmp_path, vcf, ped, "--set", settings)
    assert found["families"]["trio0"]["verdict"] == "pass"
    assert found["families"]["trio0"]["people"]["trio0_F"]["karyotype"] == "XXY"


def test_frequencies_and_a_panel_are_used(tmp_path: Path):
    world, families, samples = written(tmp_path)
    ped, vcf = write_ped(families.values(), tmp_path / "w.ped"), write_world(world, samples, tmp_path / "w.vcf")
    head = "##fileformat=VCFv4.2\n" + "".join(
        f'##INFO=<ID={name},Number=A,Type=Float,Description="f">\n' for name in ("AF", "AF_EAS", "AF_EUR")
    )
    contigs = "".join(f"##contig=<ID=chr{n}>\n" for n in range(1, 23))
    rows = [
        f"chr{world.chromosome[n] + 1}\t{n * 10_000 + 1}\t.\tA\tG,C\t.\t.\t"
        f"AF=0.1,{world.frequency[n]:.4f};AF_EUR=0.1,{1 - world.frequency[n]:.4f};AF_EAS=0.1,{world.frequency[n]:.4f}"
        for n in range(world.sites)
    ]
    sites = tmp_path / "sites.vcf"
    sites.write_text(head + contigs + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n" + "\n".join(rows) + "\n")
    found, _ = run(tmp_path, vcf, ped, "--frequencies", str(sites), "--panel", str(sites))
    assert found["frequencies_given"] is True
    assert found["populations"] == ["EAS", "EUR"]
    assert {p["population"] for f in found["families"].values() for p in f["people"].values()} == {"EAS"}


def test_a_panel_of_people_needs_their_populations(tmp_path: Path):
    world, families, samples = written(tmp_path)
    ped, vcf = write_ped(families.values(), tmp_path / "w.ped"), write_world(world, samples, tmp_path / "w.vcf")
    far = World(np.random.default_rng(99), sites=world.sites)
    panel = {f"near{n}": world.drop(families["trio0"].people.values())["trio0_F"] for n in range(12)}
    panel |= {f"far{n}": far.drop(families["trio0"].people.values())["trio0_F"] for n in range(12)}
    path = write_world(world, panel, tmp_path / "panel.vcf")
    table = tmp_path / "populations.tsv"
    table.write_text("person\tpopulation\n" + "".join(f"{one}\t{one.rstrip('0123456789')}\n" for one in panel))
    found, _ = run(tmp_path, vcf, ped, "--panel", str(path), "--populations", str(table))
    assert {p["population"] for f in found["families"].values() for p in f["people"].values()} == {"near"}
    with pytest.raises(InputError, match="IDENTITY-PANEL"):
        run(tmp_path, vcf, ped, "--panel", str(path))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("KINSHIP", "KIN"),
        lambda text: "\n".join(text.splitlines()[:-1]) + "\n",
        lambda text: re.sub(r"\t-?[\d.]+$", "\t0.4999", text, count=1, flags=re.MULTILINE),
        lambda text: text.replace("\t", "\tx", 9),
        lambda text: "",
    ],
)
def test_what_plink_writes_is_not_trusted(
    change: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = shutil.which("plink2")
    fake = tmp_path / "bin" / "plink2"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\n{real} "$@" >/dev/null || exit\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:/usr/bin:/bin")
    kept = plink._read_table

    def changed(path: Path) -> object:
        path.write_text(change(path.read_text()))
        return kept(path)

    monkeypatch.setattr(plink, "_read_table", changed)
    copies = np.random.default_rng(2).integers(0, 3, (500, 3)).astype(np.int8)
    with pytest.raises(ContentError, match="plink2"):
        count_pairs(copies)


def test_without_plink_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plink, "PROGRAM", "plink2_that_is_not_there")
    with pytest.raises(InputError, match=r"setup/tools\.sh"):
        count_pairs(np.ones((5, 2), np.int8))


def test_a_pedigree_of_other_people_is_refused(tmp_path: Path):
    world, families, samples = written(tmp_path)
    vcf = write_world(world, samples, tmp_path / "w.vcf")
    ped = tmp_path / "w.ped"
    ped.write_text("fam\tsomebody\t0\t0\t1\t0\n")
    with pytest.raises(InputError, match="IDENTITY-PEOPLE"):
        run(tmp_path, vcf, ped)
    ped = write_ped(families.values(), ped)
    summary = tmp_path / "s.txt"
    summary.write_text("chrom\tlength\tbases\tmean\tmin\tmax\n")
    with pytest.raises(InputError, match="IDENTITY-DEPTH"):
        run(tmp_path, vcf, ped, "--depth", f"nobody={summary}")


def test_people_without_data_or_family_are_told(tmp_path: Path):
    world, families, samples = written(tmp_path)
    stranger = replace(samples["trio0_C"])
    del samples["trio0_M"]
    vcf = write_world(world, {**samples, "=cmd|x!A1<b>": stranger}, tmp_path / "w.vcf")
    found, _ = run(tmp_path, vcf, write_ped(families.values(), tmp_path / "w.ped"))
    assert found["people_without_family"] == 1
    assert found["families"]["trio0"]["without_data"] == ["trio0_M"]
    # The stranger is the child once more, under a name that is made to harm.
    assert found["families"]["trio0"]["reasons"][0]["problem"] == Problem.DUPLICATE.value
    page = (tmp_path / "out" / "identity.html").read_text()
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert not any(
        cell.startswith("=")
        for line in (tmp_path / "out" / "pairs.tsv").read_text().splitlines()
        for cell in line.split("\t")
    )


def test_the_file_for_machines_is_closed_and_read_back(tmp_path: Path):
    world, families, samples = written(tmp_path)
    vcf, ped = write_world(world, samples, tmp_path / "w.vcf"), write_ped(families.values(), tmp_path / "w.ped")
    found, _ = run(tmp_path, vcf, ped)
    read = read_model(tmp_path / "out" / "identity.json", IdentityFile)
    assert found["schema"] == 1
    assert read.families["trio0"].people["trio0_F"].karyotype is Karyotype.XY
    assert read.model_dump(mode="json", by_alias=True) == found


def test_the_page_asks_for_nothing_and_is_for_the_laboratory(tmp_path: Path):
    world, families, samples = written(tmp_path)
    vcf, ped = write_world(world, samples, tmp_path / "w.vcf"), write_ped(families.values(), tmp_path / "w.ped")
    run(tmp_path, vcf, ped)
    page = (tmp_path / "out" / "identity.html").read_text()
    assert "For the laboratory only" in page
    assert page.count("<svg") == 4
    assert not re.search(r"(src|href)=\"(?!#)|url\(|@import|<script|style=", page)
    assert "default-src 'none'" in page
