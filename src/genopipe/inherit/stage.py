"""Make the candidates of one family: each allele in each gene, with every mode of inheritance that fits."""

from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.evidence import passes
from genopipe.genome import Build
from genopipe.impact import is_impactful
from genopipe.inherit.compound import find_partners
from genopipe.inherit.facts import make_facts
from genopipe.inherit.facts import place_of
from genopipe.inherit.modes import PLACE
from genopipe.inherit.modes import Members
from genopipe.inherit.modes import inherited_from
from genopipe.inherit.modes import single_allele_modes
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import MODE_NAMES
from genopipe.tables import RECOUNTS
from genopipe.tables import check
from genopipe.tables import check_key

COLUMNS = [
    "allele",
    "gene",
    "gene_symbol",
    "transcript",
    "consequence",
    "impact",
    "severity",
    "hgvs_c",
    "hgvs_p",
    "flags",
    *MODE_NAMES,
    "modes",
    "modes_not_assessable",
    "partners",
    "partner_phase",
    "inherited_from",
]
_GENE = ["gene", "gene_symbol", "transcript", "consequence", "impact", "severity", "hgvs_c", "hgvs_p", "flags"]
_ALLELE = ["allele", "contig", "position", "called_as", "quality", "filters", "frequency_max", "clinvar_pathogenic"]


def worth_pairing(settings: FilterSettings) -> pl.Expr:
    """Say whether an allele can be half of a pair: well called; rare or not known to be common; of some consequence.

    An allele that filter sets aside for its call must not make a finding of another one.
    """
    rare = (pl.col("frequency_max") <= settings.recessive_frequency).fill_null(value=True)
    known = pl.col("clinvar_pathogenic").fill_null(value=False) & settings.keep_clinvar
    return passes(settings) & (known | (rare & is_impactful()))


def _worst_reported(consequences: pl.DataFrame) -> pl.DataFrame:
    """Return one reported row an allele and gene: MANE Plus Clinical stands beside MANE Select where it is worse.

    An allele is in a gene when it lies in one of its transcripts. One that lies beside a gene only (upstream or
    downstream of every transcript) is no candidate of it: what is known of the allele is known of another gene.
    """
    inside = consequences.filter(pl.col("distance").is_null()).select("allele", "gene")
    touched = consequences.filter("reported").join(inside, on=["allele", "gene"], how="semi", maintain_order="left")
    rows = touched.with_row_index("_row").sort("severity", "_row", nulls_last=True)
    return rows.unique(["allele", "gene"], keep="first", maintain_order=True).sort("_row").drop("_row")


def _joined(alleles: pl.DataFrame, consequences: pl.DataFrame, facts: pl.DataFrame, build: Build) -> pl.DataFrame:
    facts_of_alleles = alleles.select(_ALLELE)
    placed = facts_of_alleles.with_columns(place_of(pl.col("contig"), pl.col("position"), build).alias(PLACE))
    reported = _worst_reported(consequences).select("allele", *_GENE)
    return placed.join(reported, on="allele", how="inner", maintain_order="left_right").join(
        facts, on="allele", how="left", maintain_order="left"
    )


def _with_partners(rows: pl.DataFrame, partners: pl.DataFrame) -> pl.DataFrame:
    known = partners.with_columns(_pair=pl.lit(value=True))
    joined = rows.join(known, on=["allele", "gene"], how="left", maintain_order="left")
    fits = pl.when("_pair").then("compound_heterozygous").otherwise(pl.lit(value=False))
    return joined.with_columns(partners=pl.col("partners").fill_null([]), compound_heterozygous=fits)


def _names_where(test: dict[str, pl.Expr]) -> pl.Expr:
    words = [pl.when(expression).then(pl.lit(name)) for name, expression in test.items()]
    return pl.concat_list(words).list.drop_nulls()


def make_candidates(
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    consequences: pl.DataFrame,
    case: CaseFile,
    build: Build,
    inherit: InheritSettings,
    filters: FilterSettings,
    recounts: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Make the candidates of one contig.

    Args:
        alleles: Annotated alleles.
        genotypes: Genotypes of the same alleles.
        consequences: Consequences of the same alleles.
        case: The family.
        build: The genome build, for X, Y, PARs and the mitochondrion.
        inherit: What makes a genotype good enough.
        filters: What makes an allele worth pairing.
        recounts: Reads that were asked again.

    Returns:
        One row an allele and gene, in the order of the alleles: `COLUMNS` of the table `candidates`.
    """
    members = Members(case)
    facts = make_facts(genotypes, case.sequenced, inherit, recounts)
    rows = _joined(alleles, consequences, facts, build)
    rows = rows.with_columns(inherited_from=inherited_from(members, inherit), **single_allele_modes(members, inherit))
    rows = _with_partners(rows, find_partners(rows, members, worth_pairing(filters)))
    return rows.with_columns(
        modes=_names_where({name: pl.col(name).fill_null(value=False) for name in MODE_NAMES}),
        modes_not_assessable=_names_where({name: pl.col(name).is_null() for name in MODE_NAMES}),
    ).select(COLUMNS)


def _verify_people(calls: pl.DataFrame, case: CaseFile, genotypes: Path) -> None:
    """Check that everyone with data has genotypes: a name that differs would make every mode not assessable.

    Raises:
        InputError: Someone has none.
    """
    absent = sorted(set(case.sequenced) - set(calls["person"].unique())) if calls.height else []
    if absent:
        cause = f"no genotypes of {', '.join(absent)}, who have data in case {case.case.case}"
        raise InputError([fault("VCF-SAMPLE", str(genotypes), cause, "name the samples of the VCF as the case does")])


def _read_recounts(path: Path | None, case: CaseFile) -> pl.DataFrame | None:
    """Return the table of recounts, if there is one.

    Raises:
        InputError: It is of people who are not in the case.
    """
    if path is None:
        return None
    recounts = read_table(path, RECOUNTS)
    check(recounts, RECOUNTS, list(RECOUNTS.schema()))
    check_key(recounts, RECOUNTS)
    foreign = sorted(set(recounts["person"].unique()) - set(case.sequenced))
    if foreign:
        cause = f"recounts of {', '.join(foreign)}, who have no data in case {case.case.case}"
        raise InputError([fault("TABLE-MISSING", str(path), cause, "give the recounts of this case")])
    return recounts


def inherit_tables(
    tables: Path,
    genotypes: Path,
    case: CaseFile,
    build: Build,
    inherit: InheritSettings,
    filters: FilterSettings,
    out: Path,
    recounts: Path | None = None,
) -> int:
    """Write `candidates.parquet` of one family.

    Args:
        tables: Folder of the annotated tables.
        genotypes: The table of genotypes.
        case: The family.
        build: The genome build.
        inherit: What makes a genotype good enough.
        filters: What makes an allele worth pairing.
        out: Folder for the table.
        recounts: The table of recounts, where reads were asked again.

    Returns:
        The number of candidates.

    Raises:
        InputError: A sequenced member has no genotypes in the table, or the recounts are of someone else.
    """
    consequences = read_table(tables / "consequences.parquet", CONSEQUENCES)
    calls = read_table(genotypes, GENOTYPES)
    _verify_people(calls, case, genotypes)
    recounted = _read_recounts(recounts, case)
    with TableWriter(out / "candidates.parquet", CANDIDATES, COLUMNS) as writer:
        for contig in contigs_of(tables / "alleles.parquet"):
            alleles = read_table(tables / "alleles.parquet", ALLELES, contig)
            here = alleles.select("allele")
            writer.write(
                make_candidates(
                    alleles,
                    calls.join(here, on="allele", how="semi", maintain_order="left"),
                    consequences.join(here, on="allele", how="semi", maintain_order="left"),
                    case,
                    build,
                    inherit,
                    filters,
                    recounted,
                )
            )
        return writer.rows
