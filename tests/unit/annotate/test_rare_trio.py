"""Flags of a child and its parents: three-valued, by place and sex."""

import polars as pl
import pytest

from genopipe.annotate.rare.trio import FLAGS
from genopipe.annotate.rare.trio import TRIO
from genopipe.annotate.rare.trio import find_trios
from genopipe.annotate.rare.trio import make_trio
from genopipe.genome import SYNTHETIC
from genopipe.genome import Sex
from genopipe.pedigree import Family
from genopipe.pedigree import Person
from genopipe.tables import check
from unit.made import allele
from unit.made import alleles
from unit.made import genotype
from unit.made import genotypes

YES, NO, UNKNOWN = True, False, None
AUTOSOME, OFF_PARS = ("chr1", 100), ("chrX", 20_000)


def flags(place, child, father, mother, sex=Sex.FEMALE, people=("kid", "dad", "mum")):
    texts = {"kid": child, "dad": father, "mum": mother}
    contig, position = place
    rows = alleles(allele("a", contig, position), allele("b", contig, position))
    calls = genotypes(
        *(genotype("a", person, texts[person]) for person in people), *(genotype("b", p, "0/0") for p in people)
    )
    kid = Person("kid", "F", "dad", "mum", sex)
    family = Family("F", {"kid": kid, "dad": Person("dad", "F"), "mum": Person("mum", "F")})
    made = make_trio(rows, calls, find_trios(family, people), SYNTHETIC)
    assert check(made, TRIO, [column.name for column in TRIO.columns]).height == 2
    return made.row(0, named=True)


@pytest.mark.parametrize(
    ("child", "father", "mother", "expected"),
    [
        ("0/1", "0/0", "0/0", (YES, YES, NO, NO, NO)),
        ("0/1", "0/1", "0/0", (YES, NO, NO, YES, NO)),
        ("0/1", "0/0", "1/1", (YES, NO, NO, NO, YES)),
        ("0/1", "0/1", "0/1", (YES, NO, NO, UNKNOWN, UNKNOWN)),
        ("1/1", "0/1", "0/1", (YES, NO, YES, YES, YES)),
        ("1/1", "1/1", "0/1", (YES, NO, NO, YES, YES)),
        ("1/1", "0/1", "0/0", (YES, NO, NO, YES, NO)),
        ("0/0", "0/1", "0/1", (NO, NO, NO, NO, NO)),
        ("0/1", "./.", "0/0", (YES, UNKNOWN, NO, UNKNOWN, NO)),
        ("0/1", "./.", "0/1", (YES, NO, NO, UNKNOWN, UNKNOWN)),
        ("0/1", "./0", "0/0", (YES, UNKNOWN, NO, UNKNOWN, NO)),
        ("1/.", "0/0", "0/0", (YES, YES, NO, NO, NO)),
        ("1/.", "0/1", "0/1", (YES, NO, UNKNOWN, UNKNOWN, UNKNOWN)),
        ("./.", "0/1", "0/1", (UNKNOWN, NO, UNKNOWN, UNKNOWN, UNKNOWN)),
        ("./.", "0/0", "0/0", (UNKNOWN, UNKNOWN, NO, NO, NO)),
        ("1/2", "0/1", "0/2", (YES, NO, NO, YES, NO)),
    ],
)
def test_autosomes(child, father, mother, expected):
    found = flags(AUTOSOME, child, father, mother)
    assert tuple(found[name] for name in FLAGS) == expected


@pytest.mark.parametrize(
    ("place", "sex", "child", "father", "mother", "expected"),
    [
        (OFF_PARS, Sex.MALE, "1", "1", "0/0", {"de_novo": YES, "from_father": NO, "from_mother": NO}),
        (OFF_PARS, Sex.MALE, "1", ".", "0/1", {"de_novo": NO, "from_father": NO, "from_mother": YES}),
        (OFF_PARS, Sex.FEMALE, "0/1", "1", "0/0", {"de_novo": NO, "from_father": YES, "from_mother": NO}),
        (OFF_PARS, Sex.FEMALE, "1/1", "1", "0/1", {"homozygous_recessive": NO, "from_father": YES}),
        (("chrX", 100), Sex.MALE, "0/1", "0/1", "0/0", {"de_novo": NO, "from_father": YES}),
        (("chrY", 10_000), Sex.MALE, "1", "0", ".", {"de_novo": YES, "from_father": NO, "from_mother": NO}),
        (("chrY", 10_000), Sex.MALE, "1", "1", ".", {"de_novo": NO, "from_father": YES}),
        (("chrM", 100), Sex.MALE, "1", "0", "0", {"de_novo": UNKNOWN, "from_father": NO, "from_mother": NO}),
        (("chrM", 100), Sex.MALE, "1", "0", "1", {"de_novo": UNKNOWN, "from_mother": YES}),
    ],
)
def test_sex_chromosomes_and_mitochondria(place, sex, child, father, mother, expected):
    found = flags(place, child, father, mother, sex)
    assert {name: found[name] for name in expected} == expected


def test_a_parent_who_is_not_in_the_file_is_not_assessable():
    found = flags(AUTOSOME, "0/1", "", "0/0", people=("kid", "mum"))
    assert (found["de_novo"], found["from_father"], found["from_mother"]) == (UNKNOWN, UNKNOWN, NO)


def test_children_without_a_parent_in_the_file_have_no_row():
    family = Family("F", {"kid": Person("kid", "F", "dad", None), "dad": Person("dad", "F")})
    assert not find_trios(family, ("kid", "else")).children
    assert not find_trios(None, ("kid", "dad")).children
    assert [one.places for one in find_trios(family, ("dad", "kid")).children] == [(1, 0, -1)]


def test_order_of_the_people_does_not_matter():
    one = flags(AUTOSOME, "0/1", "0/1", "0/0")
    assert one == flags(AUTOSOME, "0/1", "0/1", "0/0", people=("mum", "kid", "dad"))
    assert isinstance(one, dict)
    assert pl.DataFrame([one]).width == len(FLAGS) + 2
