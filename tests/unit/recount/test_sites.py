"""Who is asked about which allele."""

import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.genome import SYNTHETIC
from genopipe.recount.sites import make_questions
from unit import made

TRIO = "kid:m:a:dad:mum dad:m:n mum:f:n"
PAR = next(region for region in SYNTHETIC.pseudoautosomal if region.contig == "chrX")


def asked(
    people: str = TRIO,
    calls: dict[str, str] | None = None,
    figures: dict[str, dict[str, object]] | None = None,
    **columns: object,
) -> list[str]:
    """Return who is asked about one allele."""
    case = made.make_case(people)
    texts = {person: "0/1" if person == "kid" else "0/0" for person in case.sequenced} | (calls or {})
    rows = [made.genotype("1-1-A-C", person, text, **(figures or {}).get(person, {})) for person, text in texts.items()]
    alleles = made.alleles(made.allele("1-1-A-C", **columns))
    questions = make_questions(alleles, made.genotypes(*rows), case, SYNTHETIC, InheritSettings(), FilterSettings())
    assert questions["allele"].to_list() == ["1-1-A-C"] * questions.height
    return questions["person"].to_list()


@pytest.mark.parametrize(
    ("calls", "people"),
    [
        ({}, ["dad", "mum"]),
        ({"dad": "./."}, ["dad", "mum"]),
        ({"dad": "0/2"}, ["dad", "mum"]),
        ({"dad": "0/1"}, []),
        ({"mum": "1/1"}, []),
        ({"kid": "0/0"}, []),
        ({"kid": "./."}, []),
        ({"kid": "1/1"}, ["dad", "mum"]),
    ],
)
def test_possible_de_novo_alleles_are_asked(calls: dict[str, str], people: list[str]):
    assert asked(calls=calls) == people


def test_a_poor_call_of_a_parent_is_no_call():
    assert asked(calls={"dad": "0/1"}, figures={"dad": {"alt_fraction": 0.08}}) == ["dad", "mum"]
    assert asked(calls={"dad": "0/1"}, figures={"dad": {"genotype_quality": 5}}) == ["dad", "mum"]


def test_a_poor_call_of_the_child_is_not_asked_about():
    assert asked(figures={"kid": {"genotype_quality": 5}}) == []


@pytest.mark.parametrize(
    ("people", "answer"),
    [
        ("kid:m:a::mum mum:f:n", []),
        ("kid:m:a:dad:mum -dad:m:n mum:f:n", []),
        ("kid:m:a", []),
        ("kid:m:a:dad:mum sib:f:n:dad:mum dad:m:n mum:f:n", ["dad", "mum"]),
    ],
)
def test_without_both_parents_nothing_is_new_for_sure(people: str, answer: list[str]):
    assert asked(people) == answer


def test_an_affected_sib_is_asked_about_and_each_pair_once():
    people = "kid:m:a:dad:mum sib:f:a:dad:mum dad:m:n mum:f:n"
    assert asked(people, {"kid": "0/0", "sib": "0/1"}) == ["dad", "mum"]
    assert asked(people, {"sib": "0/1"}) == ["dad", "mum"]
    assert asked(people.replace("sib:f:a", "sib:f:n"), {"kid": "0/0", "sib": "0/1"}) == []


@pytest.mark.parametrize(
    ("contig", "position", "sex", "people"),
    [
        ("chrX", PAR.end + 1, "m", ["mum"]),
        ("chrX", PAR.end, "m", ["dad", "mum"]),
        ("chrX", PAR.end + 1, "f", ["dad", "mum"]),
        ("chrX", PAR.end + 1, "u", ["dad", "mum"]),
        ("chrY", 10_000, "m", ["dad"]),
        ("chrM", 100, "m", []),
    ],
)
def test_the_sex_chromosomes_and_the_mitochondrion(contig: str, position: int, sex: str, people: list[str]):
    assert asked(TRIO.replace("kid:m", f"kid:{sex}"), contig=contig, position=position) == people


def test_on_a_boys_x_the_father_decides_nothing():
    where = {"contig": "chrX", "position": PAR.end + 1}
    assert asked(calls={"kid": "1", "dad": "1"}, **where) == ["mum"]
    assert asked("kid:m:a::mum mum:f:n", {"kid": "1"}, **where) == ["mum"]


@pytest.mark.parametrize(
    ("columns", "people"),
    [
        ({"frequency_max": 0.01}, ["dad", "mum"]),
        ({"frequency_max": 0.0101}, []),
        ({"frequency_max": 0.3, "clinvar_pathogenic": True}, ["dad", "mum"]),
        ({"frequency_max": 0.3, "clinvar_pathogenic": False}, []),
        ({"quality": 19.9}, []),
        ({"quality": None}, ["dad", "mum"]),
        ({"filters": "LOW"}, []),
    ],
)
def test_what_is_set_aside_anyway_is_not_asked(columns: dict[str, object], people: list[str]):
    assert asked(**columns) == people
