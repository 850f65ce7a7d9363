"""What a run has to do: regions, ploidy, read groups, people."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from genopipe.cases import Case
from genopipe.cases import Consent
from genopipe.cases import SheetRow
from genopipe.cases import StartForm
from genopipe.config import AnnotateSettings
from genopipe.config import Settings
from genopipe.errors import InputError
from genopipe.genome import GRCH37
from genopipe.genome import GRCH38
from genopipe.genome import SYNTHETIC
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.pedigree import Person
from genopipe.plan import Plan
from genopipe.plan import called_contigs
from genopipe.plan import calling_regions
from genopipe.plan import make_plan
from genopipe.plan import read_contigs


def check_regions(build, contigs, size):
    """Every base once, except the PARs of Y; no region straddles a PAR border; none is too long."""
    regions = calling_regions(build, contigs, list(contigs), size)
    for contig, length in contigs.items():
        own = [region for region in regions if region.contig == contig]
        assert all(region.start <= region.end <= length for region in own)
        assert all(region.end - region.start < size for region in own)
        pars = [par for par in build.pseudoautosomal if par.contig == contig]
        left_out = sum(min(par.end, length) - par.start + 1 for par in pars if par.start <= length)
        covered = sum(region.end - region.start + 1 for region in own)
        assert covered == length - (left_out if build.role(contig) is Role.Y else 0)
        assert all(one.end < two.start for one, two in pairwise(own)), "no base twice, in order"
        for region in own:
            assert build.in_par(contig, region.start) == build.in_par(contig, region.end)
            for sex in Sex:
                assert build.ploidy(contig, region.start, sex) == build.ploidy(contig, region.end, sex)
            assert not (build.role(contig) is Role.Y and build.in_par(contig, region.start))
    return regions


@pytest.mark.parametrize("build", [GRCH38, GRCH37, SYNTHETIC], ids=lambda build: build.name)
@pytest.mark.parametrize("size", [1_000, 7_777, 25_000_000])
def test_regions_of_the_builds(build, size):
    lengths = build.lengths if size > 10_000 or build is SYNTHETIC else {c: 30_000 for c in build.lengths}
    check_regions(build, dict(lengths), size)


@given(st.integers(1, 50_000), st.integers(1, 30_000), st.integers(1, 60_000))
@hypothesis_settings(max_examples=60, deadline=None)
def test_regions_of_any_length(x, y, size):
    check_regions(SYNTHETIC, {"chr1": x, "chrX": x, "chrY": y, "chrM": 10}, size)


def test_small_contig_base_by_base():
    regions = check_regions(SYNTHETIC, {"chrX": 45_000, "chrY": 20_000}, 999)
    bases = Counter((r.contig, p) for r in regions for p in range(r.start, r.end + 1))
    assert set(bases.values()) == {1}
    assert sum(contig == "chrY" for contig, _ in bases) == 20_000 - 6_000 - 2_000


def test_chosen_contigs(tmp_path):
    contigs = {"chr2": 5, "chr1": 9, "decoy": 3}
    assert called_contigs(SYNTHETIC, contigs, ["chr1", "chr1"]) == ["chr1"]
    assert called_contigs(SYNTHETIC, contigs, []) == ["chr1", "chr2"]
    with pytest.raises(InputError, match="chr9"):
        called_contigs(SYNTHETIC, contigs, ["chr9"])
    with pytest.raises(InputError, match="REF-INDEX"):
        read_contigs(tmp_path / "no.fai")


def test_read_group_text():
    row = SheetRow("kid", lane="L2")
    assert row.read_group == r"@RG\tID:kid.L2\tSM:kid\tLB:kid\tPL:ILLUMINA\tPU:kid.L2"
    row = SheetRow("kid", lane="L2", library="lib", platform="BGI", unit="F1.2")
    assert row.read_group.endswith(r"LB:lib\tPL:BGI\tPU:F1.2")
    assert "\t" not in row.read_group


def test_forms_of_a_row():
    assert SheetRow("p", fastq_1="a", fastq_2="b").forms == (StartForm.READS,)
    assert SheetRow("p", alignment="a", vcf="b").forms == (StartForm.ALIGNMENT, StartForm.VCF)
    assert SheetRow("p").forms == ()


@pytest.fixture
def plan():
    people = [
        Person("dad", "F1", sex=Sex.MALE),
        Person("mum", "F1", sex=Sex.FEMALE),
        Person("kid", "F1", "dad", "mum", Sex.MALE, Affection.AFFECTED),
        Person("odd", "F2"),
    ]
    rows = (
        SheetRow("kid", "L1", "k1_1.fq", "k1_2.fq"),
        SheetRow("kid", "L2", "k2_1.fq", "k2_2.fq"),
        SheetRow("mum", gvcf="m.g.vcf.gz", sample="M"),
        SheetRow("odd", alignment="odd.bam"),
    )
    case = Case(case="C1", family="F1", proband="kid", panels=("p", "q"), consent=Consent(main_findings=True))
    settings = Settings.model_validate({"genome": {"fasta": "g.fa", "genes": "g.gff3", "build": "synthetic"}})
    regions = calling_regions(SYNTHETIC, dict(SYNTHETIC.lengths), list(SYNTHETIC.primary), 50_000)
    named = {f"{n:04d}": region for n, region in enumerate(regions, start=1)}
    return Plan(settings, rows, {p.person: p for p in people}, {"C1": case}, named)


def test_members_without_data_stay_in_the_case_only(plan):
    assert plan.members("C1") == ["mum", "kid"]
    assert plan.forms == {"kid": StartForm.READS, "mum": StartForm.GVCF, "odd": StartForm.ALIGNMENT}
    assert plan.measured == ["kid"]
    assert plan.in_cases == ["kid", "mum"]
    assert plan.name_in_file("mum") == "M"
    assert not plan.starts_from_vcf("C1")
    told = plan.case_json("C1")
    assert '"dad"' in told
    assert told == plan.case_json("C1")
    assert "odd.bam" not in plan.input_files, "in no case: not read"
    assert {"k2_2.fq", "m.g.vcf.gz", "config/panels/q.tsv", "g.fa"} <= set(plan.input_files)


def test_parents_with_reads_are_those_whose_alignments_are_here(plan):
    assert plan.parents_with_reads("C1") == []
    read = SheetRow("dad", "L1", "d_1.fq", "d_2.fq")
    given = SheetRow("mum", alignment="m.cram")
    both = replace(plan, rows=(*(row for row in plan.rows if row.person != "mum"), given, read))
    assert both.parents_with_reads("C1") == ["dad", "mum"]


def test_ploidy_by_sex(plan):
    copies = {
        person: {
            (plan.regions[r].contig, plan.build.in_par(plan.regions[r].contig, plan.regions[r].start)): plan.ploidy(
                person, r
            )
            for r in plan.regions
        }
        for person in ("kid", "mum", "odd")
    }
    expected = {"kid": (2, 1, 2, 1), "mum": (2, 2, 2, 0), "odd": (2, 2, 2, 1)}
    for person, (autosome, x, par, y) in expected.items():
        assert copies[person]["chr1", False] == autosome
        assert copies[person]["chrX", False] == x
        assert copies[person]["chrX", True] == par
        assert copies[person]["chrY", False] == y
        assert copies[person]["chrM", False] == 1
    assert not any(plan.regions[r].contig == "chrY" for r in plan.regions_of("mum"))
    assert sum(plan.is_mitochondrial(r) for r in plan.regions) == 1


def test_a_wrong_sheet_stops_the_plan(plan, tmp_path):
    with pytest.raises(InputError):
        make_plan(plan.settings, tmp_path)


def test_a_source_is_compiled_by_its_own_settings_alone(plan):
    def told(name, **annotate):
        given = {"frequency": {"name": "P", "file": "p.vcf"}, "clinvar": {"file": "c.vcf"}, **annotate}
        settings = plan.settings.model_copy(update={"annotate": AnnotateSettings.model_validate(given)})
        return replace(plan, settings=settings).source_json(name)

    one, two = ({"name": name, "files": ["x"]} for name in ("revel", "cadd"))
    for name in ("frequency", "clinvar"):
        assert told(name) == told(name, cross_check=True, sources=[one])
        assert told(name) != told(name, stores="elsewhere")
    assert told("frequency") != told("frequency", frequency={"name": "P", "file": "q.vcf"})
    assert told("clinvar") == told("clinvar", frequency={"name": "P", "file": "q.vcf"})
    assert told("revel", sources=[one, two]) == told("revel", sources=[one], clinvar=None)
    assert told("revel", sources=[one, two]) != told("cadd", sources=[one, two])
    settings = AnnotateSettings.model_validate(json.loads(told("revel", sources=[one, two]))["annotate"])
    assert [source.name for source in settings.sources] == ["revel"]


def test_resources_are_named_with_their_release(plan):
    given = {"frequency": {"name": "P", "file": "p.vcf"}, "sources": [{"name": "revel", "files": ["x", "y"]}]}
    settings = plan.settings.model_copy(update={"annotate": AnnotateSettings.model_validate(given)})
    named = replace(plan, settings=settings).resources
    assert named == {
        "reference genome": "g.fa",
        "gene models": "g.gff3",
        "P": "p.vcf",
        "REVEL v1.3 (revel), file 1": "x",
        "REVEL v1.3 (revel), file 2": "y",
    }


def test_common_sites_are_chosen_anew_by_their_own_settings_only(plan):
    def told(**between):
        settings = plan.settings.model_copy(update={"between": plan.settings.between.model_copy(update=between)})
        return replace(plan, settings=settings).common_sites_json

    assert told(accepted_pairs=(("a", "b"),), stop=0.2) == told()
    assert told(frequency_population="eas") != told()
    assert set(json.loads(plan.common_genotypes_json)["identity"]) == {"minimum_depth", "minimum_genotype_quality"}
