"""What the classification of a case reads, and what it does where a file is not given."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from genopipe.acmg import Strength
from genopipe.acmg_codes import Criterion
from genopipe.classify.facts import FACTS
from genopipe.classify.stage import Files
from genopipe.classify.stage import Question
from genopipe.classify.stage import gather_facts
from genopipe.classify.stage import make_context
from genopipe.classify.stage import make_known
from genopipe.classify.stage import name_data
from genopipe.classify.stage import read_experts
from genopipe.classify_settings import ClassifySettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.genome import BUILDS
from genopipe.identity_file import IdentityFile
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.clinvar_index import KNOWN_SCHEMA
from genopipe.io.clinvar_index import write_known
from genopipe.io.panel_rules_file import shipped_panel_rules
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CLASS_NAMES
from unit.classify.small_case import COMMON
from unit.classify.small_case import MISSENSE
from unit.classify.small_case import PANEL
from unit.classify.small_case import STOP
from unit.classify.small_case import ask
from unit.classify.small_case import write_case
from unit.classify.test_nulls import models
from unit.classify.test_nulls import write_genome
from unit.classify.test_people import BOTH
from unit.classify.test_people import identity
from unit.made import make_case

ACMG = shipped_acmg()
PLAIN = Question(
    case=make_case("kid:m:a:dad:mum dad:m:n mum:f:n"),
    panels=(),
    build=BUILDS["GRCh38"],
    classify=ClassifySettings(curation=""),
    filters=FilterSettings(),
    inherit=InheritSettings(),
)


def with_settings(**settings: Any) -> Question:
    """Return the plain question with settings of the classification."""
    return replace(PLAIN, classify=ClassifySettings.model_validate({"curation": "", **settings}))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return the files of the small case, none of those that may be left out."""
    return write_case(tmp_path, neighbours=False)


def write_values(path: Path, **sources: str) -> None:
    """Write a table of a source's columns, each with the name of its source, as `genopipe annotate` does."""
    fields = [pa.field("allele", pa.string())]
    fields += [pa.field(name, pa.float64(), metadata={"source": source}) for name, source in sources.items()]
    arrays = [pa.array([STOP]), *(pa.array([None], pa.float64()) for _ in sources)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), path)


def date_alleles(files: Files, *dates: str | None) -> None:
    """Write the releases of ClinVar that told of the alleles."""
    path = files.tables / "alleles.parquet"
    rows = read_table(path, ALLELES)
    told = [*dates, *[None] * (rows.height - len(dates))]
    write_table(rows.with_columns(clinvar_date=pl.Series(told, dtype=pl.String)), path, ALLELES)


def test_only_sources_that_are_there_have_a_name(files: Files):
    assert set(name_data(files, PLAIN)) == {"predictor", "dosage"}


def test_sources_are_named_with_their_versions(files: Files, tmp_path: Path):
    write_values(
        files.tables / "source_values.parquet",
        revel_score="REVEL v1.3, score",
        spliceai_ds_ag="SpliceAI v1.3, ds_ag",
        simple_repeats_touched="GIAB repeats v3.5, touched",
    )
    fits = tmp_path / "genes.parquet"
    question = replace(with_settings(evidence="curated.tsv"), frequency_title="gnomAD v4.1", panels=(PANEL,))
    data = name_data(replace(files, phenotypes=fits), question)
    data.pop("dosage")
    assert data == {
        "predictor": "REVEL v1.3",
        "repeats": "GIAB repeats v3.5",
        "spliceai": "SpliceAI v1.3",
        "frequency": "gnomAD v4.1",
        "phenotype": "HPO, release not known",
        "panels": "panels: One 1.0",
        "curated": "curated evidence",
    }


@pytest.mark.parametrize(
    ("dates", "index", "clinvar", "neighbours"),
    [
        ((), False, None, None),
        ((), True, "ClinVar of an unknown date", "ClinVar of an unknown date"),
        (("2026-01-05",), False, "ClinVar 2026-01-05", None),
        ((None, "2026-01-05", "2026-02-09"), False, "ClinVar 2026-02-09", None),
        (("2026-01-05",), True, "ClinVar 2026-01-05", "ClinVar 2026-01-05"),
    ],
)
def test_the_release_of_clinvar(
    files: Files, dates: tuple[str | None, ...], index: bool, clinvar: str | None, neighbours: str | None
):
    date_alleles(files, *dates)
    data = name_data(replace(files, neighbours=files.tables if index else None), PLAIN)
    assert (data.get("clinvar"), data.get("neighbours")) == (clinvar, neighbours)


def write_identity(folder: Path) -> Path:
    """Write that identity proves both parents."""
    family = identity(*BOTH).families["F1"].model_dump()
    whole = {
        "schema": 1, "build": "GRCh38", "records": 9, "sites": 9, "spacing": 1, "frequencies_given": False,
        "populations": (), "called_jointly": True, "people_without_family": 0, "settings": {},
        "families": {"F1": family},
    }  # fmt: skip
    path = folder / "identity.json"
    path.write_text(IdentityFile.model_validate(whole).model_dump_json(by_alias=True))
    return path


def test_parents_are_proven_where_identity_is_given(files: Files, tmp_path: Path):
    assert not make_context(files, PLAIN, ACMG).parents_proven
    assert make_context(replace(files, identity=write_identity(tmp_path)), PLAIN, ACMG).parents_proven


def test_an_affected_parent_is_told(files: Files):
    assert not make_context(files, PLAIN, ACMG).parents_affected
    affected = replace(PLAIN, case=make_case("kid:m:a:dad:mum dad:m:a mum:f:n"))
    assert make_context(files, affected, ACMG).parents_affected


def test_new_alleles_count_as_ps2_with_proven_parents_and_as_pm6_without(files: Files, tmp_path: Path):
    proven = replace(files, identity=write_identity(tmp_path))
    for given, criterion in ((files, "PM6"), (proven, "PS2")):
        _, criteria = ask(given, tmp_path / criterion)
        told = criteria.filter(pl.col("allele") == STOP, pl.col("criterion").is_in(["PS2", "PM6"]))
        reasons = dict(told.select("criterion", "reason").iter_rows())
        assert reasons[criterion].startswith("in neither parent")
        assert criterion in reasons[{"PM6": "PS2", "PS2": "PM6"}[criterion]]


EVIDENCE = "allele\tgene\tcriterion\toutcome\tstrength\treason\tsource\n"


def test_curated_evidence_is_read_where_it_is_given(files: Files, tmp_path: Path):
    path = tmp_path / "evidence.tsv"
    path.write_text(EVIDENCE + f"{MISSENSE}\tENSG2\tPS3\tmet\tmoderate\tassay\tdoi:10.1000/x\n")
    assert make_context(files, PLAIN, ACMG).curated is None
    read = make_context(files, with_settings(evidence=str(path)), ACMG).curated
    assert read is not None
    assert read["allele"].to_list() == [MISSENSE]


def test_without_files_nothing_is_known(files: Files):
    known = make_known(files, PLAIN, ACMG)
    assert [known.phenotypes, known.clinvar, known.limits, known.regions] == [None] * 4
    assert known.gene_values is not None


def test_files_of_a_laboratory_are_read(files: Files, tmp_path: Path):
    limits, regions = tmp_path / "limits.tsv", tmp_path / "regions.tsv"
    limits.write_text(
        "gene\tmode\tprevalence\tallelic\tgenetic\tpenetrance\tsource\nENSG2\tbiallelic\t0.01\t0.1\t1\t1\td\n"
    )
    regions.write_text("gene\tfirst\tlast\tkind\tsource\nENSG2\t15\t30\thot_spot\tdoi:10.1000/x\n")
    known = make_known(files, with_settings(gene_limits=str(limits), regions=str(regions)), ACMG)
    assert known.limits is not None
    assert known.regions is not None
    assert known.limits["maximum_credible"].to_list() == [pytest.approx(0.01)]
    assert known.regions.select("first", "last").rows() == [(15, 30)]
    candidates, criteria = ask(files, tmp_path / "out", regions=str(regions))
    assert "PM1" in dict(candidates.select("allele", "criteria").iter_rows())[MISSENSE]
    assert criteria.filter(allele=STOP, criterion="PM1")["outcome"].to_list() != ["met"]


def known_allele(stars: int) -> dict[str, Any]:
    """Return a pathogenic null allele of ClinVar in another exon."""
    return {
        "allele": f"1-7{stars}-A-C", "gene": "ENSG2", "transcript": "ENST2", "kind": "missense", "exon": "1/5",
        "protein_start": 20, "protein_end": 20, "clinvar_id": "1", "stars": stars, "pathogenic": True,
    }  # fmt: skip


def test_alleles_of_clinvar_count_from_one_star(files: Files, tmp_path: Path):
    write_known(tmp_path / "index", pl.DataFrame([known_allele(n) for n in (0, 1, 2)], schema=KNOWN_SCHEMA))
    asked = replace(files, neighbours=tmp_path / "index")
    known = make_known(asked, PLAIN, ACMG)
    assert known.clinvar is not None
    assert sorted(known.clinvar["stars"].to_list()) == [1, 2]
    facts, _ = gather_facts(asked, known)
    assert dict(facts.select("allele", "known_missense").iter_rows()) == {STOP: 0, MISSENSE: 2}


def write_phenotypes(folder: Path, score: float) -> Path:
    """Write how well the phenotype fits the gene of the stop codon."""
    path = folder / "genes.parquet"
    pl.DataFrame({"gene": ["ENSG1"], "phenotype_score": [score], "disease": ["OMIM:1"]}).write_parquet(path)
    return path


def test_the_phenotype_is_read_where_it_is_given(files: Files, tmp_path: Path):
    known = make_known(replace(files, phenotypes=write_phenotypes(tmp_path, 0.7)), PLAIN, ACMG)
    assert known.phenotypes is not None
    assert known.phenotypes.rows() == [("ENSG1", 0.7, "OMIM:1")]


def test_lost_exons_are_judged_where_models_and_reference_are_given(files: Files, tmp_path: Path):
    assert _skip(files) == "the sequence of the transcript is not known here, or its model is incomplete"
    path = tmp_path / "transcripts.parquet"
    models().write_parquet(path)
    write_genome(tmp_path)
    read = replace(files, transcripts=path, fasta=tmp_path / "genome.fa")
    assert _skip(read) == "the exon that would be lost holds the start codon"
    for less in (replace(read, fasta=None), replace(read, transcripts=None)):
        assert _skip(less) == "the sequence of the transcript is not known here, or its model is incomplete"


def _skip(files: Files) -> str:
    """Return what the loss of a donor site does, by the files that are given."""
    row = {"allele": STOP, "gene": "ENSG1", "transcript": "ENST1.1", "consequence": "splice_donor_variant"}
    places = {"exon": None, "intron": "1/2", "protein_start": None, "nmd": None, "hgvs_p": None}
    texts = dict.fromkeys((*row, "exon", "intron", "nmd", "hgvs_p", "mane"), pl.String)
    types = {**texts, "protein_start": pl.Int64, "canonical": pl.Boolean}
    facts = pl.DataFrame([{**row, **places, "mane": "MANE_Select", "canonical": True}], schema=types)
    return str(make_known(files, PLAIN, ACMG).nulls.add(facts, None, None)["null_problem"].item())


def test_facts_and_states_of_the_case(files: Files):
    candidates = read_table(files.candidates, CANDIDATES)
    facts, states = gather_facts(files, make_known(files, PLAIN, ACMG))
    assert facts.schema == pl.Schema(FACTS)
    assert facts.select("allele", "gene", "position").rows() == [(STOP, "ENSG1", 100), (MISSENSE, "ENSG2", 200)]
    assert states.select("allele", "gene").rows() == candidates.select("allele", "gene").rows()
    assert states["class_state"].to_list()[:2] == ["classified", "classified"]


def test_alleles_of_several_contigs_are_all_gathered(files: Files):
    path = files.tables / "alleles.parquet"
    rows = read_table(path, ALLELES)
    on_x = pl.when(pl.col("allele").is_in([MISSENSE, COMMON])).then(pl.lit("chrX")).otherwise("contig")
    write_table(rows.with_columns(contig=on_x).sort("contig", maintain_order=True), path, ALLELES)
    candidates = read_table(files.candidates, CANDIDATES)
    facts, states = gather_facts(files, make_known(files, PLAIN, ACMG))
    assert dict(facts.select("allele", "place").iter_rows()) == {STOP: "autosome", MISSENSE: "X"}
    assert sorted(states["allele"]) == sorted(candidates["allele"])


def test_rules_of_panels_are_asked_unless_they_are_switched_off(tmp_path: Path):
    assert set(read_experts(ClassifySettings())) == set(shipped_panel_rules())
    assert read_experts(ClassifySettings(panel_rules=False)) == {}
    shipped = Path(__file__).parents[3] / "src" / "genopipe" / "curated" / "panel_rules" / "cdh1.yaml"
    (tmp_path / "cdh1.yaml").write_text(shipped.read_text().replace('version: "3.1"', 'version: "3.1, ours"'))
    own = read_experts(ClassifySettings(own_panel_rules=str(tmp_path)))
    assert set(own) == set(shipped_panel_rules())
    assert own["cdh1"].version == "3.1, ours"


def test_figures_of_a_laboratory_take_the_place_of_the_shipped(files: Files, tmp_path: Path):
    path = tmp_path / "acmg.yaml"
    path.write_text('criteria:\n  PM2: {strength: moderate, source: "procedure 7"}\n')
    plain, _ = ask(files, tmp_path / "plain")
    own, _ = ask(files, tmp_path / "own", acmg=str(path))
    codes = [dict(frame.select("allele", "criteria").iter_rows())[STOP] for frame in (plain, own)]
    assert ["PM2_Supporting" in one for one in codes] == [True, False]
    assert Criterion.PM2.own_strength is Strength.MODERATE
    assert "PM2" in codes[1]


CURATION = "allele\tgene\tcriterion\taction\tstrength\treason\tsource\twho\tdate\n"


def test_curation_is_that_of_the_case(files: Files, tmp_path: Path):
    folder = tmp_path / "curation"
    folder.mkdir()
    change = f"{STOP}\tENSG1\tPM2\tremove\t\tseen in controls\t\tA\t2026-01-02\n"
    (folder / "C2.tsv").write_text(CURATION + change)
    _, other = ask(files, tmp_path / "other", curation=str(folder))
    assert other["curator_reason"].null_count() == other.height, "the file of another case changes nothing"
    (folder / "C1.tsv").write_text(CURATION + change)
    candidates, own = ask(files, tmp_path / "own", curation=str(folder))
    told = own.filter(pl.col("curator_reason").is_not_null())
    assert told.select("allele", "criterion", "outcome", "engine_outcome").rows() == [(STOP, "PM2", "not_met", "met")]
    assert dict(candidates.select("allele", "criteria").iter_rows())[STOP] == ["PVS1"]


def test_a_change_of_what_is_not_classified_stops(files: Files, tmp_path: Path):
    folder = tmp_path / "curation"
    folder.mkdir()
    (folder / "C1.tsv").write_text(CURATION + f"{COMMON}\tENSG1\tPS3\tadd\tstrong\tassay\t\tA\t2026-01-02\n")
    with pytest.raises(InputError, match=r"C1\.tsv:2"):
        ask(files, tmp_path / "out", curation=str(folder))


def test_a_table_that_was_classified_before_is_classified_anew(files: Files, tmp_path: Path):
    first, criteria = ask(files, tmp_path / "first")
    again, same = ask(replace(files, candidates=tmp_path / "first" / "candidates.parquet"), tmp_path / "again")
    assert first.equals(again)
    assert criteria.equals(same)
    assert [name for name in first.columns if name in CLASS_NAMES] == list(CLASS_NAMES)


def test_a_phenotype_of_an_earlier_run_is_not_heard(files: Files, tmp_path: Path):
    ranked = read_table(files.candidates, CANDIDATES)
    older = ranked.with_columns(phenotype_score=pl.lit(0.1), phenotype_disease=pl.lit("OMIM:9"))
    write_table(older, tmp_path / "ranked.parquet", CANDIDATES)
    given = replace(files, candidates=tmp_path / "ranked.parquet", phenotypes=write_phenotypes(tmp_path, 0.7))
    facts, _ = gather_facts(given, make_known(given, PLAIN, ACMG))
    assert facts.select("allele", "phenotype_score", "phenotype_disease").rows() == [
        (STOP, 0.7, "OMIM:1"),
        (MISSENSE, None, None),
    ]
    candidates, _ = ask(given, tmp_path / "out")
    assert candidates["phenotype_score"].to_list() == [0.1] * 5, "what is not of this stage stays as it was"


def test_no_candidate_is_classified_where_none_is_worth_it(files: Files, tmp_path: Path):
    rows = read_table(files.candidates, CANDIDATES).filter(allele=COMMON)
    write_table(rows, tmp_path / "few.parquet", CANDIDATES)
    candidates, criteria = ask(replace(files, candidates=tmp_path / "few.parquet"), tmp_path / "out")
    assert (candidates["class"].to_list(), criteria.height) == ([None], 0)


def test_parts_come_together(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    whole, _ = ask(files, tmp_path / "whole")
    for most in (1, 2, 4, 5, 6):
        monkeypatch.setattr("genopipe.classify.stage._PART", most)
        parts, _ = ask(files, tmp_path / str(most))
        assert parts.equals(whole)


def test_the_classes_are_counted(files: Files, tmp_path: Path):
    candidates, _ = ask(files, tmp_path / "out")
    assert candidates.height == 5
    assert candidates["class"].drop_nulls().to_list() == ["likely_pathogenic", "uncertain_significance"]
