"""Classify the candidates of one case after ACMG/AMP, and write the criteria with their evidence."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from genopipe.acmg import Acmg
from genopipe.cases import CaseFile
from genopipe.classify.classes import KEYS
from genopipe.classify.classes import add_classes
from genopipe.classify.classes import make_classes
from genopipe.classify.classes import make_table
from genopipe.classify.curator import apply_curation
from genopipe.classify.evidence import ask_criteria
from genopipe.classify.evidence import prepare_facts
from genopipe.classify.experts import ask_experts
from genopipe.classify.experts import experts_of
from genopipe.classify.facts import FACTS
from genopipe.classify.facts import Context
from genopipe.classify.gather import GENOTYPE
from genopipe.classify.gather import JUDGED
from genopipe.classify.gather import Known
from genopipe.classify.gather import make_facts
from genopipe.classify.gather import rows_of
from genopipe.classify.known import counted
from genopipe.classify.nulls import NullFacts
from genopipe.classify.people import parents_affected
from genopipe.classify.people import parents_proven
from genopipe.classify.roles import splice_columns
from genopipe.classify.roles import titles
from genopipe.classify.worth import CLASSIFIED
from genopipe.classify_settings import ClassifySettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import ContentError
from genopipe.genome import Build
from genopipe.identity_file import IdentityFile
from genopipe.io.acmg_file import read_acmg
from genopipe.io.classify_inputs import phenotype_title
from genopipe.io.classify_inputs import read_gene_values
from genopipe.io.classify_inputs import read_phenotypes
from genopipe.io.classify_inputs import read_values
from genopipe.io.classify_inputs import source_titles
from genopipe.io.clinvar_index import read_known
from genopipe.io.curation_file import curation_path
from genopipe.io.curation_file import read_curation
from genopipe.io.evidence_files import read_evidence
from genopipe.io.evidence_files import read_gene_limits
from genopipe.io.evidence_files import read_regions
from genopipe.io.gene_models import read_transcripts
from genopipe.io.json_file import read_model
from genopipe.io.panel_rules_file import read_panel_rules
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_matching
from genopipe.io.parquet import read_parts
from genopipe.io.parquet import read_table
from genopipe.io.spliced import SplicedSequence
from genopipe.panel_rules import PanelRules
from genopipe.panels import Panel
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CLASS_NAMES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import CRITERIA
from genopipe.tables import GENOTYPES
from genopipe.withheld import NOTHING
from genopipe.withheld import Withheld

_PART = 100_000
"""Candidates that are read and written at once (rows)."""

_STATES = {"allele": pl.String(), "gene": pl.String(), "class_state": pl.String()}


@dataclass(frozen=True)
class Files:
    """Files that classification reads.

    Attributes:
        candidates: candidates.parquet of `genopipe inherit`.
        tables: Folder of `genopipe annotate`.
        genotypes: genotypes.parquet of `genopipe normalise`.
        transcripts: Gene models; None: exons that are lost are not judged.
        fasta: Reference; None: exons that are lost are not judged.
        neighbours: Folder of `genopipe neighbours`; None: ClinVar's alleles of the same gene were not asked.
        phenotypes: genes.parquet of `genopipe phenotype`; None: the phenotype was not compared.
        identity: identity.json of `genopipe identity`; None: parents are not proven.
    """

    candidates: Path
    tables: Path
    genotypes: Path
    transcripts: Path | None = None
    fasta: Path | None = None
    neighbours: Path | None = None
    phenotypes: Path | None = None
    identity: Path | None = None


@dataclass(frozen=True)
class Question:
    """What is asked of the files.

    Attributes:
        case: The family.
        panels: The case's panels, the foremost first.
        build: The genome build.
        classify: Settings of the classification.
        filters: What is too common.
        inherit: What makes a genotype good enough.
        frequency_title: Name of the source of frequencies; empty: none.
        withheld: Genes of which the proband did not agree to be told: nothing of them is classified.
    """

    case: CaseFile
    panels: Sequence[Panel]
    build: Build
    classify: ClassifySettings
    filters: FilterSettings
    inherit: InheritSettings
    frequency_title: str = ""
    withheld: Withheld = NOTHING


def make_context(files: Files, question: Question, acmg: Acmg) -> Context:
    """Return what is the same for every allele of the case."""
    settings = question.classify
    identity = read_model(files.identity, IdentityFile) if files.identity else None
    return Context(
        acmg=acmg,
        settings=settings,
        data=name_data(files, question),
        parents_proven=parents_proven(question.case, identity),
        parents_affected=parents_affected(question.case),
        curated=read_evidence(Path(settings.evidence)) if settings.evidence else None,
    )


def name_data(files: Files, question: Question) -> Mapping[str, str]:
    """Return name and version of every source that is there, by what it tells."""
    alleles = source_titles(files.tables / "source_values.parquet")
    genes = source_titles(files.tables / "gene_values.parquet")
    data = titles(question.classify, alleles, genes)
    if question.frequency_title:
        data["frequency"] = question.frequency_title
    date = pl.scan_parquet(files.tables / "alleles.parquet").select(pl.col("clinvar_date").max()).collect().item()
    if date is not None or files.neighbours is not None:
        data["clinvar"] = f"ClinVar {date or 'of an unknown date'}"
    if files.neighbours is not None:
        data["neighbours"] = data["clinvar"]
    if files.phenotypes is not None:
        data["phenotype"] = phenotype_title(files.phenotypes)
    if question.panels:
        named = (f"{one.title} {one.version}".strip() for one in question.panels)
        data["panels"] = f"panels: {', '.join(named)}"
    if question.classify.evidence:
        data["curated"] = "curated evidence"
    return data


def make_known(files: Files, question: Question, acmg: Acmg) -> Known:
    """Read what is known beside the tables of the case."""
    settings = question.classify
    transcripts = read_transcripts(files.transcripts) if files.transcripts else None
    sequence = SplicedSequence(files.fasta) if files.fasta else None
    return Known(
        case=question.case,
        panels=question.panels,
        build=question.build,
        filters=question.filters,
        inherit=question.inherit,
        acmg=acmg,
        settings=settings,
        nulls=NullFacts(transcripts, sequence),
        gene_values=read_gene_values(files.tables / "gene_values.parquet"),
        phenotypes=read_phenotypes(files.phenotypes) if files.phenotypes else None,
        clinvar=counted(read_known(files.neighbours), acmg) if files.neighbours else None,
        limits=read_gene_limits(Path(settings.gene_limits)) if settings.gene_limits else None,
        regions=read_regions(Path(settings.regions)) if settings.regions else None,
        withheld=question.withheld,
    )


def judge_worth(files: Files, known: Known) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the candidates that are worth classifying, and the state of every candidate; contig by contig.

    Args:
        files: The tables.
        known: What is known beside the tables.

    Returns:
        The columns of candidates and what decided; and allele, gene, class_state.
    """
    every = read_matching(files.candidates, CANDIDATES, pl.lit(value=True), JUDGED)
    own = pl.col("person") == known.case.case.proband
    proband = read_matching(files.genotypes, GENOTYPES, own, GENOTYPE)
    worth, states = [], [pl.DataFrame(schema=_STATES)]
    for contig in contigs_of(files.tables / "alleles.parquet"):
        alleles = read_table(files.tables / "alleles.parquet", ALLELES, contig)
        keys = alleles.select("allele")
        scores = read_values(files.tables / "source_values.parquet", alleles["allele"], splice_columns(known.settings))
        frames = {"alleles": alleles, "values": scores}
        frames["candidates"] = every.join(keys, on="allele", how="semi", maintain_order="left")
        frames["genotypes"] = proband.join(keys, on="allele", how="semi", maintain_order="left")
        rows = rows_of(frames, known)
        states.append(rows.select(list(_STATES)))
        worth.append(rows.filter(pl.col("class_state") == CLASSIFIED))
    return _whole(files, worth), pl.concat(states)


def _whole(files: Files, worth: list[pl.DataFrame]) -> pl.DataFrame:
    """Return rows with all columns of their candidates."""
    rows = pl.concat(worth) if worth else pl.DataFrame(schema=dict.fromkeys(KEYS, pl.String))
    read = read_matching(files.candidates, CANDIDATES, pl.col("allele").is_in(rows["allele"].implode()))
    more = read.select(*KEYS, pl.all().exclude(*rows.columns))
    return rows.join(more, on=KEYS, how="left", maintain_order="left")


def gather_facts(files: Files, known: Known) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the facts of every allele worth classifying, and the state of every candidate.

    Args:
        files: The tables.
        known: What is known beside the tables.

    Returns:
        Columns of `FACTS`; and allele, gene, class_state.
    """
    worth, states = judge_worth(files, known)
    if not worth.height:
        return pl.DataFrame(schema=FACTS), states
    asked = pl.col("allele").is_in(worth["allele"].implode())
    frames = {
        "genotypes": read_matching(files.genotypes, GENOTYPES, asked),
        "consequences": read_matching(files.tables / "consequences.parquet", CONSEQUENCES, asked),
        "values": read_values(files.tables / "source_values.parquet", worth["allele"]),
    }
    return make_facts(frames, worth, known), states


def read_experts(settings: ClassifySettings) -> dict[str, PanelRules]:
    """Return the rules of expert panels that the settings ask for, by name."""
    if not settings.panel_rules:
        return {}
    return read_panel_rules(Path(settings.own_panel_rules) if settings.own_panel_rules else None)


def curated(evidence: pl.DataFrame, question: Question, acmg: Acmg) -> pl.DataFrame:
    """Return the evidence with what a curator changes of this case, and why: `curator_reason`."""
    rows = evidence.with_columns(curator_reason=pl.lit(None, dtype=pl.String))
    folder = Path(question.classify.curation) if question.classify.curation else None
    path = curation_path(folder, question.case.case.case) if folder else None
    if path is None:
        return rows
    known = set(rows.select("allele", "gene").unique().iter_rows())
    return apply_curation(rows, read_curation(path, acmg, known), str(path))


def classify_tables(files: Files, question: Question, out: Path) -> dict[str, int]:
    """Write `candidates.parquet` with classes, and `criteria.parquet`.

    Args:
        files: What is read.
        question: What is asked.
        out: Folder for the tables.

    Returns:
        Candidates by class; `not_classified` among them.

    Raises:
        InputError: A file is missing or wrong.
        ContentError: A candidate was lost.
    """
    acmg = read_acmg(Path(question.classify.acmg) if question.classify.acmg else None)
    context, known = make_context(files, question, acmg), make_known(files, question, acmg)
    facts, states = gather_facts(files, known)
    prepared = prepare_facts(facts, context)
    experts = experts_of(facts, acmg, read_experts(question.classify))
    figures = {gene: expert.figures for gene, expert in experts.items()}
    evidence = ask_experts(prepared, ask_criteria(prepared, context), context, experts)
    criteria = make_table(curated(evidence, question, acmg), acmg, figures)
    classes = make_classes(criteria, acmg, figures)
    with TableWriter(out / "criteria.parquet", CRITERIA) as long:
        long.write(criteria)
    return _write_candidates(files.candidates, states, classes, out / "candidates.parquet")


def _write_candidates(path: Path, states: pl.DataFrame, classes: pl.DataFrame, out: Path) -> dict[str, int]:
    """Write the candidates with their classes, part by part; return how many each class has.

    Raises:
        ContentError: A candidate was lost.
    """
    counts: Counter[str] = Counter()
    parts = read_parts(path, CANDIDATES, _PART)
    first = next(parts)
    with TableWriter(out, CANDIDATES, [*first.columns, *CLASS_NAMES]) as kept:
        for part in chain([first], parts):
            classified = add_classes(part, states, classes)
            if classified.height != part.height:
                raise ContentError(f"{out}: {part.height} candidates in, {classified.height} out")
            kept.write(classified)
            counts.update(classified["class"].fill_null("not_classified").to_list())
    return dict(sorted(counts.items()))
