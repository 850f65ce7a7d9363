"""The stage against the oracle: every genotype of every member, no difference in three-valued logic."""

import random
from itertools import product

import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.genome import SYNTHETIC
from genopipe.inherit.modes import Members
from genopipe.inherit.stage import _worst_reported
from genopipe.inherit.stage import inherit_tables
from genopipe.inherit.stage import make_candidates
from genopipe.io.parquet import write_table
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from unit import made
from unit.inherit import oracle
from unit.inherit.oracle import Call
from unit.inherit.oracle import Someone

INHERIT, FILTER = InheritSettings(), FilterSettings()
CALLS = [
    Call("0/0", alt_reads=0, fraction=0.0),
    Call("0/0", alt_reads=3, fraction=0.1),
    Call("0/1", alt_reads=15, fraction=0.5),
    Call("1/1", alt_reads=30, fraction=1.0),
    Call("0", alt_reads=0, fraction=0.0),
    Call("1", alt_reads=30, fraction=1.0),
    Call("./.", depth=None, quality=None),
    Call("./1", alt_reads=9, fraction=0.9),
    Call("0/1", depth=7, alt_reads=3, fraction=0.4),
    Call("0/1", alt_reads=2, fraction=0.06),
]
MORE = [
    Call("0/2", alt_reads=0, fraction=0.0),
    Call("1/2", alt_reads=15, fraction=0.5),
    Call("0/.", alt_reads=0, fraction=0.0),
    Call("1/1", quality=19, alt_reads=30, fraction=1.0),
    Call("0/0", depth=None, quality=None),
    Call("0/1", depth=8, quality=20, fraction=0.2),
    Call("0/1", fraction=0.19),
    Call("0/1", fraction=0.81),
    Call("0/1", fraction=0.04),
    Call(".", depth=0),
]
PLACES = {
    "autosome": ("chr1", 50_000),
    "X": ("chrX", 20_000),
    "PAR": ("chrX", 43_001),
    "before PAR": ("chrX", 43_000),
    "Y": ("chrY", 10_000),
    "PAR of Y": ("chrY", 6_000),
    "mitochondrion": ("chrM", 100),
}
REAL = {"PAR": "autosome", "PAR of Y": "autosome", "before PAR": "X"}


def row(name, person, call):
    figures = {
        "depth": call.depth,
        "genotype_quality": call.quality,
        "alt_reads": call.alt_reads,
        "alt_fraction": call.fraction,
        "phase_set": call.phase_set,
    }
    return made.genotype(name, person, call.text, **figures)


def people_of(text):
    words = [word.split(":") for word in text.split() if not word.startswith("-")]
    return [Someone(name, sex, affection) for name, sex, affection, *_ in words]


def parents_of(people):
    names = {person.name for person in people}
    return ("mum" if "mum" in names else None), ("dad" if "dad" in names else None)


def differences(text, sets):
    """Return every mode in which stage and oracle differ, over all places and sets of calls."""
    people = people_of(text)
    proband = people[0]
    mother, father = parents_of(people)
    rows, genotypes, truth = [], [], {}
    for number, (place, calls) in enumerate(product(PLACES, sets)):
        name = f"a{number}"
        contig, position = PLACES[place]
        rows.append(made.allele(name, contig, position))
        by_name = {person.name: call for person, call in zip(people, calls, strict=True)}
        genotypes += [row(name, person, call) for person, call in by_name.items()]
        truth[name] = oracle.modes(REAL.get(place, place), proband, mother, father, people, by_name), place, calls
    consequences = made.consequences(*(made.consequence(name, gene=f"ENSG{name}") for name in truth))
    got = make_candidates(
        made.alleles(*rows), made.genotypes(*genotypes), consequences, made.make_case(text), SYNTHETIC, INHERIT, FILTER
    )
    assert got.height == len(truth)
    return [
        f"{text} {place} {[c.text for c in calls]} {mode}: oracle {answer}, stage {line[mode]}"
        for line in got.to_dicts()
        for answers, place, calls in [truth[line["allele"]]]
        for mode, answer in answers.items()
        if line[mode] is not answer
    ]


AFFECTIONS = ["n n", "a n", "n a", "a a", "u n", "n u"]


@pytest.mark.parametrize("sex", "mfu")
@pytest.mark.parametrize("affections", AFFECTIONS)
def test_trios(sex, affections):
    dad, mum = affections.split()
    text = f"kid:{sex}:a:dad:mum dad:m:{dad} mum:f:{mum}"
    kinds = CALLS if affections == "n n" else CALLS[::2] + CALLS[1:2]
    assert differences(text, list(product(kinds, repeat=3))) == []


@pytest.mark.parametrize(
    "text",
    [
        "kid:m:a",
        "kid:f:a",
        "kid:u:a",
        "kid:f:u",
        "kid:m:a:dad:mum mum:f:n",
        "kid:f:a:dad:mum -dad:m:n mum:f:a",
        "kid:m:a:dad:mum dad:m:n -mum:f:n",
        "kid:f:a:dad:mum dad:m:a",
    ],
)
def test_singletons_and_duos(text):
    everyone = people_of(text)
    assert differences(text, list(product(CALLS + MORE, repeat=len(everyone)))) == []


@pytest.mark.parametrize("sib", ["m:a", "m:n", "f:a", "f:n", "m:u"])
@pytest.mark.parametrize("sex", "mf")
def test_quads(sex, sib):
    text = f"kid:{sex}:a:dad:mum dad:m:n mum:f:n sib:{sib}:dad:mum"
    chosen = random.Random(sex + sib)
    sets = [tuple(chosen.choice(CALLS + MORE) for _ in range(4)) for _ in range(400)]
    assert differences(text, sets) == []


PHASED = [
    *[Call("0/1", fraction=0.5, alt_reads=15)] * 4,
    Call("0|1", fraction=0.5, phase_set=5),
    Call("1|0", fraction=0.5, phase_set=5),
    Call("1|0", fraction=0.5, phase_set=9),
    Call("1|0", fraction=0.5),
    Call("0/0", fraction=0.0),
    Call("1/1", fraction=1.0),
    Call("./.", depth=None, quality=None),
    Call("0/1", depth=3, fraction=0.5),
    Call("1|0", depth=3, fraction=0.5, phase_set=5),
]
KINDS = {True: PHASED + PHASED[:7], False: PHASED + [PHASED[8]] * 12}


@pytest.mark.parametrize(
    "text",
    [
        "kid:f:a:dad:mum dad:m:n mum:f:n",
        "kid:m:a:dad:mum dad:m:u mum:f:u",
        "kid:f:a:dad:mum mum:f:n",
        "kid:m:a",
        "kid:f:a:dad:mum dad:m:n mum:f:n sib:f:n:dad:mum",
        "kid:f:a:dad:mum dad:m:u mum:f:n sib:f:a:dad:mum",
    ],
)
@pytest.mark.parametrize("place", ["autosome", "X", "PAR", "Y"])
def test_compound_heterozygotes(text, place):
    people = people_of(text)
    mother, father = parents_of(people)
    chosen = random.Random(text + place)
    rows, genotypes, consequences, truth = [], [], [], {}
    contig, position = PLACES[place]
    two_copies = REAL.get(place, place) == "autosome" or (place == "X" and people[0].sex == "f")
    for gene in range(300):
        alleles = {}
        for number in range(chosen.choice([2, 2, 3])):
            name, impact = f"g{gene}a{number}", chosen.choice(["HIGH", "HIGH", "HIGH", "MODERATE", "LOW"])
            frequency, quality = chosen.choice([None, 0.001, 0.01, 0.02]), chosen.choice([50.0, None, 20.0, 19.9])
            calls = {person.name: chosen.choice(KINDS[person.name == "kid"]) for person in people}
            called = chosen.choice([f"r{gene}", name, name, name])
            rows.append(made.allele(name, contig, position, frequency_max=frequency, quality=quality, called_as=called))
            consequences.append(made.consequence(name, f"ENSG{gene}", impact, consequence="x"))
            genotypes += [row(name, person, call) for person, call in calls.items()]
            good = impact != "LOW" and frequency != 0.02 and quality != 19.9 and two_copies
            alleles[name] = calls, good, called
        truth |= oracle.compound(alleles, people[0], mother, father, people)
    case = made.make_case(text)
    tables = made.alleles(*rows), made.genotypes(*genotypes), made.consequences(*consequences)
    got = make_candidates(*tables, case, SYNTHETIC, INHERIT, FILTER)
    columns = ("compound_heterozygous", "partners", "partner_phase")
    found = {line["allele"]: tuple(line[name] for name in columns) for line in got.to_dicts()}
    assert {name: (found[name], answer) for name, answer in truth.items() if found[name] != answer} == {}
    assert ({True, False, None} <= {answer for answer, _, _ in truth.values()}) == two_copies


def candidates_of(text, *parts):
    rows, calls, worst = [], [], []
    for name, by_person, columns in parts:
        rows.append(made.allele(name, **columns))
        calls += [row(name, person, call) for person, call in by_person.items()]
        worst.append(made.consequence(name))
    got = make_candidates(
        made.alleles(*rows),
        made.genotypes(*calls),
        made.consequences(*worst),
        made.make_case(text),
        SYNTHETIC,
        INHERIT,
        FILTER,
    )
    return {line["allele"]: line for line in got.to_dicts()}


HET, REF, GONE = Call("0/1", fraction=0.5), Call("0/0", fraction=0.0), Call("./.", depth=None)
TRIO = "kid:f:a:dad:mum dad:m:n mum:f:n"


def test_a_partner_that_filter_sets_aside_makes_no_pair():
    kid = {"kid": HET}
    for bad in ({"quality": 5.0}, {"filters": "LOW"}, {"frequency_max": 0.2}):
        got = candidates_of("kid:f:a", ("a", kid, {}), ("b", kid, bad))
        assert got["a"]["compound_heterozygous"] is False
    known = candidates_of("kid:f:a", ("a", kid, {}), ("b", kid, {"frequency_max": 0.2, "clinvar_pathogenic": True}))
    assert known["a"]["partners"] == ["b"]


def test_two_alts_of_one_record_lie_in_trans():
    both = {"kid": Call("1/2", fraction=0.5)}
    got = candidates_of("kid:f:a", ("a", both, {"called_as": "r"}), ("b", both, {"called_as": "r"}))
    assert got["a"]["partner_phase"] == "in_trans_by_reads"


def test_a_pair_known_in_trans_is_not_mixed_with_one_of_unknown_phase():
    mother, father = {"kid": HET, "mum": HET, "dad": REF}, {"kid": HET, "mum": REF, "dad": HET}
    new = {"kid": HET, "mum": REF, "dad": REF}
    got = candidates_of(TRIO, ("a", mother, {}), ("b", father, {}), ("c", new, {}))
    assert (got["a"]["partners"], got["a"]["partner_phase"]) == (["b"], "in_trans_by_parents")
    assert (got["c"]["partners"], got["c"]["partner_phase"]) == (["a", "b"], "unknown")


def test_mitochondrial_origin_goes_by_the_fraction():
    low, none = Call("0/1", fraction=0.06), Call("0/0", fraction=0.0)
    got = candidates_of(TRIO, ("a", {"kid": HET, "mum": low, "dad": none}, {"contig": "chrM"}))["a"]
    assert (got["inherited_from"], got["mitochondrial"]) == ("mother", True)


def test_names_of_modes_and_order():
    got = candidates_of(
        TRIO, ("b", {"kid": HET, "mum": REF, "dad": REF}, {}), ("a", {"kid": GONE, "mum": REF, "dad": REF}, {})
    )
    assert list(got) == ["b", "a"]
    assert got["b"]["modes"] == ["de_novo", "dominant", "dominant_incomplete"]
    assert "dominant" in got["a"]["modes_not_assessable"]


def test_a_proband_without_data_and_a_name_that_differs(tmp_path):
    with pytest.raises(InputError, match="CASE-PROBAND"):
        Members(made.make_case("-kid:m:a mum:f:n"))
    write_table(made.alleles(made.allele("a")), tmp_path / "alleles.parquet", ALLELES)
    write_table(made.consequences(made.consequence("a")), tmp_path / "consequences.parquet", CONSEQUENCES)
    calls = made.genotypes(row("a", "Kid", HET))
    write_table(calls, tmp_path / "genotypes.parquet", GENOTYPES)
    arguments = (made.make_case("kid:m:a"), SYNTHETIC, INHERIT, FILTER, tmp_path / "out")
    with pytest.raises(InputError, match="no genotypes of kid"):
        inherit_tables(tmp_path, tmp_path / "genotypes.parquet", *arguments)
    write_table(calls.with_columns(person=pl.lit("kid")), tmp_path / "genotypes.parquet", GENOTYPES)
    assert inherit_tables(tmp_path, tmp_path / "genotypes.parquet", *arguments) == 1


def test_the_worst_reported_transcript_stands_for_a_gene():
    consequence = made.consequence
    rows = made.consequences(
        consequence("a", severity=28, consequence="intron_variant", transcript="T1"),
        consequence("a", severity=4, transcript="T2", mane="MANE_Plus_Clinical"),
        consequence("a", severity=3, transcript="T3", reported=False),
        consequence("a", gene="ENSG2", severity=32, transcript="T5"),
        consequence("b", severity=13, transcript="T1"),
        consequence("b", severity=13, transcript="T2", mane="MANE_Plus_Clinical"),
        consequence("c", severity=4, reported=False),
    )
    worst = _worst_reported(rows)
    assert worst.columns == rows.columns
    assert worst.select("allele", "transcript").rows() == [("a", "T2"), ("a", "T5"), ("b", "T1")]
    assert _worst_reported(rows.clear()).height == 0


def test_an_allele_beside_a_gene_is_no_candidate_of_it():
    rows = made.consequences(
        made.consequence("a", gene="ENSG1", severity=13),
        made.consequence("a", gene="ENSG2", severity=32, distance=9),
        made.consequence("b", gene="ENSG1", severity=32, distance=1),
        made.consequence("b", gene="ENSG1", severity=25, transcript="T2", reported=False),
        made.consequence("c", gene="ENSG1", severity=33, distance=4_999),
    )
    found = _worst_reported(rows).select("allele", "gene", "severity").rows()
    assert found == [("a", "ENSG1", 13), ("b", "ENSG1", 32)]
