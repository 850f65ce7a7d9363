"""Make the candidates of one family: each allele in each gene, with every mode of inheritance that fits."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.evidence import passes
from genopipe.genome import Build
from genopipe.impact import HIGH
from genopipe.impact import is_impactful
from genopipe.inherit.calls import calls_of_table
from genopipe.inherit.deletions import spans_of
from genopipe.inherit.engine import Family
from genopipe.inherit.engine import judge
from genopipe.inherit.given import Given
from genopipe.inherit.imprinted import expressed_codes
from genopipe.inherit.members import Members
from genopipe.inherit.members import make_members
from genopipe.inherit.places import places_of
from genopipe.inherit.rows import GeneRows
from genopipe.inherit.rows import candidate_columns
from genopipe.inherit.stretches import Asked
from genopipe.inherit.stretches import tell_stretches
from genopipe.io.founder_alleles import founder_alleles
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.io.table_tsv import open_table
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import ENGINE_COLUMNS
from genopipe.tables import GENOTYPES
from genopipe.tables import STRETCHES

_GENE = ["gene", "gene_symbol", "transcript", "consequence", "impact", "severity", "hgvs_c", "hgvs_p", "flags"]
COLUMNS = ["allele", *_GENE, *ENGINE_COLUMNS]
STAR = r"[>,]\*(,|$)"
"""What `called_as` holds where one of the ALTs is `*`."""


def rare(settings: FilterSettings) -> pl.Expr:
    """Say whether an allele is rare enough for a recessive mode, or not known to be common."""
    return (pl.col("frequency_max") <= settings.recessive_frequency).fill_null(value=True)


def worth_pairing(settings: FilterSettings, founders: Sequence[str] = ()) -> pl.Expr:
    """Say whether an allele can be half of a pair: well called; rare or not known to be common; of some consequence.

    An allele that filter sets aside for its call must not make a finding of another one.

    Args:
        settings: Limits, and which alleles no frequency removes.
        founders: Founder alleles of the build: they may be common.
    """
    known = pl.col("clinvar_pathogenic").fill_null(value=False) & settings.keep_clinvar
    founder = pl.col("allele").is_in(list(founders)) & settings.keep_founders
    return passes(settings) & (known | ((rare(settings) | founder) & is_impactful()))


def weight() -> pl.Expr:
    """Return how much an allele weighs as a partner: ClinVar (likely) pathogenic, then high impact."""
    known = pl.col("clinvar_pathogenic").fill_null(value=False).cast(pl.Int64)
    return 2 * known + (pl.col("impact") == HIGH).fill_null(value=False).cast(pl.Int64)


def _worst_reported(consequences: pl.DataFrame) -> pl.DataFrame:
    """Return one reported row an allele and gene: MANE Plus Clinical stands beside MANE Select where it is worse.

    An allele is in a gene when it lies in one of its transcripts. One that lies beside a gene only (upstream or
    downstream of every transcript) is no candidate of it: what is known of the allele is known of another gene.
    """
    inside = consequences.filter(pl.col("distance").is_null()).select("allele", "gene")
    touched = consequences.filter("reported").join(inside, on=["allele", "gene"], how="semi", maintain_order="left")
    rows = touched.with_row_index("_row").sort("severity", "_row", nulls_last=True)
    return rows.unique(["allele", "gene"], keep="first", maintain_order=True).sort("_row").drop("_row")


def make_family(
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    members: Members,
    build: Build,
    filters: FilterSettings,
    given: Given,
) -> Family:
    """Return what the engine takes of one contig.

    Args:
        alleles: Alleles of one contig, by position.
        genotypes: Their genotypes.
        members: Who is who.
        build: The genome build.
        filters: What makes a record well called.
        given: What else is known of the family.
    """
    contig = alleles["contig"][0] if alleles.height else ""
    told = alleles.select(star=pl.col("called_as").str.contains(STAR), good=passes(filters))
    return Family(
        calls=calls_of_table(genotypes, alleles["allele"], members.names),
        place=places_of(contig, alleles["position"].to_numpy(), build),
        spans=spans_of(alleles),
        isodisomy=given.isodisomy(contig, alleles["position"].to_numpy(), members.names[members.proband]),
        again=given.reads_again(alleles["allele"], members),
        mosaics=given.mosaics(contig, alleles["position"].to_numpy(), members.names),
        beside_star=told["star"].fill_null(value=False).to_numpy(),
        well_called=told["good"].to_numpy(),
    )


class OfContig(NamedTuple):
    """What is made of one contig.

    Attributes:
        candidates: One row an allele and gene, in the order of the alleles: `COLUMNS` of the table `candidates`.
        stretches: The table `stretches`, for the laboratory only: of candidates that are worth pairing.
    """

    candidates: pl.DataFrame
    stretches: pl.DataFrame


def make_candidates(
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    consequences: pl.DataFrame,
    members: Members,
    build: Build,
    inherit: InheritSettings,
    filters: FilterSettings,
    given: Given | None = None,
) -> OfContig:
    """Make the candidates of one contig.

    Args:
        alleles: Annotated alleles of one contig.
        genotypes: Genotypes of the same alleles.
        consequences: Consequences of the same alleles.
        members: The family.
        build: The genome build, for X, Y, PARs and the mitochondrion.
        inherit: What makes a genotype good enough.
        filters: What makes an allele worth pairing.
        given: What else is known of the family.
    """
    known = given or Given()
    ordered = alleles.sort("position", maintain_order=True)
    family = make_family(ordered, genotypes, members, build, filters, known)
    judged = judge(family, members, inherit)
    placed = alleles.select("allele").join(
        ordered.with_row_index("_at").with_columns(_rare=rare(filters), _good=passes(filters)),
        on="allele",
        how="left",
        maintain_order="left",
    )
    rows = placed.join(
        _worst_reported(consequences).select("allele", *_GENE), on="allele", how="inner", maintain_order="left_right"
    ).with_columns(_pairs=worth_pairing(filters, founder_alleles(build)["allele"].to_list()), _weight=weight())
    told = GeneRows(
        names=ordered["allele"],
        allele=rows["_at"].to_numpy().astype(np.int64),
        gene=rows["gene"].rank("dense").to_numpy().astype(np.int64) - 1,
        expressed=expressed_codes(rows["gene_symbol"]),
        worth_pairing=rows["_pairs"].to_numpy(),
        rare=rows["_rare"].to_numpy(),
        weight=rows["_weight"].to_numpy(),
        record=ordered["called_as"].rank("dense").to_numpy().astype(np.int64) - 1,
    )
    found = candidate_columns(judged, family, members, told, inherit)
    candidates = rows.select("allele", *_GENE).hstack(found).select(COLUMNS)
    stretches = pl.DataFrame(schema=STRETCHES.schema())
    if known.segments is not None and alleles.height:
        worth = np.flatnonzero(told.worth_pairing)
        asked = Asked(candidates[worth], told.allele[worth], ordered["position"].to_numpy())
        here = known.segments.filter(pl.col("contig") == alleles["contig"][0])
        stretches = tell_stretches(asked, judged, family, members, here, inherit.minimum_balance)
    return OfContig(candidates, stretches)


def members_of_case(case: CaseFile, given: Given) -> Members:
    """Return the members of a case who have data.

    Raises:
        InputError: The proband has none.
    """
    return make_members(case.family, case.case.proband, case.sequenced, given.karyotypes)


def _verify_people(calls: pl.DataFrame, case: CaseFile, genotypes: Path) -> None:
    """Check that everyone with data has genotypes: a name that differs would make every mode not assessable.

    Raises:
        InputError: Someone has none.
    """
    absent = sorted(set(case.sequenced) - set(calls["person"].unique())) if calls.height else []
    if absent:
        cause = f"no genotypes of {', '.join(absent)}, who have data in case {case.case.case}"
        raise InputError([fault("VCF-SAMPLE", str(genotypes), cause, "name the samples of the VCF as the case does")])


def _verify_given(given: Given, case: CaseFile) -> None:
    """Check that what is known beside the genotypes is of this family: that of another would count as never asked.

    Raises:
        InputError: It is of somebody who has no data in the case.
    """
    tables = {"recounts": given.recounts, "segments": given.segments}
    faults = []
    for name, table in tables.items():
        foreign = [] if table is None else sorted(set(table["person"].unique()) - set(case.sequenced))
        if foreign:
            cause = f"{name} of {', '.join(foreign)}, who have no data in case {case.case.case}"
            faults.append(fault("TABLE-FOREIGN", f"--{name}", cause, "give the table that was made of this case"))
    if faults:
        raise InputError(faults)


class _Slices:
    """Hands out the genotypes of each contig; where the rows stand in the order of the alleles, without a search."""

    def __init__(self, calls: pl.DataFrame) -> None:
        self._calls = calls
        self._people = calls["person"].n_unique()
        self._at = 0

    def take(self, alleles: pl.Series) -> pl.DataFrame:
        """Return the genotypes of the next alleles of the table."""
        begin, many = self._at * self._people, len(alleles) * self._people
        self._at += len(alleles)
        piece = self._calls.slice(begin, many)
        if many and piece.height == many and (piece["allele"].gather_every(self._people) == alleles).all():
            last = piece["allele"].gather_every(self._people, self._people - 1)
            if (last == alleles).all():
                return piece
        return self._calls.join(pl.DataFrame({"allele": alleles}), on="allele", how="semi", maintain_order="left")


def inherit_tables(
    tables: Path,
    genotypes: Path,
    case: CaseFile,
    build: Build,
    inherit: InheritSettings,
    filters: FilterSettings,
    out: Path,
    given: Given | None = None,
    laboratory: Path | None = None,
) -> int:
    """Write `candidates.parquet` of one family, and what stretches of chromosomes say of them for the laboratory.

    Args:
        tables: Folder of the annotated tables.
        genotypes: The table of genotypes.
        case: The family.
        build: The genome build.
        inherit: What makes a genotype good enough.
        filters: What makes an allele worth pairing.
        out: Folder for the table.
        given: What else is known of the family.
        laboratory: Path of the table `stretches`, `.parquet` or `.tsv`; None: it is not written.

    Returns:
        The number of candidates.

    Raises:
        InputError: A sequenced member has no genotypes in the table, the proband has no data, or what is given is of
            somebody else.
    """
    known = given or Given()
    members = members_of_case(case, known)
    consequences = read_table(tables / "consequences.parquet", CONSEQUENCES)
    calls = read_table(genotypes, GENOTYPES)
    _verify_people(calls, case, genotypes)
    _verify_given(known, case)
    slices = _Slices(calls)
    with (
        TableWriter(out / "candidates.parquet", CANDIDATES, COLUMNS) as writer,
        open_table(laboratory, STRETCHES) if laboratory else nullcontext() as for_laboratory,
    ):
        for contig in contigs_of(tables / "alleles.parquet"):
            alleles = read_table(tables / "alleles.parquet", ALLELES, contig)
            here = consequences.join(alleles.select("allele"), on="allele", how="semi", maintain_order="left")
            own = slices.take(alleles["allele"])
            made = make_candidates(alleles, own, here, members, build, inherit, filters, known)
            writer.write(made.candidates)
            if for_laboratory is not None:
                for_laboratory.write(made.stretches)
        return writer.rows
