"""One megabase of chromosome 21: genotypes given as a VCF, frequencies, and consequences against other programs."""

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pysam
import pytest

from validation.project import Project
from validation.project import link
from validation.project import run
from validation.project import write_project
from validation.truth import Allele
from validation.truth import Genome
from validation.truth import called_alleles

CONTIG, LENGTH, OFFSET = "chr21", 46_709_983, 24_985_580
PIECE = "chr21_24985581_26000306.fa.gz"
TRIO = ("father", "mother", "child")
SISTERS = ("carrier", "proband")
"""Of 30,000 alleles in 25 genes the proband has none, so that they are annotated, but not paired with one another."""
EVERY = 55
"""One of this many known records is given to the trio, besides those of the second opinion."""
POPULATIONS = {
    "global": "AF_1KG",
    "afr": "AF_AFR",
    "amr": "AF_AMR",
    "eas": "AF_EAS",
    "eur": "AF_EUR",
    "sas": "AF_SAS",
}
CODING = {
    "stop_gained", "frameshift_variant", "stop_lost", "start_lost", "inframe_insertion", "inframe_deletion",
    "missense_variant", "protein_altering_variant", "start_retained_variant", "stop_retained_variant",
    "synonymous_variant", "coding_sequence_variant",
}  # fmt: skip
SPLICE = {"splice_acceptor_variant", "splice_donor_variant"}
WORDS = {"3_prime_utr": "3_prime_UTR_variant", "5_prime_utr": "5_prime_UTR_variant"}
"""Words of bcftools csq that are not the SO term without `_variant`."""
BARE = {"stop_gained", "stop_lost", "start_lost", "inframe_deletion", "inframe_insertion"}
"""Words of bcftools csq that are SO terms as they are."""

COARSE = {
    "splice_donor_region_variant": "splice_region_variant",
    "splice_donor_5th_base_variant": "splice_region_variant",
    "splice_polypyrimidine_tract_variant": "",
    "NMD_transcript_variant": "",
}
"""Terms that bcftools csq 1.16 has no word for, with what it says instead (its manual page, csq); empty: nothing."""

Genotypes = tuple[tuple[int | None, int], ...]
HALF = 20
"""One of this many known records with one ALT is carried as a half call (./1) by the child alone."""
HALF_CALLED: Genotypes = ((0, 0), (0, 0), (None, 1))

Terms = dict[tuple[Allele, str], frozenset[str]]


@dataclass(frozen=True)
class Site:
    """One record to be given: its alleles as written, the genotype of each person, and its alleles normalised."""

    position: int
    alleles: tuple[str, ...]
    genotypes: Genotypes
    normalised: tuple[Allele, ...]


@pytest.fixture(scope="module")
def window(data: Path) -> Path:
    return data / "chr21_window"


@pytest.fixture(scope="module")
def peers(data: Path) -> Path:
    return data / "vep_chr21"


@pytest.fixture(scope="module")
def genome(window: Path) -> Genome:
    return Genome(window / PIECE, CONTIG, OFFSET)


def write_padded(piece: Path, out: Path) -> None:
    """Write the window with N before and after it, so that positions are those of the chromosome."""
    with pysam.FastaFile(str(piece)) as reader:
        bases = reader.fetch(reader.references[0])
    after = LENGTH - OFFSET - len(bases)
    out.write_text(f">{CONTIG}\n{'N' * OFFSET}{bases}{'N' * after}\n")
    pysam.faidx(str(out))


def read_tsv(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t")


def draw(position: int, alts: int) -> Genotypes:
    """Draw a trio's genotypes, the same each time: every ALT stands in a parent, the child has one of each parent."""
    random = Random(hashlib.sha256(f"{position}".encode()).digest())
    haplotypes = [*range(1, alts + 1), *(random.randint(0, alts) for _ in range(4 - alts))]
    random.shuffle(haplotypes)
    father, mother = (haplotypes[0], haplotypes[1]), (haplotypes[2], haplotypes[3])
    return father, mother, (random.choice(father), random.choice(mother))


def make_sites(
    records: Iterable[tuple[int, tuple[str, ...]]], genome: Genome, genotypes: Any
) -> dict[tuple[int, tuple[str, ...]], Site]:
    """Make the sites to be given; a record with an allele that stood before is left out."""
    seen: set[Allele] = set()
    sites = {}
    for position, alleles in records:
        found = tuple(genome.align(Allele(CONTIG, position, alleles[0], alt)) for alt in alleles[1:])
        if len(set(found)) == len(found) and not seen & set(found):
            seen |= set(found)
            sites[position, alleles] = Site(position, alleles, genotypes(position, len(found)), found)
    return sites


def write_family(path: Path, sites: Iterable[Site], people: Iterable[str]) -> None:
    header = pysam.VariantHeader()
    header.contigs.add(CONTIG, length=LENGTH)
    header.add_meta("FORMAT", items=[("ID", "GT"), ("Number", 1), ("Type", "String"), ("Description", "Genotype")])
    for person in people:
        header.add_sample(person)
    with pysam.VariantFile(str(path), "wz", header=header) as writer:
        for site in sorted(sites, key=lambda site: (site.position, site.alleles)):
            record = header.new_record(contig=CONTIG, start=site.position - 1, alleles=site.alleles)
            for person, genotype in zip(people, site.genotypes, strict=True):
                record.samples[person]["GT"] = genotype
            writer.write(record)
    pysam.tabix_index(str(path), preset="vcf", force=True)


def write_source(known: Path, out: Path) -> str:
    """Write the known variants with AN declared, which a frequency source must name and this one has not."""
    with pysam.VariantFile(str(known)) as reader:
        reader.header.add_line('##INFO=<ID=AN,Number=1,Type=Integer,Description="Not known: in no record">')
        with pysam.VariantFile(str(out), "wz", header=reader.header) as writer:
            for record in reader:
                writer.write(record)
    pysam.tabix_index(str(out), preset="vcf", force=True)
    return f"given/{out.name}"


def known_records(window: Path, chosen: set[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    with pysam.VariantFile(str(window / "known_variants.chr21.vcf.gz")) as reader:
        for number, record in enumerate(reader):
            if (number % EVERY == 0 or record.pos in chosen) and len(record.alleles or ()) < 5:
                yield record.pos, tuple(record.alleles or ())


@pytest.fixture(scope="module")
def second_opinion(window: Path) -> list[dict[str, str]]:
    return list(read_tsv(window / "second_opinion.bcftools_csq.tsv.gz"))


@pytest.fixture(scope="module")
def trio(window: Path, genome: Genome, second_opinion: list[dict[str, str]]) -> dict[Any, Site]:
    places = {int(row["pos_chr21w"]) + OFFSET for row in second_opinion}

    def genotypes(position: int, alts: int) -> Genotypes:
        half = alts == 1 and position not in places and position % HALF == 0
        return HALF_CALLED if half else draw(position, alts)

    return make_sites(known_records(window, places), genome, genotypes)


@pytest.fixture(scope="module")
def peer_rows(peers: Path) -> dict[str, tuple[int, tuple[str, ...]]]:
    with pysam.VariantFile(str(peers / "input.vcf.gz")) as reader:
        return {str(record.id): (record.pos, tuple(record.alleles or ())) for record in reader}


@pytest.fixture(scope="module")
def project(
    work: Path, window: Path, peers: Path, trio: dict[Any, Site], genome: Genome, peer_rows: dict[str, Any]
) -> Project:
    folder = work / "chr21"
    genes = link(folder, peers / "genes.gff3.gz")
    write_padded(window / PIECE, folder / "given" / "chr21.fa")
    write_family(folder / "given" / "trio.vcf.gz", trio.values(), TRIO)
    peers_given = make_sites(peer_rows.values(), genome, lambda _position, _alts: ((0, 1), (0, 0)))
    write_family(folder / "given" / "peers.vcf.gz", peers_given.values(), SISTERS)
    source = write_source(window / "known_variants.chr21.vcf.gz", folder / "given" / "known.vcf.gz")
    rows = [{"person": person, "vcf": "given/trio.vcf.gz"} for person in TRIO]
    rows += [{"person": person, "vcf": "given/peers.vcf.gz"} for person in SISTERS]
    pedigree = ["KNOWN father 0 0 1 1", "KNOWN mother 0 0 2 1", "KNOWN child father mother 1 2"]
    pedigree += [f"PEERS {person} 0 0 2 {status}" for person, status in zip(SISTERS, (1, 2), strict=True)]
    settings = {
        "genome": {"fasta": "given/chr21.fa", "genes": genes, "build": "custom"},
        "annotate": {"frequency": {"name": "1000 Genomes phase 3", "file": source, "populations": POPULATIONS}},
    }
    return run(write_project(folder, rows, pedigree, {"KNOWN": "child", "PEERS": SISTERS[1]}, settings))


def test_genotypes_given_as_vcf_arrive_unchanged(record: Any, project: Project, trio: dict[Any, Site]) -> None:
    alleles, genotypes = project.alleles("KNOWN"), project.genotypes("KNOWN")
    half = {site.normalised[0] for site in trio.values() if site.genotypes == HALF_CALLED}
    given = {allele for site in trio.values() for allele in site.normalised}
    listed = {Allele(*row) for row in alleles.select("contig", "position", "ref", "alt").iter_rows()}
    record("chr21.alleles_sensitivity", len(given), len(given & listed), "given alleles that are in the table")
    record("chr21.alleles_precision", len(listed), len(given & listed), "alleles in the table that were given")
    note = "alleles that only a half call (./1) of the child shows, in the table with one copy and one missing"
    rows = called_alleles(alleles, genotypes, "child")
    seen = sum((row["alt_copies"], row["missing_copies"]) == (1, 1) for a, row in rows.items() if a in half)
    record("chr21.half_called", len(half), seen, note)
    asked = same = 0
    for index, person in enumerate(TRIO):
        own = {a: row["alt_copies"] for a, row in called_alleles(alleles, genotypes, person).items()}
        for site in trio.values():
            for number, allele in enumerate(site.normalised, start=1):
                asked += 1
                same += own.get(allele, 0) == site.genotypes[index].count(number)
    record(
        "chr21.genotypes", asked, same, "copies of each given allele in each of three people, multi-allelic included"
    )


def source_frequencies(window: Path, genome: Genome) -> dict[Allele, tuple[dict[str, float], bool, bool]]:
    """Return each known allele's frequencies, whether its record is left-aligned, and whether it has several ALTs."""
    found = {}
    with pysam.VariantFile(str(window / "known_variants.chr21.vcf.gz")) as reader:
        for record in reader:
            alts = record.alts or ()
            values = {name: record.info.get(field, (None,) * len(alts)) for name, field in POPULATIONS.items()}
            for index, alt in enumerate(alts):
                raw = Allele(record.contig, record.pos, record.ref or "", alt)
                own = {n: float(f"{v[index]:.6g}") for n, v in values.items() if v[index] is not None}
                aligned = genome.align(raw)
                if aligned not in found or own:
                    found[aligned] = (own, aligned.position == raw.position, len(alts) > 1)
    return found


def test_frequencies_are_those_of_the_source(record: Any, project: Project, window: Path, genome: Genome) -> None:
    listed = source_frequencies(window, genome)
    counts: Counter[str] = Counter()
    for row in project.alleles("KNOWN").iter_rows(named=True):
        wanted, aligned, several = listed[Allele(row["contig"], row["position"], row["ref"], row["alt"])]
        parts = (part.partition("=") for part in (row["frequencies"] or "").split(";") if part)
        same = {name: float(value) for name, _, value in parts} == wanted
        groups = ["moved" if not aligned else "multiallelic" if several else "single"]
        groups += ["unknown"] if not wanted else []
        counts.update(groups)
        counts.update(f"{group} same" for group in groups if same)
    for group, words in (
        (
            "single",
            "known alleles of records with one ALT: frequency in six populations, or its absence, as in the source",
        ),
        ("multiallelic", "the same of records with several ALTs, each ALT with its own frequency"),
        ("moved", "the same of records that the source did not left-align"),
        ("unknown", "alleles to which the source gives no frequency (`.`): shown as missing, not as zero"),
    ):
        record(f"chr21.frequency_{group}", counts[group], counts[f"{group} same"], words)


def our_terms(project: Project, case: str) -> Terms:
    """Return the pipeline's SO terms by allele and transcript, versions left out."""
    places = project.alleles(case).select("allele", "contig", "position", "ref", "alt")
    rows = project.consequences(case).join(places, on="allele")
    columns = ("contig", "position", "ref", "alt", "transcript", "consequence")
    return {
        (Allele(*place), transcript.partition(".")[0]): frozenset(terms.split("&"))
        for *place, transcript, terms in rows.select(columns).iter_rows()
    }


def so_term(word: str) -> str:
    return WORDS.get(word, word if word in BARE else f"{word}_variant")


def terms_by_transcript(entries: str) -> dict[str, frozenset[str]]:
    """Return the SO terms of BCSQ entries by transcript; a transcript may have several entries."""
    found: dict[str, set[str]] = {}
    for entry in entries.split(","):
        words, _, transcript, *_ = entry.split("|")
        found.setdefault(transcript, set()).update(so_term(word) for word in words.lstrip("*").split("&"))
    return {transcript: frozenset(terms) for transcript, terms in found.items()}


def in_coarse_terms(terms: frozenset[str]) -> frozenset[str]:
    """Return our terms as bcftools csq has them: it knows one splice term inside introns, and no NMD_transcript."""
    left = {COARSE.get(term, term) for term in terms} - {""}
    return frozenset(left - {"intron_variant"} if "splice_region_variant" in left else left)


def test_consequences_against_the_second_opinion(
    record: Any, project: Project, genome: Genome, second_opinion: list[dict[str, str]]
) -> None:
    ours = our_terms(project, "KNOWN")
    asked = same = 0
    differences: Counter[str] = Counter()
    for row in second_opinion:
        if "," in row["alt"]:
            continue  # the file does not say which ALT a UTR entry means
        allele = genome.align(Allele(CONTIG, int(row["pos_chr21w"]) + OFFSET, row["ref"], row["alt"]))
        for transcript, wanted in terms_by_transcript(row["bcftools_1.16_csq_local"]).items():
            got = in_coarse_terms(ours.get((allele, transcript), frozenset()))
            asked, same = asked + 1, same + (got == wanted)
            differences.update([f"{show(got)} for {show(wanted)}"] if got != wanted else [])
    note = f"SO terms of an allele on a transcript as in bcftools csq 1.16 run apart; {most(differences)}"
    record("chr21.second_opinion", asked, same, note)


def show(terms: frozenset[str]) -> str:
    return "&".join(sorted(terms)) or "nothing"


def most(differences: Mapping[str, int], number: int = 3) -> str:
    """Return the most frequent differences, in words."""
    ranked = sorted(differences.items(), key=lambda item: (-item[1], item[0]))[:number]
    return "not: " + (", ".join(f"{count}x {words}" for words, count in ranked) or "none")


@pytest.fixture(scope="module")
def vep_terms(peers: Path) -> list[tuple[str, str, frozenset[str]]]:
    """VEP's rows that are unchecked or checked and right: id of the variant, transcript, SO terms."""
    columns = ["id", "transcript", "consequence", "check"]
    rows = pl.read_csv(peers / "vep.tsv.gz", separator="\t", columns=columns, infer_schema=False, quote_char=None)
    good = rows.filter(pl.col("check").fill_null("").is_in(["", "ok"]) & pl.col("transcript").is_not_null())
    return [(row[0], row[1], frozenset(row[2].split(","))) for row in good.select(columns).iter_rows()]


def trimmed(allele: Allele) -> Allele:
    """Return an allele without the bases that REF and ALT share at their ends, where its record puts it."""
    ref, alt, position = allele.ref, allele.alt, allele.position
    while min(len(ref), len(alt)) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while min(len(ref), len(alt)) > 1 and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return Allele(allele.contig, position, ref, alt)


VEP_KINDS = {
    "snv": "SNVs",
    "indel": "all others that left-alignment leaves where VEP was given them",
    "moved": "those that left-alignment moves, which VEP judges where it was given them",
}


@pytest.mark.parametrize(("name", "terms"), [("coding", CODING), ("splice", SPLICE)])
def test_consequences_against_vep(
    record: Any, project: Project, genome: Genome, peer_rows: Any, vep_terms: Any, name: str, terms: set[str]
) -> None:
    ours = our_terms(project, "PEERS")
    written = {key: Allele(CONTIG, place, *alleles) for key, (place, alleles) in peer_rows.items()}
    names = {key: genome.align(allele) for key, allele in written.items()}
    pairs: dict[str, Counter[str]] = {kind: Counter() for kind in VEP_KINDS}
    differences: dict[str, Counter[str]] = {kind: Counter() for kind in VEP_KINDS}
    wrong: set[str] = set()
    asked: set[str] = set()
    for key, transcript, wanted in vep_terms:
        allele = names[key]
        theirs, mine = wanted & terms, ours.get((allele, transcript), frozenset()) & terms
        if not theirs | mine:
            continue
        asked.add(key)
        same = theirs == mine
        kind = "moved" if allele.position != trimmed(written[key]).position else allele.kind
        pairs[kind].update(["asked", "same"] if same else ["asked"])
        if not same:
            wrong.add(key)
            differences[kind].update([f"{show(mine)} for {show(theirs)}"])
    for kind, words in VEP_KINDS.items():
        note = f"{words}: {name} SO terms of a variant on a transcript as in VEP 115.2; {most(differences[kind])}"
        record(f"chr21.vep_{name}_{kind}", pairs[kind]["asked"], pairs[kind]["same"], note)
    note = f"variants of which the {name} SO terms agree with VEP's on every transcript"
    record(f"chr21.vep_{name}_variants", len(asked), len(asked - wrong), note)
