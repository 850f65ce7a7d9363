"""What runs of homozygosity and mosaics say of candidates, for the laboratory; and that a run reaches nobody else."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.cli.inherit import command
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.genome import SYNTHETIC
from genopipe.inherit.given import Given
from genopipe.inherit.mosaics import lesser_share
from genopipe.inherit.stage import OfContig
from genopipe.inherit.stage import inherit_tables
from genopipe.inherit.stage import make_candidates
from genopipe.io.parquet import write_table
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import SEGMENTS
from genopipe.tables import STRETCHES
from unit import made
from unit.inherit.test_modes import members_of

SIBS = "kid:f:a:dad:mum dad:m:n mum:f:n sib:m:a:dad:mum well:f:n:dad:mum"
ALONE = "kid:f:a"
TWO, CARRIERS = {"kid": "1/1", "sib": "1/1"}, {"dad": "0/1", "mum": "0/1", "well": "0/1"}
RUN = "run_of_homozygosity"
HEADER = (
    "allele gene gene_symbol person kind start end parent copies fraction genotype readings shared_start shared_end"
)


def segment(person, start, end, kind=RUN, **more):
    row = {"person": person, "contig": "chr1", "start": start, "end": end, "kind": kind}
    return {**row, "sites": 9, "supporting": 9, "against": 0, **more}


def judged(text, texts, segments, figures=None, **columns) -> OfContig:
    """Return what is made of one allele at chr1:1000 and of another one, common, at chr1:2000."""
    rows = [made.allele("a", position=1_000, **columns), made.allele("b", position=2_000, frequency_max=0.3)]
    calls = [made.genotype(name, p, call, **(figures or {}).get(p, {})) for name in "ab" for p, call in texts.items()]
    table = None if segments is None else pl.DataFrame(segments, schema=SEGMENTS.schema())
    worst = made.consequences(made.consequence("a"), made.consequence("b"))
    told = (made.alleles(*rows), made.genotypes(*calls), worst, members_of(text), SYNTHETIC)
    return make_candidates(*told, InheritSettings(), FilterSettings(), Given(segments=table))


def by_person(made_of: OfContig):
    return {(row["person"], row["kind"]): row for row in made_of.stretches.to_dicts()}


def test_a_run_that_the_affected_share_supports_a_recessive_allele():
    runs = [segment("kid", 500, 9_000), segment("sib", 200, 4_000), segment("well", 900, 1_200)]
    rows = by_person(judged(SIBS, {**TWO, **CARRIERS}, runs))
    assert set(rows) == {("kid", RUN), ("sib", RUN), ("well", RUN)}, "the common allele has no row"
    kid = rows["kid", RUN]
    assert (kid["start"], kid["end"], kid["shared_start"], kid["shared_end"]) == (500, 9_000, 500, 4_000)
    assert kid["readings"] == rows["sib", RUN]["readings"] == ["supports_recessive_homozygous"]
    assert (rows["well", RUN]["genotype"], rows["well", RUN]["readings"]) == ("carried", ["contradicts_run"])


def test_an_affected_person_outside_the_run_shares_none():
    rows = by_person(judged(SIBS, {**TWO, **CARRIERS}, [segment("kid", 500, 9_000), segment("sib", 1_001, 4_000)]))
    assert rows["kid", RUN]["shared_start"] is None
    assert (rows["sib", "none"]["genotype"], rows["sib", "none"]["readings"]) == ("on_every_copy", [])


def test_homozygous_in_no_run_without_parents_may_lie_beside_a_deletion():
    rows = by_person(judged(ALONE, {"kid": "1/1"}, []))
    assert rows["kid", "none"]["readings"] == ["deletion_not_excluded"]
    assert rows["kid", "none"]["start"] is None
    assert judged(ALONE, {"kid": "1/1"}, None).stretches.height == 0, "nobody looked for runs"
    assert judged(ALONE, {"kid": "0/1"}, []).stretches.height == 0


def test_a_run_of_a_person_without_parents_may_be_of_one_parent():
    made_of = judged(ALONE, {"kid": "1/1"}, [segment("kid", 500, 9_000)])
    told = ["supports_recessive_homozygous", "supports_isodisomy"]
    assert by_person(made_of)["kid", RUN]["readings"] == told
    assert made_of.candidates["uniparental_isodisomy"].to_list()[0] is None
    trio = "kid:f:a:dad:mum dad:m:n mum:f:n"
    odd = judged(trio, {"kid": "1/1", "dad": "0/1", "mum": "0/0"}, [segment("kid", 500, 9_000)])
    told = by_person(odd)["kid", RUN]["readings"]
    assert told == ["parent_without_it"], "disomy would have been seen, and recession is not sure"
    assert odd.candidates["uniparental_isodisomy"].to_list()[0] is False


@pytest.mark.parametrize(
    ("call", "figures", "told"),
    [
        ("0/1", {"alt_fraction": 0.15, "alt_reads": 5}, ["balance_explained"]),
        ("0/1", {"alt_fraction": 0.5}, []),
        ("0/1", {"alt_fraction": 0.15, "alt_reads": 5, "genotype_quality": 5}, []),
        ("1/1", {"alt_fraction": 0.97, "alt_reads": 29}, ["copy_may_be_lost"]),
        ("1/1", {"alt_fraction": 1.0, "alt_reads": 200, "depth": 200}, []),
    ],
)
def test_what_a_mosaic_explains(call, figures, told):
    mosaic = segment("kid", 1, 9_000, "mosaic_allelic_imbalance", copies="loss", fraction=0.9)
    made_of = judged(ALONE, {"kid": call}, [mosaic], {"kid": figures})
    assert by_person(made_of)["kid", "mosaic_allelic_imbalance"]["readings"] == told
    candidate = made_of.candidates.to_dicts()[0]
    assert candidate["genotype_counts"] == (figures.get("genotype_quality") != 5)
    assert candidate["dominant"] is (True if candidate["genotype_counts"] else None)
    plain = judged(ALONE, {"kid": call}, [], {"kid": figures}).candidates.to_dicts()[0]
    assert plain["genotype_counts"] == (told != ["balance_explained"] and candidate["genotype_counts"])
    words = [*candidate["evidence"], *candidate["missing"]]
    assert not [text for text in words if "mosaic" in text or "run" in text]


def test_parts_of_the_reads():
    assert lesser_share("gain", 1.0) == pytest.approx(1 / 3)
    assert lesser_share("loss", 0.5) == pytest.approx(1 / 3)
    assert lesser_share("neutral", 0.5) == pytest.approx(1 / 4)
    assert lesser_share("loss", 0.0) == lesser_share("gain", 0.0) == lesser_share("neutral", 0.0) == 0.5
    assert lesser_share(None, None) != lesser_share(None, None)


@pytest.fixture
def tables(tmp_path):
    """Write the tables of a family, and its segments with runs and without."""
    texts = {**TWO, **CARRIERS}
    calls = [made.genotype("a", person, call) for person, call in texts.items()]
    write_table(made.alleles(made.allele("a", position=1_000)), tmp_path / "alleles.parquet", ALLELES)
    write_table(made.consequences(made.consequence("a")), tmp_path / "consequences.parquet", CONSEQUENCES)
    write_table(made.genotypes(*calls), tmp_path / "genotypes.parquet", GENOTYPES)
    (tmp_path / "case.json").write_text(made.make_case(SIBS).model_dump_json())
    runs = [segment(person, 500, 1_500) for person in texts]
    write_table(pl.DataFrame(runs, schema=SEGMENTS.schema()), tmp_path / "runs.parquet", SEGMENTS)
    write_table(pl.DataFrame(schema=SEGMENTS.schema()), tmp_path / "none.parquet", SEGMENTS)
    return tmp_path


def run(tables, name, *more):
    given = ("--tables", str(tables), "--genotypes", str(tables / "genotypes.parquet"))
    given += ("--case", str(tables / "case.json"), "--segments", str(tables / f"{name}.parquet"))
    given += ("--set", json.dumps({"genome": {"fasta": "g.fa", "genes": "g.gff3"}}))
    return CliRunner().invoke(command, [*given, "--out", str(tables / name), *more])


def test_a_run_reaches_no_other_file_than_that_of_the_laboratory(tables):
    """The candidates of a family with runs everywhere are, byte by byte, those of the same family without any."""
    done = {name: run(tables, name, "--laboratory", str(tables / f"{name}.tsv")) for name in ("runs", "none")}
    assert [result.exception for result in done.values()] == [None, None]
    one, other = ((tables / name / "candidates.parquet").read_bytes() for name in ("runs", "none"))
    assert one == other
    assert done["runs"].output.replace("runs", "none") == done["none"].output
    told = pl.read_csv(tables / "runs.tsv", separator="\t")
    assert told.columns == list(STRETCHES.schema())
    assert " ".join(told.columns).startswith(HEADER)
    assert sorted(told["person"]) == ["dad", "kid", "mum", "sib", "well"]
    assert set(pl.read_csv(tables / "none.tsv", separator="\t")["kind"]) == {"none"}


def test_the_table_of_the_laboratory_needs_segments(tables):
    more = ("--laboratory", str(tables / "y.tsv"))
    done = CliRunner().invoke(
        command,
        ["--vcf", str(tables / "case.json"), "--ped", str(tables / "case.json"), "--out", "x.tsv", *more],
    )
    assert done.exit_code == 2
    assert "--laboratory goes with --tables and --segments" in done.output


def test_nobody_in_a_stretch_is_an_empty_table(tables):
    case = made.make_case(SIBS)
    arguments = (case, SYNTHETIC, InheritSettings(), FilterSettings(), tables / "out")
    empty = Given(segments=pl.DataFrame(schema=SEGMENTS.schema()))
    calls = made.genotypes(*(made.genotype("a", person, "0/1") for person in case.sequenced))
    write_table(calls, tables / "genotypes.parquet", GENOTYPES)
    assert inherit_tables(tables, tables / "genotypes.parquet", *arguments, empty, tables / "l.parquet") == 1
    assert pl.read_parquet(tables / "l.parquet").schema == pl.Schema(STRETCHES.schema())
