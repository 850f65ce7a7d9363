"""The command from tables and BAM to the table of recounts, and what the inheritance makes of it."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.cli.main import genopipe
from genopipe.config import CallSettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.genome import CUSTOM
from genopipe.inherit.given import read_given
from genopipe.inherit.stage import inherit_tables
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.recount.stage import Terms
from genopipe.recount.stage import recount_tables
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import RECOUNTS
from unit import made
from unit.recount import mosaic
from unit.recount.mosaic import Planted

TRIO = "kid:m:a:dad:mum dad:m:n mum:f:n"
REFERENCE = mosaic.sequence()


def other(position: int) -> str:
    return "ACGT"[("ACGT".index(REFERENCE[position - 1]) + 1) % 4]


SNV = Planted(300, REFERENCE[299], other(300))
DELETION = Planted(1200, REFERENCE[1199:1208], REFERENCE[1199])
BARE = Planted(1700, REFERENCE[1699], other(1700))
SYMBOLIC = Planted(1800, REFERENCE[1799], "<DUP>")
ALL = (SNV, DELETION, BARE, SYMBOLIC)


@dataclass(frozen=True)
class Family:
    """Files of a trio whose mother is a mosaic of the deletion; nobody has reads at BARE."""

    folder: Path
    fasta: Path
    reads: dict[str, Path]

    def recount(self, **changes: object) -> pl.DataFrame:
        recount_tables(
            self.folder,
            self.folder / "genotypes.parquet",
            made.make_case(TRIO),
            self.reads,
            self.fasta,
            Terms(CUSTOM, CallSettings(**changes), InheritSettings(), FilterSettings()),
            self.folder,
        )
        return read_table(self.folder / "recounts.parquet", RECOUNTS)

    def new_alleles(self, recounts: Path | None) -> dict[str, bool | None]:
        inherit_tables(
            self.folder,
            self.folder / "genotypes.parquet",
            made.make_case(TRIO),
            CUSTOM,
            InheritSettings(),
            FilterSettings(),
            self.folder,
            read_given(None, None, recounts, made.make_case(TRIO).case.family),
        )
        rows = pl.read_parquet(self.folder / "candidates.parquet")
        return dict(rows.select("allele", "de_novo").iter_rows())

    def mosaics(self) -> dict[str, list[str]]:
        """Return what the candidates say of parents with the allele in a few cells."""
        rows = pl.read_parquet(self.folder / "candidates.parquet").select("allele", "evidence").iter_rows()
        return {name: [text for text in evidence if text.startswith("parent_mosaic:")] for name, evidence in rows}


@pytest.fixture
def family(tmp_path: Path) -> Family:
    rows = [
        made.allele(item.name, "chr1", item.position, ref=item.ref, alt=item.alt, called_as=item.name) for item in ALL
    ]
    write_table(made.alleles(*rows), tmp_path / "alleles.parquet", ALLELES)
    write_table(
        made.consequences(*[made.consequence(item.name) for item in ALL]),
        tmp_path / "consequences.parquet",
        CONSEQUENCES,
    )
    calls = [
        made.genotype(
            item.name, person, "0/1" if person == "kid" else "0/0", **({} if person == "kid" else {"alt_reads": None})
        )
        for item in ALL
        for person in ("kid", "dad", "mum")
    ]
    write_table(made.genotypes(*calls), tmp_path / "genotypes.parquet", GENOTYPES)
    reads = {}
    for person, carried in (("mum", 4), ("dad", 0)):
        placed = [mosaic.plain(f"a{i}", REFERENCE, 240 + i % 9) for i in range(30)]
        placed += [mosaic.plain(f"b{i}", REFERENCE, 1150 + i % 9) for i in range(40 - carried)]
        placed += [mosaic.carrying(f"c{i}", REFERENCE, DELETION, 30 + i) for i in range(carried)]
        reads[person] = mosaic.write_bam(tmp_path / f"{person}.bam", person, len(REFERENCE), placed)
    return Family(tmp_path, mosaic.write_reference(tmp_path, REFERENCE), reads)


def figures(table: pl.DataFrame, allele: Planted, person: str) -> tuple[object, ...]:
    row = table.filter((pl.col("allele") == allele.name) & (pl.col("person") == person))
    return row.select("depth", "ref_reads", "alt_reads", "other_reads", "not_counted").row(0)


def test_every_question_has_a_row_and_what_was_not_counted_is_null(family: Family):
    table = family.recount()
    assert table.height == len(ALL) * 2
    assert figures(table, SNV, "mum") == (30, 30, 0, 0, None)
    assert figures(table, DELETION, "mum") == (40, 36, 4, 0, None)
    assert figures(table, DELETION, "dad") == (40, 40, 0, 0, None)
    assert figures(table, BARE, "mum") == (0, None, None, None, "no_reads")
    assert figures(table, SYMBOLIC, "dad") == (None, None, None, None, "symbolic")


def test_more_reads_than_are_to_be_used_are_not_counted(family: Family):
    assert figures(family.recount(maximum_depth=30), SNV, "mum")[-1] is None
    assert figures(family.recount(maximum_depth=29), SNV, "mum") == (None, None, None, None, "too_deep")


def test_a_parent_without_reads_is_not_asked(family: Family):
    assert set(Family(family.folder, family.fasta, {"mum": family.reads["mum"]}).recount()["person"]) == {"mum"}


def test_reads_of_a_stranger_are_refused(family: Family):
    with pytest.raises(InputError, match="aunt"):
        Family(family.folder, family.fasta, {"aunt": family.reads["mum"]}).recount()


def test_a_mosaic_parent_is_told_of_what_is_new(family: Family):
    assert family.new_alleles(None) == dict.fromkeys((item.name for item in ALL), True)
    assert not any(family.mosaics().values())
    family.recount()
    found = family.new_alleles(family.folder / "recounts.parquet")
    assert found == dict.fromkeys((item.name for item in ALL), True)
    assert {name: told for name, told in family.mosaics().items() if told} == {
        DELETION.name: ["parent_mosaic:mum=4/40"]
    }


def test_the_command(family: Family):
    made_case = family.folder / "case.json"
    made_case.write_text(made.make_case(TRIO).model_dump_json())
    settings = '{"genome": {"fasta": "a", "genes": "b", "build": "custom"}}'
    folder = str(family.folder)
    words = ["recount", "--tables", folder, "--genotypes", f"{folder}/genotypes.parquet", "--case", str(made_case)]
    words += ["--fasta", str(family.fasta), "--set", settings, "--out", f"{folder}/out"]
    reads = [f"--reads={person}={path}" for person, path in family.reads.items()]
    told = CliRunner().invoke(genopipe, [*words, *reads], catch_exceptions=False)
    assert "8 recounts, 4 of them could not be counted" in told.output
    assert read_table(family.folder / "out/recounts.parquet", RECOUNTS).height == 8
    with pytest.raises(InputError, match="NAME=FILE"):
        CliRunner().invoke(genopipe, [*words, "--reads=mum"], catch_exceptions=False)


def test_recounts_of_another_case_are_refused(family: Family):
    rows = family.recount().with_columns(person=pl.lit("aunt")).unique("allele")
    write_table(rows, family.folder / "other.parquet", RECOUNTS)
    with pytest.raises(InputError, match="aunt"):
        family.new_alleles(family.folder / "other.parquet")


@pytest.mark.parametrize(("text", "reads", "answer"), [("./.", 0, True), ("./.", 15, None), ("0/1", 0, None)])
def test_the_recount_decides_where_a_parent_was_not_called(family: Family, text: str, reads: int, answer: bool):
    calls = read_table(family.folder / "genotypes.parquet", GENOTYPES)
    kept = calls.filter(~((pl.col("allele") == SNV.name) & (pl.col("person") == "mum")))
    write_table(
        pl.concat([kept, made.genotypes(made.genotype(SNV.name, "mum", text))]),
        family.folder / "genotypes.parquet",
        GENOTYPES,
    )
    row = {
        "allele": SNV.name,
        "person": "mum",
        "depth": 30,
        "ref_reads": 30 - reads,
        "alt_reads": reads,
        "other_reads": 0,
    }
    table = pl.DataFrame([{**row, "not_counted": None}], schema=RECOUNTS.schema())
    write_table(table, family.folder / "recounts.parquet", RECOUNTS)
    assert family.new_alleles(family.folder / "recounts.parquet")[SNV.name] is answer


def test_a_shallow_recount_decides_nothing(family: Family):
    row = {"allele": SNV.name, "person": "mum", "depth": 7, "ref_reads": 2, "alt_reads": 5, "other_reads": 0}
    table = pl.DataFrame([{**row, "not_counted": None}], schema=RECOUNTS.schema())
    write_table(table, family.folder / "recounts.parquet", RECOUNTS)
    assert family.new_alleles(family.folder / "recounts.parquet")[SNV.name] is True


def test_candidates_are_those_of_their_table(family: Family):
    family.new_alleles(None)
    assert read_table(family.folder / "candidates.parquet", CANDIDATES).height == len(ALL)
