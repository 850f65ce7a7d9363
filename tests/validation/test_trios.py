"""Two real trios, given as joint VCFs of GRCh37 of which no FASTA is here: genotypes, and de novo by inheritance.

Without a FASTA nothing can be left-aligned. The files are therefore split as the workflow splits them, but for the
left-alignment, and given to `normalise`, which takes a split file as it is. No consequence is known either: each
allele stands in a gene of its own, so that only the modes that need no gene are asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pysam
import pysam.bcftools
import pytest

from genopipe.cases import Case
from genopipe.cases import Consent
from genopipe.cases import StartForm
from genopipe.cases import resolve_case
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.genome import BUILDS
from genopipe.inherit.given import Given
from genopipe.inherit.stage import make_candidates
from genopipe.inherit.stage import members_of_case
from genopipe.io.parquet import read_table
from genopipe.io.pedigree_file import read_pedigree
from genopipe.normalise.stage import make_tables
from genopipe.pedigree import families
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES

AUTOSOMES = {str(number) for number in range(1, 23)}


@dataclass(frozen=True)
class Trio:
    """A trio and the counts that the data's README gives: fully called, Mendelian errors, both parents 0/0."""

    vcf: str
    ped: str
    child: str
    father: str
    mother: str
    called: int
    errors: int
    both_ref: int

    @property
    def people(self) -> tuple[str, str, str]:
        """Child, father and mother."""
        return self.child, self.father, self.mother


TRIOS = {
    "justhusky": Trio(
        "justhusky/justhusky_minimal.vcf.gz",
        "justhusky/justhusky.ped",
        "hugelymodelbat",
        "earlycasualcaiman",
        "slowlycivilbuck",
        3053,
        34,
        11,
    ),
    "aj": Trio(
        "aj_trio_slivar/ashk-trio.vcf.gz", "aj_trio_slivar/ashk-trio.ped", "HG002", "HG003", "HG004", 9885, 88, 38
    ),
}


def split(vcf: Path, folder: Path) -> tuple[Path, Path]:
    """Split a joint VCF into one ALT a record, the genotype as called kept; return the file before and after."""
    before, copied, after = (folder / f"{name}.bcf" for name in ("called", "copied", "split"))
    pysam.bcftools.view("-Ob", "-o", str(before), str(vcf), catch_stdout=False)
    pysam.bcftools.index("--force", "--csi", str(before), catch_stdout=False)
    columns = ("--annotations", str(before), "--columns", "FMT/ORIGINAL_GT:=FMT/GT")
    pysam.bcftools.annotate(*columns, "-Ob", "-o", str(copied), str(before), catch_stdout=False)
    options = ("--multiallelics", "-any", "--old-rec-tag", "ORIGINAL")
    pysam.bcftools.norm(*options, "-Ob", "-o", str(after), str(copied), catch_stdout=False)
    return before, after


@pytest.fixture(scope="module", params=TRIOS)
def trio(request: pytest.FixtureRequest) -> tuple[str, Trio]:
    return request.param, TRIOS[request.param]


@pytest.fixture(scope="module")
def tables(trio: tuple[str, Trio], data: Path, work: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    folder = work / f"trio-{trio[0]}"
    folder.mkdir()
    called, after = split(data / "trios" / trio[1].vcf, folder)
    make_tables(after, folder / "no reference is needed for a split file", folder, called)
    return read_table(folder / "alleles.parquet", ALLELES), read_table(folder / "genotypes.parquet", GENOTYPES)


def given_copies(vcf: Path, people: tuple[str, ...]) -> Iterator[tuple[tuple[Any, ...], int | None]]:
    """Give each ALT of each person as in the joint VCF: its place as called, the person, and the copies of it."""
    with pysam.VariantFile(str(vcf)) as reader:
        for record in reader:
            for person in people:
                genotype = record.samples[person]["GT"]
                for number, alt in enumerate(record.alts or (), start=1):
                    copies = None if all(one is None for one in genotype) else genotype.count(number)
                    yield (record.contig, record.pos, record.ref, alt, person), copies


def test_copies_are_those_of_the_joint_vcf(record: Any, data: Path, trio: Any, tables: Any) -> None:
    name, one = trio
    alleles, genotypes = tables
    columns = ("contig", "position", "ref", "alt", "person", "alt_copies")
    rows = genotypes.join(alleles, on="allele").select(columns).iter_rows()
    ours = {tuple(place): copies for *place, copies in rows}
    asked = same = 0
    for place, copies in given_copies(data / "trios" / one.vcf, one.people):
        trimmed = trim(*place[:4])
        asked += 1
        same += (*trimmed, place[4]) in ours and ours[*trimmed, place[4]] == copies
    record(f"trios.{name}_copies", asked, same, "copies of each allele in each person as in the joint VCF")


def trim(contig: str, position: int, ref: str, alt: str) -> tuple[str, int, str, str]:
    """Return an allele without the bases that both sides share, as a split without a FASTA leaves it."""
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    return contig, position, ref, alt


def facts_of(one: Trio, tables: tuple[pl.DataFrame, pl.DataFrame]) -> pl.DataFrame:
    """Return one row a record: the copies of REF and of each of its ALTs in the three, of autosomes."""
    alleles, genotypes = tables
    rows = genotypes.join(alleles.select("allele", "contig", "called_as"), on="allele")
    rows = rows.filter(pl.col("contig").is_in(sorted(AUTOSOMES)))
    return rows.group_by("called_as", "person").agg(
        pl.col("ref_copies").first(), pl.col("missing_copies").max(), pl.col("alt_copies"), pl.col("allele")
    )


def haplotypes(row: dict[str, Any]) -> list[int]:
    """Return the alleles of a person in one record: 0 is REF, others number the ALTs as they stand in the table."""
    numbered = enumerate(row["alt_copies"], start=1)
    return [0] * row["ref_copies"] + [number for number, copies in numbered for _ in range(copies)]


def judge(one: Trio, tables: tuple[pl.DataFrame, pl.DataFrame]) -> tuple[int, int, set[str]]:
    """Return the fully called autosomal records, the Mendelian errors, and the alleles with both parents 0/0."""
    called = errors = 0
    fresh: set[str] = set()
    records: dict[str, dict[str, dict[str, Any]]] = {}
    for row in facts_of(one, tables).iter_rows(named=True):
        records.setdefault(row["called_as"], {})[row["person"]] = row
    for people in records.values():
        trio = [people[person] for person in one.people]
        if any(row["missing_copies"] or row["ref_copies"] is None for row in trio):
            continue
        called += 1
        child, father, mother = map(haplotypes, trio)
        if len(child) == 2 and (
            (child[0] in father and child[1] in mother) or (child[1] in father and child[0] in mother)
        ):
            continue
        errors += 1
        if not any(father) and not any(mother):
            fresh |= {allele for allele, n in zip(trio[0]["allele"], trio[0]["alt_copies"], strict=True) if n}
    return called, errors, fresh


def test_mendelian_counts_are_those_of_the_readme(record: Any, trio: Any, tables: Any) -> None:
    name, one = trio
    called, errors, fresh = judge(one, tables)
    for what, wanted, got, words in (
        ("called", one.called, called, "autosomal records fully called"),
        ("mendelian_errors", one.errors, errors, "Mendelian errors among them"),
        ("both_parents_ref", one.both_ref, len(fresh), "of those, both parents 0/0"),
    ):
        note = f"{words}, counted in the tables: {got}, in the data's README: {wanted}"
        record(f"trios.{name}_{what}", wanted, max(0, wanted - abs(wanted - got)), note)


def genes_of_their_own(alleles: pl.DataFrame) -> pl.DataFrame:
    """Return consequences in which every allele stands alone in a gene."""
    filled = {"gene": "allele", "gene_symbol": "allele", "transcript": "allele"}
    rows = alleles.select("allele", **{name: pl.col(source) for name, source in filled.items()}).with_columns(
        biotype=pl.lit("not known"),
        consequence=pl.lit("not known"),
        reported=pl.lit(value=True),
        reported_reason=pl.lit("no gene models"),
    )
    empty = {name: dtype for name, dtype in CONSEQUENCES.schema().items() if name not in rows.columns}
    rows = rows.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in empty.items())
    return rows.select(list(CONSEQUENCES.schema()))


def test_de_novo_alleles_are_those_of_both_parents_ref(record: Any, data: Path, trio: Any, tables: Any) -> None:
    name, one = trio
    alleles, genotypes = tables
    people, _ = read_pedigree(data / "trios" / one.ped)
    family = next(iter(families(people).values()))
    case = Case(case="C1", family=family.family, proband=one.child, consent=Consent(main_findings=True))
    case_file = resolve_case(case, family, dict.fromkeys(one.people, StartForm.VCF))
    members = members_of_case(case_file, Given())
    nothing = {
        column: pl.lit(None, dtype=ALLELES.column(column).dtype) for column in ("frequency_max", "clinvar_pathogenic")
    }
    told, genes = alleles.with_columns(**nothing), genes_of_their_own(alleles)
    settings = BUILDS["GRCh37"], InheritSettings(), FilterSettings()
    parts = []
    for contig in told["contig"].unique(maintain_order=True):
        own = told.filter(pl.col("contig") == contig)
        calls, here = (frame.join(own.select("allele"), on="allele", how="semi") for frame in (genotypes, genes))
        parts.append(make_candidates(own, calls, here, members, *settings).candidates)
    rows = pl.concat(parts)
    on_autosomes = rows.join(alleles.select("allele", "contig"), on="allele").filter(
        pl.col("contig").is_in(sorted(AUTOSOMES))
    )
    _, _, fresh = judge(one, tables)
    states = {row["allele"]: row["de_novo"] for row in on_autosomes.iter_rows(named=True)}
    yes = {allele for allele, state in states.items() if state}
    note = "autosomal alleles called de novo that are 0/0 in both parents, as the joint VCF has it"
    record(f"trios.{name}_de_novo_sound", len(yes), len(yes & fresh), note)
    unsure = sum(states.get(allele) is None for allele in fresh)
    note = f"of {len(fresh)} alleles with both parents 0/0 called de novo; {unsure} not assessable (depth, GQ, balance)"
    record(f"trios.{name}_de_novo_called", len(yes & fresh), None, note)
