"""Uniparental disomy: planted in simulated families, and what only looks like one."""

import pytest

from genopipe.chromosomes_settings import ChromosomesSettings
from unit.chromosomes.conftest import Cohort
from unit.chromosomes.simulated import Contig
from unit.chromosomes.simulated import Noise
from unit.chromosomes.simulated import World

CONTIGS = [Contig(f"chr{number}", 100_000_000, 1_500) for number in range(1, 9)]
X = Contig("chrX", 150_000_000, 1_500)
ISO, HETERO = "uniparental_isodisomy", "uniparental_heterodisomy"
PLANTED = {
    "maternal-iso": ("mother", [(ISO, 0.0, 1.0)]),
    "paternal-iso": ("father", [(ISO, 0.0, 1.0)]),
    "maternal-hetero": ("mother", [(HETERO, 0.0, 1.0)]),
    "paternal-hetero": ("father", [(HETERO, 0.0, 1.0)]),
    "maternal-mixed": ("mother", [(HETERO, 0.0, 0.6), (ISO, 0.6, 1.0)]),
    "paternal-mixed": ("father", [(ISO, 0.0, 0.3), (HETERO, 0.3, 0.7), (ISO, 0.7, 1.0)]),
    "paternal-part": ("father", [(ISO, 0.8, 1.0)]),
    "maternal-middle": ("mother", [(ISO, 0.4, 0.5)]),
}


@pytest.fixture(scope="module", params=[0.005, 0.02], ids=["clean", "noisy"])
def planted(request, folder):
    world = World(CONTIGS, seed=11)
    cohort = Cohort(world)
    for family, (parent, parts) in PLANTED.items():
        child, father, mother = cohort.trio(family)
        source = father if parent == "father" else mother
        gives = {ISO: world.isodisomy, HETERO: world.heterodisomy}
        for kind, first, last in parts:
            gives[kind](child, source, "chr3", (first, last))
    child, _, _ = cohort.trio("deletion")
    world.deletion(child, "chr3", (0.2, 0.4), "father")
    cohort.trio("plain")
    return cohort.study(folder("planted"), Noise(error=request.param))


@pytest.mark.parametrize("family", PLANTED)
def test_a_planted_disomy_is_found_where_it_is(planted, family):
    parent, parts = PLANTED[family]
    found = planted.of(f"{family}-child", ISO, HETERO)
    assert [(row["contig"], row["kind"], row["parent"]) for row in found] == [
        ("chr3", kind, parent) for kind, _, _ in parts
    ]
    for row, (_, first, last) in zip(found, parts, strict=True):
        assert abs(row["start"] / 1e8 - first) < 0.02
        assert abs(row["end"] / 1e8 - last) < 0.02
        assert row["against"] < 0.1 * row["sites"]


@pytest.mark.parametrize("family", PLANTED)
def test_the_outcomes_name_the_parent_and_the_extent(planted, family):
    parent, parts = PLANTED[family]
    told = planted.person(f"{family}-child")["chromosomes"]["chr3"]["disomy"]
    assert (told["maternal"], told["paternal"]) == (("found", "none") if parent == "mother" else ("none", "found"))
    kinds = {kind for kind, _, _ in parts}
    assert told["kind"] == ("mixed" if len(kinds) == 2 else "isodisomy" if kinds == {ISO} else "heterodisomy")
    assert told["whole"] is (parts[0][1] == 0.0 and parts[-1][2] == 1.0)
    others = [told for name, told in planted.person(f"{family}-child")["chromosomes"].items() if name != "chr3"]
    assert {(one["disomy"]["maternal"], one["disomy"]["paternal"]) for one in others} == {("none", "none")}


def test_a_deletion_is_no_disomy(planted):
    assert planted.of("deletion-child") == []
    told = planted.person("deletion-child")["chromosomes"]["chr3"]
    assert (told["disomy"]["maternal"], told["disomy"]["paternal"]) == ("none", "none")
    (stretch,) = told["disomy"]["one_copy"]
    assert stretch["lost"] == "father"
    assert abs(stretch["depth"] - 0.5) < 0.05
    assert told["runs"]["one_copy"] == 1


def test_a_plain_trio_shows_nothing(planted):
    assert planted.of("plain-child") == []
    assert planted.person("plain-child")["disomy"]["reason"] == ""


def test_without_depth_a_part_is_not_assessable(folder):
    world = World(CONTIGS, seed=12)
    cohort = Cohort(world)
    child, father, mother = cohort.trio("part")
    world.isodisomy(child, mother, "chr2", (0.2, 0.5))
    child, father, _ = cohort.trio("whole")
    world.isodisomy(child, father, "chr2")
    studied = cohort.study(folder("depthless"), Noise(error=0.01), fields="GT")
    told = studied.person("part-child")["chromosomes"]["chr2"]["disomy"]
    assert (told["maternal"], told["paternal"]) == ("not_assessable", "none")
    assert "without depth" in told["reason"]
    assert studied.of("part-child", ISO, HETERO) == []
    assert [row["kind"] for row in studied.of("whole-child", ISO, HETERO)] == [ISO]
    assert studied.person("part-child")["imbalance"]["outcome"] == "not_assessable"


def test_hundreds_of_chromosomes_of_plain_trios_show_nothing(folder):
    world = World([Contig(f"chr{number}", 100_000_000, 700) for number in range(1, 23)], seed=13)
    cohort = Cohort(world)
    for number in range(14):
        cohort.trio(f"F{number}", sex=1 + number % 2)
    studied = cohort.study(folder("plain"), Noise(error=0.02))
    assert studied.segments.height == 0
    outcomes = {
        (one["disomy"]["maternal"], one["disomy"]["paternal"], one["runs"]["outcome"], one["imbalance"]["outcome"])
        for name, person in studied.result["people"].items()
        if name.endswith("child")
        for one in person["chromosomes"].values()
    }
    assert outcomes == {("none", "none", "none", "none")}


@pytest.fixture(scope="module")
def strangers(folder):
    """Families in which a stated parent is none, or another."""
    world = World(CONTIGS, seed=14)
    cohort = Cohort(world)
    one = world.founder
    mother = one()
    cohort.add("father", world.child(one(), mother), one(), mother)
    father = one()
    cohort.add("mother", world.child(father, one()), father, one())
    cohort.add("both", world.child(one(), one()), one(), one())
    grandfather, grandmother = one(), one()
    father, uncle = world.child(grandfather, grandmother), world.child(grandfather, grandmother)
    mother = one()
    cohort.add("uncle", world.child(father, mother), uncle, mother)
    father, mother = one(), one()
    child = world.child(father, mother)
    cohort.add("swap", father, child, mother)
    cohort.add("twice", child, father, child)
    cohort.add("duo", world.child(one(), one()), None, one())
    child, _, mother = cohort.trio("honest")
    world.isodisomy(child, mother, "chr1")
    return cohort.study(folder("strangers"), Noise(error=0.01))


@pytest.mark.parametrize("family", ["father", "mother", "both", "uncle", "swap", "twice", "duo"])
def test_a_parent_who_is_none_is_no_disomy(strangers, family):
    told = strangers.person(f"{family}-child")["disomy"]
    assert (told["maternal"], told["paternal"]) == ("not_assessable", "not_assessable")
    assert told["identity"]
    assert "check who is who" in told["reason"]
    assert strangers.of(f"{family}-child", ISO, HETERO, "mosaic_allelic_imbalance") == []


def test_the_parent_in_question_is_named(strangers):
    assert "stated father does not fit" in strangers.person("father-child")["disomy"]["reason"]
    assert "stated mother does not fit" in strangers.person("mother-child")["disomy"]["reason"]
    assert "stated mother has the person's genotypes" in strangers.person("twice-child")["disomy"]["reason"]


def test_the_mistake_of_one_family_does_not_stop_another(strangers):
    assert [row["kind"] for row in strangers.of("honest-child", ISO, HETERO)] == [ISO]


def test_parents_who_are_close_relatives_give_no_disomy(folder):
    world = World(CONTIGS, seed=19)
    cohort = Cohort(world)
    father = world.founder()
    daughter = world.child(father, world.founder())
    cohort.add("daughter", world.child(father, daughter), father, daughter)
    grandparents = world.founder(), world.founder()
    brother, sister = world.child(*grandparents), world.child(*grandparents)
    cohort.add("siblings", world.child(brother, sister), brother, sister)
    for number in range(4):
        one, two = world.child(*grandparents), world.child(*grandparents)
        father, mother = world.child(world.founder(), one), world.child(two, world.founder())
        cohort.add(f"cousins-{number}", world.child(father, mother), father, mother)
    studied = cohort.study(folder("close"), Noise(error=0.01))
    for name, person in studied.result["people"].items():
        if name.endswith("child"):
            told = person["disomy"]
            assert (told["maternal"], told["paternal"], told["identity"]) == ("none", "none", False), (name, told)
    assert studied.person("siblings-child")["runs"]["genome_fraction"] > 0.1


@pytest.fixture(scope="module")
def duos(folder):
    world = World(CONTIGS, seed=15)
    cohort = Cohort(world)
    for family, kind in (("iso", world.isodisomy), ("hetero", world.heterodisomy), ("own", None), ("none", None)):
        father, mother = world.founder(), world.founder()
        child = world.child(father, mother)
        if kind:
            kind(child, father, "chr4")
        if family == "own":
            world.heterodisomy(child, mother, "chr4")
        cohort.add(family, child, None, mother)
    father, mother = world.founder(), world.founder()
    child = world.child(father, mother)
    world.isodisomy(child, mother, "chr4")
    cohort.add("father-only", child, father, None)
    alone = world.child(world.founder(), mother)
    world.isodisomy(alone, mother, "chr5")
    cohort.add("alone", alone)
    return cohort.study(folder("duos"), Noise(error=0.01))


@pytest.mark.parametrize(
    ("family", "outcome", "kinds"),
    [
        ("iso", ("not_assessable", "found"), [ISO]),
        ("hetero", ("not_assessable", "found"), [HETERO]),
        ("own", ("not_assessable", "none"), []),
        ("none", ("not_assessable", "none"), []),
        ("father-only", ("found", "not_assessable"), [ISO]),
        ("alone", ("not_assessable", "not_assessable"), []),
    ],
)
def test_one_parent_tells_one_side(duos, family, outcome, kinds):
    told = duos.person(f"{family}-child")["chromosomes"]["chr4"]["disomy"]
    assert (told["maternal"], told["paternal"]) == outcome
    assert told["reason"]
    assert [row["kind"] for row in duos.of(f"{family}-child", ISO, HETERO)] == kinds


def test_a_run_on_one_chromosome_alone_hints_at_disomy(duos):
    assert duos.person("alone-child")["runs"]["disomy_hint"] == ["chr5"]
    assert duos.person("none-child")["runs"]["disomy_hint"] == []


@pytest.fixture(scope="module")
def daughters(folder):
    world = World([*CONTIGS[:4], X], seed=16)
    cohort = Cohort(world)
    for family in ("plain", "mother-iso", "mother-hetero", "father-iso", "one", "son"):
        father, mother = world.founder(), world.founder()
        world.one_x(father, X.name)
        child = world.child(father, mother)
        if family.endswith("iso"):
            world.isodisomy(child, mother if family.startswith("mother") else father, X.name)
        if family == "mother-hetero":
            world.heterodisomy(child, mother, X.name)
        if family == "one":
            world.deletion(child, X.name, (0, 1), "father")
        cohort.add(family, child, father, mother, sex=1 if family == "son" else 2)
    men = {name: [X.name] for name in cohort.people if name.endswith("father") or name == "son-child"}
    return cohort.study(folder("daughters"), Noise(error=0.01), haploid=men)


@pytest.mark.parametrize(
    ("family", "outcome", "rows"),
    [
        ("plain", ("none", "none"), []),
        ("mother-iso", ("found", "none"), [(ISO, "mother")]),
        ("mother-hetero", ("found", "none"), [(HETERO, "mother")]),
        ("father-iso", ("none", "found"), [(ISO, "father")]),
        ("one", ("not_assessable", "not_assessable"), []),
        ("son", ("not_assessable", "not_assessable"), []),
    ],
)
def test_x_of_daughters(daughters, family, outcome, rows):
    told = daughters.person(f"{family}-child")["chromosomes"]["chrX"]["disomy"]
    assert (told["maternal"], told["paternal"]) == outcome
    assert [(row["kind"], row["parent"]) for row in daughters.of(f"{family}-child", ISO, HETERO)] == rows


def test_why_x_is_not_asked(daughters):
    assert daughters.person("son-child")["chromosomes"]["chrX"]["disomy"]["reason"] == "a man has one X"
    mosaics = daughters.person("plain-child")["chromosomes"]["chrX"]["imbalance"]
    assert (mosaics["outcome"], mosaics["reason"]) == (
        "not_assessable",
        "mosaics of X are told by the check of identities",
    )
    assert daughters.person("one-child")["chromosomes"]["chrX"]["runs"]["reason"] == "by depth there is one copy"


def test_few_sites_are_not_assessable(folder):
    world = World([Contig("chr1", 100_000_000, 1_500), Contig("chr2", 100_000_000, 90)], seed=17)
    cohort = Cohort(world)
    cohort.trio("F")
    told = cohort.study(folder("few")).person("F-child")["chromosomes"]
    assert told["chr2"]["disomy"]["maternal"] == "not_assessable"
    assert "too few" in told["chr2"]["disomy"]["reason"]
    assert told["chr2"]["runs"]["outcome"] == "not_assessable"
    assert told["chr1"]["disomy"]["maternal"] == "none"


def test_thresholds_are_settings(folder):
    world = World(CONTIGS[:3], seed=18)
    cohort = Cohort(world)
    child, _, mother = cohort.trio("F")
    world.isodisomy(child, mother, "chr1", (0.5, 0.6))
    strict = ChromosomesSettings.model_validate({"disomy": {"minimum_length": 20_000_000}})
    assert cohort.study(folder("strict"), settings=strict).of("F-child", ISO) == []
    assert len(cohort.study(folder("usual")).of("F-child", ISO)) == 1
