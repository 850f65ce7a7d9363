"""Every criterion of the engine, in the order of ACMG/AMP's tables, and how they are asked one after the other."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.classify.columns import class_columns
from genopipe.classify.columns import count_columns
from genopipe.classify.columns import rank_columns
from genopipe.classify.computational import bp4
from genopipe.classify.computational import bp7
from genopipe.classify.computational import pp3
from genopipe.classify.curated_evidence import bp6
from genopipe.classify.curated_evidence import bs3
from genopipe.classify.curated_evidence import pp5
from genopipe.classify.curated_evidence import ps3
from genopipe.classify.curated_evidence import ps4
from genopipe.classify.facts import Context
from genopipe.classify.frequency import ba1
from genopipe.classify.frequency import bs1
from genopipe.classify.frequency import bs2
from genopipe.classify.frequency import pm2
from genopipe.classify.genes import bp1
from genopipe.classify.genes import pp2
from genopipe.classify.inheritance import bp2
from genopipe.classify.inheritance import bp5
from genopipe.classify.inheritance import bs4
from genopipe.classify.inheritance import pm3
from genopipe.classify.inheritance import pm6
from genopipe.classify.inheritance import pp1
from genopipe.classify.inheritance import ps2
from genopipe.classify.null_variants import pvs1
from genopipe.classify.outcome import Outcome
from genopipe.classify.partners import add_partners
from genopipe.classify.phenotype import pp4
from genopipe.classify.regions import bp3
from genopipe.classify.regions import pm1
from genopipe.classify.regions import pm4
from genopipe.classify.same_residue import pm5
from genopipe.classify.same_residue import ps1

Decides = Callable[[pl.DataFrame, Context], pl.DataFrame]
KEYS = ("allele", "gene")

CRITERIA: Mapping[Criterion, Decides] = MappingProxyType(
    {
        Criterion.PVS1: pvs1,
        Criterion.PS1: ps1,
        Criterion.PS2: ps2,
        Criterion.PS3: ps3,
        Criterion.PS4: ps4,
        Criterion.PM1: pm1,
        Criterion.PM2: pm2,
        Criterion.PM3: pm3,
        Criterion.PM4: pm4,
        Criterion.PM5: pm5,
        Criterion.PM6: pm6,
        Criterion.PP1: pp1,
        Criterion.PP2: pp2,
        Criterion.PP3: pp3,
        Criterion.PP4: pp4,
        Criterion.PP5: pp5,
        Criterion.BA1: ba1,
        Criterion.BS1: bs1,
        Criterion.BS2: bs2,
        Criterion.BS3: bs3,
        Criterion.BS4: bs4,
        Criterion.BP1: bp1,
        Criterion.BP2: bp2,
        Criterion.BP3: bp3,
        Criterion.BP4: bp4,
        Criterion.BP5: bp5,
        Criterion.BP6: bp6,
        Criterion.BP7: bp7,
    }
)
"""The function of each criterion."""

OF_OTHERS = (Criterion.PM3, Criterion.BP2, Criterion.BP5)
"""Criteria that ask what other alleles of the case are."""

FIRST = (Criterion.PVS1, Criterion.BA1, Criterion.BS1)
"""Criteria that others ask for."""


def _asked(facts: pl.DataFrame, criteria: Iterable[Criterion], context: Context) -> dict[Criterion, pl.DataFrame]:
    return {criterion: CRITERIA[criterion](facts, context) for criterion in criteria}


def _is_met(made: pl.DataFrame) -> pl.Series:
    return made["outcome"] == Outcome.MET.value


def first_class(evidence: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the class of each allele in a gene by some of the criteria: allele, gene, class."""
    ranked = rank_columns(evidence.select(*KEYS, "criterion", "strength"), KEYS)
    return class_columns(count_columns(ranked, context.acmg), context.acmg).select(*KEYS, "class")


def prepare_facts(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add what criteria ask of other criteria and of other alleles of the case.

    Args:
        facts: One row an allele in a gene, of the whole case: what is known of it.
        context: What is the same for every row.
    """
    made = _asked(facts, FIRST, context)
    too_common = _is_met(made[Criterion.BA1]) | _is_met(made[Criterion.BS1])
    known = facts.with_columns(pvs1_strength=made[Criterion.PVS1]["strength"], too_common=too_common)
    made |= _asked(known, [one for one in CRITERIA if one not in (*FIRST, *OF_OTHERS)], context)
    classes = first_class(pl.concat(made.values()), context)
    first = known.select(KEYS).join(classes, on=KEYS, how="left", maintain_order="left")["class"]
    return add_partners(known, first, context.acmg)


def ask_criteria(prepared: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Decide every criterion for every row of facts.

    Args:
        prepared: What `prepare_facts` made, or some rows of it.
        context: What is the same for every row.

    Returns:
        28 rows for each: columns of `EVIDENCE_SCHEMA`, allele by allele, in the order of `CRITERIA`.
    """
    made = _asked(prepared, CRITERIA, context)
    order = {criterion.value: at for at, criterion in enumerate(CRITERIA)}
    rows = pl.concat([frame.with_row_index("_row") for frame in made.values()])
    at = pl.col("criterion").replace_strict(order, return_dtype=pl.Int64)
    return rows.sort("_row", at).drop("_row")
