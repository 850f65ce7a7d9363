"""The stage against the oracle: every genotype of every member, no difference in three-valued logic."""

import json
import random
from itertools import product

import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.genome import SYNTHETIC
from genopipe.genome import Karyotype
from genopipe.inherit.given import Given
from genopipe.inherit.given import read_given
from genopipe.inherit.members import make_members
from genopipe.inherit.noise import read_limits
from genopipe.inherit.stage import _worst_reported
from genopipe.inherit.stage import inherit_tables
from genopipe.inherit.stage import make_candidates
from genopipe.io.parquet import write_table
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import RECOUNTS
from genopipe.tables import SEGMENTS
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
    Call("0/0", alt_reads=12, fraction=0.4),
    Call("0/0", depth=300, alt_reads=3, fraction=0.01),
    Call("0/1", depth=8, quality=20, alt_reads=2, fraction=0.2),
    Call("0/1", alt_reads=5, fraction=0.19),
    Call("0/1", alt_reads=25, fraction=0.81),
    Call("0/1", alt_reads=1, fraction=0.04),
    Call(".", depth=0),
    Call("./.", again=(0, 40)),
    Call("./.", again=(5, 60)),
    Call("./.", again=(0, 7)),
    Call("0/0", alt_reads=0, fraction=0.0, again=(3, 30)),
    Call("0/0", alt_reads=4, fraction=0.13, again=(1, 50)),
    Call("0/0", alt_reads=0, fraction=0.0, again=(14, 30)),
    Call("0/1", alt_reads=15, fraction=0.5, again=(0, 40)),
    Call("0/1", alt_reads=15, fraction=0.5, again=(20, 40)),
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
REAL = {"PAR of Y": "PAR", "before PAR": "X"}
SYMBOLS = {"": "PLAIN", "mother": "UBE3A", "father": "MAGEL2"}


def row(name, person, call):
    figures = {
        "depth": call.depth,
        "genotype_quality": call.quality,
        "alt_reads": call.alt_reads,
        "alt_fraction": call.fraction,
        "phase_set": call.phase_set,
    }
    return made.genotype(name, person, call.text, **figures)


def people_of(text, karyotypes=None):
    people = []
    for word in text.split():
        name, sex, affection, father, mother, twins, *_ = [*word.split(":"), "", "", ""]
        bare = name.lstrip("-")
        known = (karyotypes or {}).get(bare, "")
        people.append(Someone(bare, sex, affection, father, mother, not name.startswith("-"), known, twins))
    return people


def members_of(text, karyotypes=None, proband="kid"):
    case = made.make_case(text, proband)
    inferred = {name: Karyotype(word) for name, word in (karyotypes or {}).items()}
    return make_members(case.family, proband, case.sequenced, inferred)


def stage(alleles, genotypes, consequences, members, given=None):
    """Run the stage a contig at a time, as the command does."""
    table = made.alleles(*alleles)
    calls, worst = made.genotypes(*genotypes), made.consequences(*consequences)
    parts = []
    for contig in table["contig"].unique(maintain_order=True):
        own = table.filter(pl.col("contig") == contig)
        names = own.select("allele")
        calls_here, worst_here = (frame.join(names, on="allele", how="semi") for frame in (calls, worst))
        parts.append(
            make_candidates(own, calls_here, worst_here, members, SYNTHETIC, INHERIT, FILTER, given).candidates
        )
    return pl.concat(parts)


def recounts_of(rows):
    table = [
        {"allele": name, "person": person, "depth": call.again[1], "ref_reads": call.again[1] - call.again[0]}
        | {"alt_reads": call.again[0], "other_reads": 0, "not_counted": None}
        for name, person, call in rows
        if call.again
    ]
    return pl.DataFrame(table, schema=RECOUNTS.schema())


def differences(text, sets, karyotypes=None, segments=None, mosaics=None):
    """Return every mode in which stage and oracle differ, over all places and sets of calls.

    Args:
        text: The family, as `made.make_case` takes it.
        sets: Sets of calls, one call a member with data.
        karyotypes: Sex chromosomes as the data show them.
        segments: Parent of the isodisomy of all chromosomes; "": there is none; None: nobody looked.
        mosaics: Person to what changes in some cells on the autosome: (gain, loss, neutral or "", fraction).
    """
    everyone = people_of(text, karyotypes)
    people = [person for person in everyone if person.has_data]
    proband = everyone[0]
    rows, genotypes, again, consequences, truth = [], [], [], [], {}
    known = None if segments is None else mosaics
    for number, (place, calls) in enumerate(product(PLACES, sets)):
        name = f"a{number}"
        contig, position = PLACES[place]
        rows.append(made.allele(name, contig, position))
        by_name = {person.name: call for person, call in zip(people, calls, strict=True)}
        genotypes += [row(name, person, call) for person, call in by_name.items()]
        again += [(name, person, call) for person, call in by_name.items()]
        expressed = ("", "mother", "father")[number % 3]
        consequences.append(made.consequence(name, gene=f"ENSG{name}", gene_symbol=SYMBOLS[expressed]))
        asked = oracle.Case(
            everyone, proband, REAL.get(place, place), by_name, segments or None, segments is not None, known
        )
        truth[name] = {**asked.modes(expressed), "inherited_from": asked.origin()}, place, calls
    stretches = None if segments is None else pl.concat([segments_of(segments), imbalances_of(mosaics or {})])
    given = Given(segments=stretches, recounts=recounts_of(again))
    got = stage(rows, genotypes, consequences, members_of(text, karyotypes), given)
    assert got.height == len(truth)
    return [
        f"{text} {place} {[(c.text, c.again) for c in calls]} {mode}: oracle {answer}, stage {line[mode]}"
        for line in got.to_dicts()
        for answers, place, calls in [truth[line["allele"]]]
        for mode, answer in answers.items()
        if line[mode] != answer
    ]


def segments_of(parent):
    """Return isodisomies of the whole genome, from a parent; "one": it is not told from which."""
    contigs = {contig for contig, _ in PLACES.values()} if parent else ()
    rows = [
        {"person": "kid", "contig": contig, "start": 1, "end": 99_999, "kind": "uniparental_isodisomy"}
        | {"parent": None if parent == "one" else parent, "sites": 9, "supporting": 9, "against": 0}
        for contig in contigs
    ]
    return pl.DataFrame(rows, schema=SEGMENTS.schema())


def imbalances_of(mosaics):
    """Return imbalances of the whole autosome, by person."""
    rows = [
        {"person": name, "contig": "chr1", "start": 1, "end": 99_999, "kind": "mosaic_allelic_imbalance"}
        | {"parent": None, "copies": kind or None, "fraction": cells, "sites": 9, "supporting": 9, "against": 0}
        for name, (kind, cells) in mosaics.items()
    ]
    return pl.DataFrame(rows, schema=SEGMENTS.schema())


AFFECTIONS = ["n n", "a n", "n a", "a a", "u n", "n u"]


@pytest.mark.parametrize("sex", "mfu")
@pytest.mark.parametrize("affections", AFFECTIONS)
def test_trios(sex, affections):
    dad, mum = affections.split()
    text = f"kid:{sex}:a:dad:mum dad:m:{dad} mum:f:{mum}"
    kinds = CALLS if affections == "n n" else CALLS[::2] + CALLS[1:2]
    assert differences(text, list(product(kinds, repeat=3))) == []


@pytest.mark.parametrize("sex", "mf")
def test_all_genotypes_of_trios(sex):
    chosen = random.Random(sex)
    sets = [tuple(chosen.choice(CALLS + MORE) for _ in range(3)) for _ in range(2500)]
    assert differences(f"kid:{sex}:a:dad:mum dad:m:n mum:f:n", sets) == []


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
        "kid:u:a:dad:mum dad:m:u",
        "kid:f:a:dad:mum sib:m:a:dad:mum",
    ],
)
def test_singletons_and_duos(text):
    everyone = [person for person in people_of(text) if person.has_data]
    assert differences(text, list(product(CALLS + MORE, repeat=len(everyone)))) == []


@pytest.mark.parametrize("segments", ["", "mother", "father", "one"])
def test_isodisomy(segments):
    for text in ("kid:m:a:dad:mum dad:m:n mum:f:n", "kid:f:a:dad:mum mum:f:u"):
        everyone = people_of(text)
        assert differences(text, list(product(CALLS, repeat=len(everyone))), segments=segments) == []


UNEVEN = [
    *CALLS,
    Call("0/1", alt_reads=2, fraction=0.07),
    Call("0/1", alt_reads=4, fraction=0.13),
    Call("0/1", alt_reads=27, fraction=0.9),
    Call("0/1", fraction=0.15),
    Call("1/1", fraction=1.0),
    Call("1/1", alt_reads=27, fraction=0.9),
    Call("1/1", depth=100, alt_reads=94, fraction=0.94),
    Call("0/0", depth=100, alt_reads=5, fraction=0.05),
    Call("0/0", alt_reads=None, fraction=None),
    Call("2/2", alt_reads=0, fraction=0.0),
    Call("0/0", alt_reads=0, fraction=0.0, again=(0, 200)),
    Call("0/0", alt_reads=0, fraction=0.0, again=(5, 60)),
]
STRENGTHS = [("gain", 0.3), ("gain", 1.0), ("loss", 0.3), ("loss", 0.95), ("loss", 1.0), ("neutral", 0.8), ("", None)]


@pytest.mark.parametrize("whose", ["kid", "mum", "kid dad", "kid dad mum sib"])
@pytest.mark.parametrize(("kind", "cells"), STRENGTHS)
def test_mosaics(kind, cells, whose):
    chosen = random.Random(whose + kind + str(cells))
    for text in ("kid:f:a:dad:mum dad:m:n mum:f:n", "kid:m:a:dad:mum dad:m:n mum:f:a sib:f:n:dad:mum"):
        people = people_of(text)
        sets = [tuple(chosen.choice(UNEVEN) for _ in people) for _ in range(500)]
        mosaics = dict.fromkeys(set(whose.split()) & {p.name for p in people}, (kind, cells))
        assert differences(text, sets, segments="", mosaics=mosaics) == []


TWINS = [
    "kid:f:a:dad:mum:T dad:m:n mum:f:n sib:f:{}:dad:mum:T",
    "kid:m:a:dad:mum:T -dad:m:n mum:f:n sib:m:{}:dad:mum:T bro:m:n:dad:mum",
    "kid:f:a:dad:mum -dad:m:n -mum:f:n sib:m:{}:dad:mum:S bro:m:n:dad:mum:S",
    "kid:f:a:dad:mum dad:m:n mum:f:n:opa:oma:T aunt:f:{}:opa:oma:T -opa:m:u -oma:f:u",
]


@pytest.mark.parametrize("affection", "anu")
@pytest.mark.parametrize("form", TWINS)
def test_monozygotic_twins(form, affection):
    text, chosen = form.format(affection), random.Random(form + affection)
    people = [person for person in people_of(text) if person.has_data]
    sets = [tuple(chosen.choice(CALLS + MORE) for _ in people) for _ in range(900)]
    sets += list(product(CALLS[:1] + CALLS[2:4] + CALLS[6:7], repeat=len(people)))
    assert differences(text, sets) == []
    assert differences(text, sets[:300], {people[-1].name: "XXY"}) == []


@pytest.mark.parametrize("word", ["XXY", "X0", "XYY", "XXX", "XY", "XX"])
@pytest.mark.parametrize("sex", "mf")
def test_karyotypes(sex, word):
    text = f"kid:{sex}:a:dad:mum dad:m:n mum:f:n"
    assert differences(text, list(product(CALLS, repeat=3)), {"kid": word}) == []
    assert differences(f"{text} sib:m:a:dad:mum", [CALLS[i : i + 4] for i in range(7)], {"sib": word}) == []


@pytest.mark.parametrize("sib", ["m:a", "m:n", "f:a", "f:n", "m:u"])
@pytest.mark.parametrize("sex", "mf")
def test_quads(sex, sib):
    text = f"kid:{sex}:a:dad:mum dad:m:n mum:f:n sib:{sib}:dad:mum"
    chosen = random.Random(sex + sib)
    sets = [tuple(chosen.choice(CALLS + MORE) for _ in range(4)) for _ in range(400)]
    assert differences(text, sets) == []


def random_family(chosen):
    """Return a pedigree of up to three generations: half-sibs, several affected, people without data or affection."""
    words = ["kid:{}:a:dad:mum".format(chosen.choice("mmffu"))]

    def add(name, sex, parents=""):
        if chosen.random() < 0.8:
            hidden = "-" if chosen.random() < 0.25 else ""
            words.append(f"{hidden}{name}:{sex}:{chosen.choice('annnu')}{parents}")

    add("dad", "m", chosen.choice(["", ":opa:oma", ":opa"]))
    add("mum", "f", chosen.choice(["", ":grandpa:grandma"]))
    for name, sex in (("opa", "m"), ("oma", "f"), ("grandpa", "m"), ("grandma", "f"), ("guest", "f"), ("wife", "f")):
        add(name, sex)
    for number in range(chosen.randrange(3)):
        add(f"sib{number}", chosen.choice("mfu"), ":dad:mum")
    if chosen.random() < 0.4:
        words[0] += ":T"
        add("twin", words[0].split(":")[1], ":dad:mum:T")
    add("half", chosen.choice("mf"), chosen.choice([":dad:guest", ":guest2:mum"]))
    add("uncle", "m", ":grandpa:grandma")
    add("child", chosen.choice("mf"), ":kid:wife")
    return " ".join(words)


@pytest.mark.parametrize("seed", range(30))
def test_random_pedigrees(seed):
    chosen = random.Random(seed)
    text = random_family(chosen)
    people = [person for person in people_of(text) if person.has_data]
    good = CALLS[:1] + CALLS[2:4]
    sets = [tuple(chosen.choice(chosen.choice([good, CALLS + MORE])) for _ in people) for _ in range(40)]
    words = {p.name: chosen.choice(["XX", "XY", "XXY", "X0"]) for p in people if chosen.random() < 0.1}
    mosaics = {p.name: chosen.choice(STRENGTHS) for p in people if chosen.random() < 0.2}
    assert differences(text, sets, words, chosen.choice([None, "", "mother", "one"]), mosaics) == []


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
"""Calls of the proband, and of the others: phased ones among them."""


def pairs_that_differ(text, place, chosen, genes, karyotypes=None):
    """Return alleles of which stage and oracle differ, and the answers of the oracle."""
    everyone = people_of(text, karyotypes)
    people = [person for person in everyone if person.has_data]
    rows, genotypes, consequences, truth = [], [], [], {}
    contig, position = PLACES[place]
    for gene in range(genes):
        alleles = {}
        for number in range(chosen.choice([2, 2, 3, 4])):
            name, impact = f"g{gene}a{number}", chosen.choice(["HIGH", "HIGH", "HIGH", "MODERATE", "LOW"])
            frequency, quality = chosen.choice([None, 0.001, 0.01, 0.02]), chosen.choice([50.0, None, 20.0, 19.9])
            known = chosen.choice([None, None, True])
            calls = {person.name: chosen.choice(KINDS[person.name == "kid"]) for person in people}
            called = chosen.choice([f"r{gene}", name, name, name])
            columns = {"frequency_max": frequency, "quality": quality, "called_as": called, "clinvar_pathogenic": known}
            rows.append(made.allele(name, contig, position, **columns))
            consequences.append(made.consequence(name, f"ENSG{gene}", impact, consequence="x"))
            genotypes += [row(name, person, call) for person, call in calls.items()]
            well = quality != 19.9 and bool(known or (impact != "LOW" and frequency != 0.02))
            case = oracle.Case(everyone, everyone[0], REAL.get(place, place), calls)
            alleles[name] = case, well, frequency != 0.02, called
        truth |= oracle.compound(alleles)
    got = stage(rows, genotypes, consequences, members_of(text, karyotypes))
    columns = ("compound_heterozygous", "partners", "partner_phase")
    found = {line["allele"]: tuple(line[name] for name in columns) for line in got.to_dicts()}
    return {name: (found[name], answer) for name, answer in truth.items() if found[name] != answer}, truth


@pytest.mark.parametrize(
    "text",
    [
        "kid:f:a:dad:mum dad:m:n mum:f:n",
        "kid:m:a:dad:mum dad:m:u mum:f:u",
        "kid:f:a:dad:mum mum:f:n",
        "kid:m:a",
        "kid:f:a:dad:mum dad:m:n mum:f:n sib:f:n:dad:mum",
        "kid:f:a:dad:mum dad:m:u mum:f:n sib:f:a:dad:mum",
        "kid:f:a:dad:mum sib:f:n:dad:mum half:m:u:dad2:mum",
        "kid:f:a child:f:n:kid2:kid kid2:m:n",
        "kid:f:a child:f:u::kid",
        "kid:f:a:dad:mum:T -dad:m:n mum:f:n twin:f:n:dad:mum:T sib:m:n:dad:mum",
        "kid:f:a:dad:mum:T -dad:m:n -mum:f:n twin:f:a:dad:mum:T",
    ],
)
@pytest.mark.parametrize("place", ["autosome", "X", "PAR", "Y"])
def test_compound_heterozygotes(text, place):
    wrong, truth = pairs_that_differ(text, place, random.Random(text + place), 300)
    assert wrong == {}
    two_copies = place in ("autosome", "PAR") or (place == "X" and text.startswith("kid:f"))
    assert ({True, False, None} <= {answer for answer, _, _ in truth.values()}) == two_copies


@pytest.mark.parametrize("seed", range(25))
def test_compound_heterozygotes_of_random_pedigrees(seed):
    chosen = random.Random(seed)
    text, place = random_family(chosen), chosen.choice(["autosome", "autosome", "X", "PAR"])
    words = {"kid": chosen.choice(["XXY", "X0", "XX"])} if seed % 5 == 0 else None
    assert pairs_that_differ(text, place, chosen, 60, words)[0] == {}


BESIDE = [*CALLS, Call("1/2", fraction=0.5), Call("0/2", fraction=0.0), Call("1/1", quality=5, fraction=1.0)]


@pytest.mark.parametrize("text", ["kid:f:a:dad:mum dad:m:n mum:f:n", "kid:m:a", "kid:u:a:dad:mum sib:f:a:dad:mum"])
@pytest.mark.parametrize("place", ["autosome", "X", "PAR", "Y"])
@pytest.mark.parametrize("kind", ["symbolic", "small", "perhaps", "filtered"])
def test_alleles_beside_a_deletion(text, place, kind):
    chosen = random.Random(text + place + kind)
    words = {"kid": "XYY"} if text == "kid:m:a" and place == "Y" else None
    people, worst, rows, genotypes, truth = people_of(text, words), [], [], [], {}
    contig, position = PLACES[place]
    alts = {"small": ("ACCCCC", "A"), "perhaps": ("A", "<CNV>")}
    ref, alt = alts.get(kind, ("A", "<DEL>"))
    for number in range(150):
        # Each pair stands far from the next one: the stage looks at all alleles of a contig.
        at = position + number * 40 - (number * 40 // 2000) * 2000 if place != "autosome" else 1000 + number * 40
        pair = [{p.name: chosen.choice(BESIDE) for p in people} for _ in range(2)]
        star = chosen.random() < 0.3
        columns = {"ref": ref, "alt": alt, "end": at + 5, "filters": "LOW" if kind == "filtered" else "PASS"}
        rows.append(made.allele(f"d{number}", contig, at, **columns))
        record = f"{contig}:{at}:A>C,*" if star else f"s{number}"
        rows.append(made.allele(f"s{number}", contig, at + 3, called_as=record))
        worst.append(made.consequence(f"s{number}", gene=f"ENSG{number}"))
        genotypes += [row(f"{'ds'[i]}{number}", p, call) for i in (0, 1) for p, call in pair[i].items()]
        deletion, snv = (oracle.Case(people, people[0], REAL.get(place, place), calls) for calls in pair)
        fits, own = oracle.beside_deletion(snv, deletion, kind != "filtered", kind != "perhaps", star)
        alone = snv.recessive_homozygous()
        homozygous = oracle.conj(alone, oracle.opposite(own))
        truth[f"s{number}"] = fits, homozygous
    if place != "autosome":
        keep = {f"{letter}{number}" for number in range(50) for letter in "ds"}
        rows = [line for line in rows if line["allele"] in keep]
        truth = {name: told for name, told in truth.items() if name in keep}
        worst = [line for line in worst if line["allele"] in keep]
    got = stage(sorted(rows, key=lambda line: line["position"]), genotypes, worst, members_of(text, words))
    found = {line["allele"]: line for line in got.to_dicts()}
    columns = ("recessive_with_deletion", "recessive_homozygous")
    told = {name: tuple(found[name][column] for column in columns) for name in truth}
    assert {name: (told[name], truth[name]) for name in truth if told[name] != truth[name]} == {}
    for name, (fits, _) in truth.items():
        assert (found[name]["partner_phase"] == "in_trans_by_deletion") == (fits is True)
        assert not fits or found[name]["partners"] == [name.replace("s", "d")]


def candidates_of(text, *parts, given=None, karyotypes=None):
    rows, calls, worst = [], [], []
    for name, by_person, columns in parts:
        rows.append(made.allele(name, **{"position": 100 + len(rows), **columns}))
        calls += [row(name, person, call) for person, call in by_person.items()]
        worst.append(made.consequence(name))
    got = stage(rows, calls, worst, members_of(text, karyotypes), given)
    return {line["allele"]: line for line in got.to_dicts()}


HET, REF, GONE = Call("0/1", fraction=0.5), Call("0/0", fraction=0.0), Call("./.", depth=None)
HOM = Call("1/1", fraction=1.0)
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


def test_phase_by_a_relative():
    text = "kid:f:a:dad:mum -dad:m:n -mum:f:n sib:m:n:dad:mum"
    got = candidates_of(text, ("a", {"kid": HET, "sib": HET}, {}), ("b", {"kid": HET, "sib": REF}, {}))
    assert got["a"]["partner_phase"] == "in_trans_by_relative"
    assert got["a"]["evidence"] == [
        "dominant_incomplete:carries=kid",
        "compound_heterozygous:phase=in_trans_by_relative;carries_one=sib",
    ]
    child = "kid:f:a child:f:u::kid"
    cis = candidates_of(child, ("a", {"kid": HET, "child": REF}, {}), ("b", {"kid": HET, "child": REF}, {}))
    assert cis["a"]["compound_heterozygous"] is False


def test_a_hundred_partners_are_counted_and_the_weightiest_named():
    kid = {"kid": HET}
    parts = [(f"a{number:03}", kid, {"clinvar_pathogenic": number == 77 or None}) for number in range(100)]
    got = candidates_of("kid:f:a", *parts)
    assert (got["a003"]["partners_in_all"], len(got["a003"]["partners"])) == (99, INHERIT.maximum_partners)
    assert "a077" in got["a003"]["partners"]
    assert "a003" not in got["a003"]["partners"]


def test_a_symbolic_deletion_and_a_small_variant_make_a_pair():
    deletion = ("d", {"kid": HET, "mum": HET, "dad": REF}, {"position": 90, "alt": "<DEL>", "end": 5_000})
    snv = ("s", {"kid": HOM, "mum": REF, "dad": HET}, {"position": 3_000})
    got = candidates_of(TRIO, deletion, snv)
    assert (got["s"]["recessive_with_deletion"], got["s"]["recessive_homozygous"]) == (True, False)
    assert (got["s"]["partners"], got["s"]["partner_phase"]) == (["d"], "in_trans_by_deletion")
    assert got["d"]["partners"] == ["s"]
    assert "recessive_with_deletion:no_ref=kid;beside=d" in got["s"]["evidence"]
    own = {"kid": HOM, "mum": REF, "dad": HET}
    beyond = candidates_of(TRIO, deletion, ("s", own, {"position": 4_999, "ref": "ACG", "alt": "A"}))
    assert beyond["s"]["recessive_with_deletion"] is False, "its last base is not deleted"
    apart = candidates_of(TRIO, deletion, ("s", {"kid": HET, "mum": REF, "dad": HET}, {"position": 6_000}))
    assert (apart["s"]["partners"], apart["s"]["partner_phase"]) == (["d"], "in_trans_by_parents")


def test_evidence_and_what_is_missing():
    got = candidates_of(TRIO, ("a", {"kid": HET, "mum": REF, "dad": GONE}, {}))["a"]
    assert got["modes_not_assessable"] == ["de_novo", "dominant"]
    assert got["missing"] == ["de_novo:without=dad", "dominant:without=dad"]
    assert got["evidence"] == ["dominant_incomplete:carries=kid"]
    odd = candidates_of(TRIO, ("a", {"kid": HOM, "mum": REF, "dad": HET}, {}))["a"]
    assert "recessive_homozygous:deletion_or_disomy=mum" in odd["missing"]
    few = Call("0/0", alt_reads=4, fraction=0.13)
    mosaic = candidates_of(TRIO, ("a", {"kid": HET, "mum": few, "dad": REF}, {}))["a"]
    assert mosaic["de_novo"] is True
    assert mosaic["evidence"][-1] == "parent_mosaic:mum=4/30"


def test_a_new_allele_of_monozygotic_twins():
    text = "kid:f:a:dad:mum:T dad:m:n mum:f:n sib:f:{}:dad:mum:T"
    new = {"kid": HET, "dad": REF, "mum": REF}
    both = candidates_of(text.format("n"), ("a", {**new, "sib": HET}, {}))["a"]
    assert (both["de_novo"], both["dominant"], both["evidence"][-1]) == (True, True, "same_in_twin:sib")
    parted = candidates_of(text.format("n"), ("a", {**new, "sib": REF}, {}))["a"]
    assert (parted["de_novo"], parted["evidence"][-1]) == (True, "differs_from_twin:sib")
    ill = candidates_of(text.format("a"), ("a", {**new, "sib": REF}, {}))["a"]
    assert (ill["de_novo"], ill["dominant"], ill["dominant_incomplete"]) == (True, None, None)
    assert "dominant:carries=sib" in ill["missing"]
    unread = candidates_of(text.format("a"), ("a", {**new, "sib": GONE}, {}))["a"]
    assert unread["dominant"] is True, "the twin has the genome of the proband"
    siblings = candidates_of(text.replace(":T", "").format("n"), ("a", {**new, "sib": HET}, {}))["a"]
    assert siblings["dominant"] is False


def test_evidence_names_only_who_was_asked():
    boy = "kid:m:a:dad:mum dad:m:n mum:f:n"
    calls = {"kid": Call("1", fraction=1.0), "mum": REF, "dad": Call("1", fraction=1.0)}
    got = candidates_of(boy, ("a", calls, {"contig": "chrX", "position": 20_000}))["a"]
    assert (got["de_novo"], got["inherited_from"]) == (True, "neither")
    assert got["evidence"][0] == "de_novo:carries=kid;without=mum"


def test_copies_are_counted_as_the_data_show_them():
    boy = "kid:m:a:dad:mum dad:m:n mum:f:n"
    calls = {"kid": HET, "mum": HET, "dad": Call("0", fraction=0.0)}
    on_x = ("a", calls, {"contig": "chrX", "position": 20_000})
    as_stated = candidates_of(boy, on_x)["a"]
    assert (as_stated["x_linked_recessive"], as_stated["copies_inferred"]) == (None, False)
    inferred = candidates_of(boy, on_x, karyotypes={"kid": "XXY"})["a"]
    assert (inferred["x_linked_recessive"], inferred["copies_inferred"]) == (False, True)


def test_mitochondrial_origin_goes_by_the_fraction():
    low, none = Call("0/1", fraction=0.06), Call("0/0", fraction=0.0)
    got = candidates_of(TRIO, ("a", {"kid": HET, "mum": low, "dad": none}, {"contig": "chrM"}))["a"]
    assert (got["inherited_from"], got["mitochondrial"]) == ("mother", True)
    assert "heteroplasmy:kid=0.5,dad=0,mum=0.06" in got["evidence"]
    paternal = candidates_of(TRIO, ("a", {"kid": HET, "mum": none, "dad": HET}, {"contig": "chrM"}))["a"]
    assert paternal["mitochondrial"] is False


def test_what_other_commands_know_is_read(tmp_path):
    table = segments_of("mother")
    write_table(table, tmp_path / "s.parquet", SEGMENTS)
    people = {"kid": {"karyotype": "XXY"}, "dad": {"karyotype": None}}
    (tmp_path / "i.json").write_text(json.dumps({"schema": 1, "families": {"F1": {"people": people}}}))
    known = read_given(tmp_path / "s.parquet", tmp_path / "i.json", None, "F1")
    assert (known.karyotypes, known.segments.height) == ({"kid": "XXY"}, table.height)
    assert read_given(None, tmp_path / "i.json", None, "F2").karyotypes == {}
    (tmp_path / "i.json").write_text(json.dumps({"families": {"F1": {"people": {"kid": {"karyotype": "XZ"}}}}}))
    with pytest.raises(InputError, match="REPORT-JSON"):
        read_given(None, tmp_path / "i.json", None, "F1")


def test_binomial_limits_are_those_of_every_depth():
    limits = read_limits(0.005, 0.001)
    for depth in (8, 30, 77, 400):
        assert all((oracle.binomial_tail(k, depth, 0.005) < 0.001) == (k >= limits.noise[depth]) for k in range(depth))
        below = [1 - oracle.binomial_tail(k + 1, depth, 0.5) < 0.001 for k in range(depth // 2)]
        assert below == [k < limits.heterozygote[depth] for k in range(depth // 2)]


def test_names_of_modes_and_order():
    got = candidates_of(
        TRIO, ("b", {"kid": HET, "mum": REF, "dad": REF}, {}), ("a", {"kid": GONE, "mum": REF, "dad": REF}, {})
    )
    assert list(got) == ["b", "a"]
    assert got["b"]["modes"] == ["de_novo", "dominant", "dominant_incomplete"]
    assert "dominant" in got["a"]["modes_not_assessable"]


def test_a_proband_without_data_and_a_name_that_differs(tmp_path):
    with pytest.raises(InputError, match="CASE-PROBAND"):
        members_of("-kid:m:a mum:f:n")
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
