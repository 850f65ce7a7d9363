"""The command: what it writes, what it says, what it refuses; and the drawing."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from genopipe.chromosomes.depth import DepthCounts
from genopipe.chromosomes.drawing import bases
from genopipe.chromosomes.people import balance_is_even
from genopipe.chromosomes.people import called
from genopipe.chromosomes.people import without_pairing_regions
from genopipe.chromosomes.results import ChromosomesResult
from genopipe.chromosomes.stage import bin_width
from genopipe.chromosomes_settings import GenotypeSettings
from genopipe.cli.chromosomes import command
from genopipe.errors import InputError
from genopipe.genome import SYNTHETIC
from genopipe.io.genotype_sites import HAPLOID_ALT
from genopipe.io.genotype_sites import NOT_CALLED
from genopipe.io.genotype_sites import ContigSites
from genopipe.simulate.project import CHROMOSOMES
from unit.chromosomes.conftest import Cohort
from unit.chromosomes.simulated import Contig
from unit.chromosomes.simulated import World
from unit.chromosomes.simulated import write_pedigree
from unit.chromosomes.simulated import write_vcf

SMALL = [Contig(name, length, length // 500) for name, length in SYNTHETIC.lengths.items() if name != "chrM"]


@pytest.fixture(scope="module")
def family(folder):
    """The small genome with a mother's isodisomy, as files."""
    world = World(SMALL, seed=41)
    cohort = Cohort(world)
    child, father, mother = cohort.trio("F1")
    world.one_x(father, "chrX")
    world.isodisomy(child, mother, "chr2", (0, 0.5))
    world.heterodisomy(child, mother, "chr2", (0.5, 1))
    made = folder("family")
    write_vcf(made / "in.vcf", world, cohort.people, haploid={"F1-father": ["chrX"]})
    write_pedigree(made / "in.ped", [*cohort.rows, ("F2", "elsewhere", "0", "0", 1)])
    return made


def call(folder, out="out", ped="in.ped", build="synthetic", settings=None):
    given = json.dumps({"chromosomes": CHROMOSOMES if settings is None else settings})
    words = ["--vcf", folder / "in.vcf", "--ped", folder / ped, "--out", folder / out, "--set", given]
    return CliRunner().invoke(command, [str(word) for word in [*words, *(["--build", build] if build else [])]])


@pytest.fixture(scope="module")
def written(family):
    done = call(family)
    assert done.exit_code == 0, done.output
    return family / "out", done


def test_only_counts_are_said(written):
    assert written[1].output.strip().endswith("out: 3 people, 5 files")
    assert written[1].output.count("\n") == 1


def test_every_person_has_a_drawing_and_nothing_else_is_left(written):
    names = {path.name for path in written[0].iterdir()}
    assert names == {"segments.parquet", "chromosomes.json", "F1-child.svg", "F1-father.svg", "F1-mother.svg"}


def test_the_json_is_closed_and_names_who_is_missing(written):
    result = ChromosomesResult.model_validate_json((written[0] / "chromosomes.json").read_text())
    assert result.not_in_vcf == ("elsewhere",)
    assert result.not_in_pedigree == ()
    assert result.settings.disomy.minimum_sites == CHROMOSOMES["disomy"]["minimum_sites"]
    assert set(result.people["F1-child"].chromosomes) == {"chr1", "chr2", "chrX"}
    assert result.people["F1-father"].chromosomes["chrX"].runs.reason == "a man has one X"


def test_a_disomy_of_the_small_genome_is_found_with_its_settings(written):
    told = json.loads((written[0] / "chromosomes.json").read_text())["people"]["F1-child"]["chromosomes"]
    assert told["chr2"]["disomy"]["maternal"] == "found"
    assert told["chr2"]["disomy"]["kind"] == "mixed"
    assert told["chr1"]["disomy"]["maternal"] == "none"


def test_the_same_input_gives_the_same_bytes(family, written):
    assert call(family, out="again").exit_code == 0
    for path in written[0].iterdir():
        assert path.read_bytes() == (family / "again" / path.name).read_bytes(), path.name


def texts(path):
    return " ".join(
        "".join(part.itertext()) for part in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    )


def test_the_drawing_tells_in_words_and_colours(written):
    path = written[0] / "F1-child.svg"
    said = texts(path)
    assert "maternal mixed disomy" in said
    assert "for the laboratory only" in said
    styles = [part.get("class") for part in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}rect")]
    assert "mother-iso" in styles
    assert "mother-hetero" in styles
    assert "prefers-color-scheme: dark" in path.read_text()
    assert "<script" not in path.read_text()
    assert "http" not in path.read_text().replace("http://www.w3.org/2000/svg", "")


def test_a_drawing_of_a_whole_genome_fits(folder):
    world = World([Contig(f"chr{number}", 90_000_000, 200) for number in (*range(1, 23), "X", "Y")], seed=42)
    cohort = Cohort(world)
    cohort.trio("F")
    studied = cohort.study(folder("whole"))
    root = ElementTree.parse(studied.folder / "F-child.svg").getroot()
    assert texts(studied.folder / "F-child.svg").count("reads") >= 23
    _, _, width, height = map(float, root.get("viewBox").split())
    for part in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(part.get("y") or 0) + float(part.get("height")) <= height + 1
        assert float(part.get("x") or 0) + float(part.get("width")) <= width + 1


def test_words_beside_a_chromosome_fit(folder):
    world = World([Contig(f"chr{number}", 100_000_000, 3_000) for number in range(1, 5)], seed=43)
    cohort = Cohort(world)
    child, _, _ = cohort.trio("F")
    world.mosaic(child, "chr2", "neutral", 0.5, "mother")
    path = cohort.study(folder("words")).folder / "F-child.svg"
    lines = ["".join(part.itertext()) for part in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]
    assert "mother's copy in excess" in lines
    assert any(line.startswith("neutral in ") and line.endswith("% of cells") for line in lines)
    assert all(len(line) <= 38 for line in lines if "copy" in line or "cells" in line)


@pytest.mark.parametrize(("count", "words"), [(999, "999 b"), (1_500, "1.5 kb"), (3_200_000, "3.2 Mb")])
def test_lengths_have_their_unit(count, words):
    assert bases(count) == words


@pytest.mark.parametrize(
    ("length", "sites", "width"), [(240_000_000, 400_000, 1_000_001), (90_000, 80, 9_001), (900, 3, 901)]
)
def test_bins_are_wide_where_sites_are_few(length, sites, width):
    assert bin_width(length, sites) == width


def test_another_build_is_an_error_with_its_remedy(family):
    done = call(family, out="wrong", build="GRCh37")
    assert isinstance(done.exception, InputError)
    assert "--build" in str(done.exception)


def test_nobody_in_the_vcf_is_an_error(family):
    write_pedigree(family / "other.ped", [("F", "nobody", "0", "0", 1)])
    done = call(family, out="nobody", ped="other.ped")
    assert isinstance(done.exception, InputError)
    assert "none of its 3 samples is in the pedigree" in str(done.exception)


def test_a_typo_in_a_setting_is_an_error(family):
    done = call(family, out="typo", settings={"disomy": {"minimum_sitse": 3}})
    assert isinstance(done.exception, InputError)
    assert "minimum_sitse" in str(done.exception)


def test_the_build_of_the_settings_is_used(family):
    settings = {"genome": {"fasta": "a", "genes": "b", "build": "synthetic"}, "chromosomes": CHROMOSOMES}
    words = ["--vcf", family / "in.vcf", "--ped", family / "in.ped", "--out", family / "by-set"]
    done = CliRunner().invoke(command, [*map(str, words), "--set", json.dumps(settings)])
    assert done.exit_code == 0, done.output


def made_sites(position, genotype, depth, ref, alt, quality, contig="chrX"):
    base = np.full(len(position), ord("A"), np.uint8)
    numbers = [np.array(part, np.int16).reshape(-1, 1) for part in (depth, ref, alt, quality)]
    return ContigSites(contig, np.array(position), base, base, np.array(genotype, np.int8).reshape(-1, 1), *numbers)


def test_genotypes_that_do_not_count():
    rows = {
        "position": [7_000, 7_001, 7_002, 7_003, 7_004, 7_005],
        "genotype": [1, 1, 1, 1, 2, HAPLOID_ALT],
        "depth": [30, 5, 30, -1, 30, 30],
        "ref": [15, 2, 15, -1, 0, 0],
        "alt": [15, 3, 15, -1, 30, 30],
        "quality": [50, 50, 10, -1, 50, 50],
    }
    sites = made_sites(**rows)
    assert called(sites, 0, GenotypeSettings()).tolist() == [1, NOT_CALLED, NOT_CALLED, 1, 2, NOT_CALLED]
    one = called(sites, 0, GenotypeSettings(), one_copy=True)
    assert one.tolist() == [NOT_CALLED, NOT_CALLED, NOT_CALLED, NOT_CALLED, 2, 2]


def test_an_uneven_heterozygote_does_not_count():
    sites = made_sites([7_000, 7_001], [1, 1], [30, 30], [27, 24], [3, 6], [50, 50])
    assert balance_is_even(sites, 0, 0.2).tolist() == [False, True]
    assert called(sites, 0, GenotypeSettings()).tolist() == [NOT_CALLED, 1]


def test_pairing_regions_are_left_out():
    sites = made_sites([6_000, 6_001, 43_000, 43_001], [1] * 4, [30] * 4, [15] * 4, [15] * 4, [50] * 4)
    assert without_pairing_regions(sites, SYNTHETIC).position.tolist() == [6_001, 43_000]


def test_depth_is_relative_to_the_autosomes():
    counts = DepthCounts()
    for mean in (30, 30, 45, 30, 30):
        depth = np.full(50, mean)
        counts.add(made_sites(range(1, 51), [0] * 50, depth, depth, [0] * 50, [50] * 50, "chr1"))
    usual = counts.of(0)
    assert usual.mean == 30
    assert usual.spread == 0
    assert usual.relative(np.full(20, 15, np.int16)) == 0.5
    assert usual.relative(np.full(20, 500, np.int16)) == 2.5
    assert usual.relative(np.full(20, -1, np.int16)) is None


def test_no_depth_is_not_zero_depth():
    counts = DepthCounts()
    counts.add(made_sites([1, 2], [0, 0], [-1, -1], [-1, -1], [-1, -1], [-1, -1], "chr1"))
    assert counts.of(0) is None


def test_a_file_without_a_site_that_is_asked_is_not_assessable(tmp_path):
    head = "##fileformat=VCFv4.2\n##contig=<ID={},length=16569>\n"
    head += '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", "kid"]
    record = ["{}", "152", ".", "T", "C", "50", "PASS", ".", "GT", "1/1"]
    (tmp_path / "in.ped").write_text("F\tkid\t0\t0\t2\t2\n")
    text = head + "\t".join(columns) + "\n" + "\t".join(record) + "\n"
    (tmp_path / "in.vcf").write_text(text.format("chrM", "chrM"))
    assert call(tmp_path).exit_code == 0
    told = json.loads((tmp_path / "out/chromosomes.json").read_text())["people"]["kid"]
    assert told["runs"]["outcome"] == told["imbalance"]["outcome"] == "not_assessable"
    assert told["disomy"]["maternal"] == told["disomy"]["paternal"] == "not_assessable"
    (tmp_path / "in.vcf").write_text(text.format("scaffold_7", "scaffold_7"))
    done = call(tmp_path)
    assert isinstance(done.exception, InputError)
    assert "VCF-CONTIG" in str(done.exception)
