"""The rules as they were written in code, before they became a file: the oracle for the file that ships."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.evidence import is_filtered
from genopipe.evidence import usable
from genopipe.filter.expected import INCOMPLETE
from genopipe.filter.expected import ONE_COPY
from genopipe.filter.expected import WITH_PARTNER
from genopipe.filter.expected import panel_genes
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.impact import HIGH
from genopipe.impact import MODERATE
from genopipe.impact import is_impactful
from genopipe.panels import Panel
from genopipe.tables import MODE_NAMES

_ALLELE_FACTS = [
    "allele",
    "contig",
    "variant_class",
    "quality",
    "filters",
    "frequency_max",
    "frequency_population",
    "clinvar_pathogenic",
]

FINDING = "finding"
CANDIDATE = "candidate"
SET_ASIDE = "set_aside"

# Finding: green panel gene, expected mode, and high impact, or de novo of moderate impact, or ClinVar (likely)
# pathogenic. Source: Genomics England, rare disease pipeline documentation, small variant tiering, tier 1.


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: The word in column `by`.
        bucket: Where a candidate goes when the rule holds.
        holds: When the rule holds; null counts as no.
        reason: The numbers that decided, as text.
    """

    name: str
    bucket: str
    holds: pl.Expr
    reason: pl.Expr


def _text(template: str, *columns: str) -> pl.Expr:
    """Format columns into a text; a null is written as `not known`."""
    values = [pl.col(column).cast(pl.String).fill_null("not known") for column in columns]
    return pl.format(template, *values) if values else pl.lit(template)


def _known_to_clinvar(settings: FilterSettings) -> pl.Expr:
    return pl.col("clinvar_pathogenic").fill_null(value=False) & settings.keep_clinvar


def _call_rules(settings: FilterSettings, inherit: InheritSettings) -> list[Rule]:
    by_fraction = pl.col("mitochondrial_place") & pl.col("alt_fraction").is_not_null()
    no_copy = (pl.col("alt_copies") == 0) & (pl.col("missing_copies") == 0)
    absent = pl.when(by_fraction).then(pl.col("alt_fraction") < inherit.minimum_heteroplasmy).otherwise(no_copy)
    no_call = (pl.col("alt_copies").fill_null(0) == 0) & (pl.col("missing_copies").fill_null(1) > 0)
    uncalled = ~by_fraction & no_call
    return [
        Rule(
            "spanning_deletion",
            SET_ASIDE,
            pl.col("variant_class") == "spanning_deletion",
            _text("the * allele: the deletion itself stands at another position"),
        ),
        Rule(
            "symbolic", SET_ASIDE, pl.col("variant_class") == "symbolic", _text("symbolic alleles are not interpreted")
        ),
        Rule(
            "not_in_proband",
            SET_ASIDE,
            absent,
            _text("the proband does not carry it: genotype {}, {} of {} reads", "genotype_text", "alt_reads", "depth"),
        ),
        Rule(
            "not_called",
            SET_ASIDE,
            uncalled,
            _text("the proband's genotype {} was not called; depth {}", "genotype_text", "depth"),
        ),
    ]


def _quality_rules(settings: FilterSettings, inherit: InheritSettings) -> list[Rule]:
    depth = f"depth {{}} (at least {inherit.minimum_depth})"
    quality = f"GQ {{}} (at least {inherit.minimum_genotype_quality})"
    low, high = inherit.minimum_balance, 1 - inherit.minimum_balance
    balance = f"ALT fraction {{}} (heterozygote: {low:g} to {high:g})"
    return [
        Rule(
            "caller_filter",
            SET_ASIDE,
            is_filtered(),
            _text("the caller's filter: {}", "filters"),
        ),
        Rule(
            "quality",
            SET_ASIDE,
            (pl.col("quality") < settings.minimum_quality) & ~pl.col("mitochondrial_place"),
            _text(f"QUAL {{}} is below {settings.minimum_quality:g}", "quality_text"),
        ),
        Rule(
            "genotype_quality",
            SET_ASIDE,
            ~pl.col("proband_usable") & ~pl.col("mitochondrial_place"),
            _text(
                f"the proband's genotype: {depth}, {quality}, {balance}", "depth", "genotype_quality", "fraction_text"
            ),
        ),
    ]


def _frequency_rule(settings: FilterSettings) -> Rule:
    two = settings.recessive_frequency
    one = settings.dominant_frequency
    common = pl.col("frequency_max") > two
    none_left = pl.col("modes_left").list.len() + pl.col("open_left").list.len() == 0
    some_before = pl.col("modes_counted").list.len() + pl.col("open_counted").list.len() > 0
    above_one = (pl.col("frequency_max") > one) & none_left & some_before
    limits = f"highest population frequency {{}} in {{}} is above the limit (one copy {one:g}, two copies {two:g})"
    return Rule(
        "frequency",
        SET_ASIDE,
        (common | above_one) & ~_known_to_clinvar(settings),
        _text(limits, "frequency_text", "frequency_population"),
    )


def _meaning_rules(settings: FilterSettings) -> list[Rule]:
    nothing = pl.col("modes_left").list.len() == 0
    return [
        Rule(
            "consequence",
            SET_ASIDE,
            ~is_impactful() & ~_known_to_clinvar(settings),
            _text(
                "{} on the reported transcript {}; worst on any transcript: {}", "consequence", "transcript", "worst"
            ),
        ),
        Rule(
            "inheritance",
            SET_ASIDE,
            nothing & (pl.col("open_left").list.len() == 0),
            _text("fits no mode in this family; inherited from: {}", "inherited_from"),
        ),
        Rule(
            "inheritance_not_assessable",
            CANDIDATE,
            nothing,
            pl.format("not assessable: {}", pl.col("open_left").list.join(", ")),
        ),
        Rule("outside_panels", CANDIDATE, pl.col("panel").is_null(), _text("the gene is in no panel of this case")),
        Rule(
            "panel_mode",
            CANDIDATE,
            pl.col("modes_in_panel").list.len() == 0,
            pl.format(
                "fits {}, but panel {} expects {}",
                pl.col("modes_left").list.join(", "),
                pl.col("panel"),
                pl.col("panel_mode"),
            ),
        ),
        Rule(
            "panel_confidence",
            CANDIDATE,
            pl.col("panel_confidence") != "green",
            _text("the gene is {} in panel {}", "panel_confidence", "panel"),
        ),
        Rule(
            "phase_unknown",
            CANDIDATE,
            (pl.col("modes_in_panel").list.join(",") == "compound_heterozygous")
            & (pl.col("partner_phase") == "unknown"),
            pl.format("the phase to {} is not known", pl.col("partners").list.join(", ")),
        ),
    ]


def _finding_rule() -> Rule:
    weight = (
        pl.when(pl.col("clinvar_pathogenic").fill_null(value=False))
        .then(pl.lit("ClinVar (likely) pathogenic"))
        .when(pl.col("impact") == HIGH)
        .then(pl.lit("high impact"))
        .when((pl.col("impact") == MODERATE) & pl.col("modes_in_panel").list.contains("de_novo"))
        .then(pl.lit("moderate impact, de novo"))
        .otherwise(pl.lit("in trans with an allele that is a finding"))
    )
    reason = pl.format(
        "{}; fits {}; {} in panel {}",
        weight,
        pl.col("modes_in_panel").list.join(", "),
        pl.col("panel_confidence"),
        pl.col("panel"),
    )
    return Rule("panel_gene", FINDING, pl.col("weighty") | pl.col("weighty_partner"), reason)


def make_rules(settings: FilterSettings, inherit: InheritSettings) -> list[Rule]:
    """Return the rules in the order in which they are asked."""
    return [
        *_call_rules(settings, inherit),
        *_quality_rules(settings, inherit),
        _frequency_rule(settings),
        *_meaning_rules(settings),
        _finding_rule(),
        Rule(
            "moderate_impact",
            CANDIDATE,
            pl.lit(value=True),
            _text("{} in a panel gene, not known to ClinVar and not de novo", "consequence"),
        ),
    ]


def weighty() -> pl.Expr:
    """Say whether an allele by itself weighs enough for a finding."""
    de_novo = (pl.col("impact") == MODERATE) & pl.col("modes_in_panel").list.contains("de_novo")
    return (
        pl.col("clinvar_pathogenic").fill_null(value=False)
        | (pl.col("impact") == HIGH).fill_null(value=False)
        | de_novo
    )


def modes_counted(modes: str) -> pl.Expr:
    """Return the modes of a list column that count for this gene: incomplete penetrance only where the panel says so.

    Args:
        modes: Name of the list column.
    """
    incomplete = pl.col("expected").list.contains(INCOMPLETE).fill_null(value=False)
    return pl.when(incomplete).then(pl.col(modes)).otherwise(_without(pl.col(modes), (INCOMPLETE,)))


def modes_left(modes: str, frequency_limit: float) -> pl.Expr:
    """Return the modes of a list column that this allele is rare enough for.

    Above the frequency limit for one copy, the modes that one copy explains do not count (unless ClinVar knows
    the allele).

    Args:
        modes: Name of the list column.
        frequency_limit: Highest frequency for one copy (fraction).
    """
    common = (pl.col("frequency_max") > frequency_limit).fill_null(value=False)
    return pl.when(common & ~pl.col("clinvar_exempt")).then(_without(pl.col(modes), ONE_COPY)).otherwise(pl.col(modes))


def _without(modes: pl.Expr, names: Sequence[str]) -> pl.Expr:
    return modes.list.filter(~pl.element().is_in(list(names)))


def _proband_facts(genotypes: pl.DataFrame, proband: str, inherit: InheritSettings) -> pl.DataFrame:
    own = genotypes.filter(pl.col("person") == proband)
    return own.with_columns(proband_usable=usable(inherit)).drop("person")


def _mitochondrial(build: Build) -> pl.Expr:
    names = [contig for contig, role in build.roles.items() if role is Role.MITOCHONDRION]
    return pl.col("contig").is_in(names)


def _worst(consequences: pl.DataFrame) -> pl.DataFrame:
    ordered = consequences.sort("allele", "gene", pl.col("severity").fill_null(127), "transcript")
    texts = ordered.with_columns(worst=pl.format("{} on {}", "consequence", "transcript"))
    return texts.group_by("allele", "gene", maintain_order=True).agg(pl.col("worst").first())


def _with_panels(rows: pl.DataFrame, panels: Sequence[Panel]) -> pl.DataFrame:
    """Add the panel of each gene, by gene id; by symbol where the panel's id is unknown to the gene models."""
    ids, symbols = panel_genes(panels, "gene_id"), panel_genes(panels, "gene_symbol")
    by_id = rows.select("gene").join(ids, on="gene", how="left", maintain_order="left").drop("gene")
    by_symbol = rows.select(gene="gene_symbol").join(symbols, on="gene", how="left", maintain_order="left").drop("gene")
    found = by_id["panel"].is_not_null()
    return rows.hstack([by_id[name].zip_with(found, by_symbol[name]) for name in by_id.columns])


def _with_modes(rows: pl.DataFrame, settings: FilterSettings) -> pl.DataFrame:
    limit = settings.dominant_frequency
    exempt = pl.col("clinvar_pathogenic").fill_null(value=False) & settings.keep_clinvar
    counted = rows.with_columns(
        clinvar_exempt=exempt,
        modes_counted=modes_counted("modes"),
        open_counted=modes_counted("modes_not_assessable"),
    ).with_columns(modes_left=modes_left("modes_counted", limit), open_left=modes_left("open_counted", limit))
    wanted = pl.col("expected").fill_null([])
    in_panel = pl.concat_list(
        [
            pl.when(pl.col("modes_left").list.contains(name) & wanted.list.contains(name)).then(pl.lit(name))
            for name in MODE_NAMES
        ]
    ).list.drop_nulls()
    return counted.with_columns(modes_in_panel=in_panel)


def _with_partner_weight(rows: pl.DataFrame) -> pl.DataFrame:
    """Say whether an allele is known to lie in trans with one that weighs enough by itself."""
    own = rows.with_columns(weighty=weighty())
    heavy = own.filter("weighty").select("gene", partners="allele", weighty_partner=pl.lit(value=True))
    paired = pl.any_horizontal(pl.col("modes_in_panel").list.contains(mode) for mode in WITH_PARTNER)
    in_trans = paired & (pl.col("partner_phase") != "unknown")
    pairs = own.filter(in_trans).select("allele", "gene", "partners")
    found = pairs.explode("partners").join(heavy, on=["gene", "partners"]).select("allele", "gene", "weighty_partner")
    joined = own.join(found.unique(), on=["allele", "gene"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("weighty_partner").fill_null(value=False))


def _figures_as_text() -> dict[str, pl.Expr]:
    return {
        "quality_text": pl.col("quality").round_sig_figs(6),
        "fraction_text": pl.col("alt_fraction").round_sig_figs(6),
        "frequency_text": pl.col("frequency_max").round_sig_figs(6),
    }


def filter_candidates(
    candidates: pl.DataFrame,
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    consequences: pl.DataFrame,
    case: CaseFile,
    panels: Sequence[Panel],
    build: Build,
    filters: FilterSettings,
    inherit: InheritSettings,
) -> pl.DataFrame:
    """Give every candidate of one contig its bucket, the rule that decided and the reason.

    Args:
        candidates: The candidates that inherit made.
        alleles: Annotated alleles of the contig.
        genotypes: Genotypes of the contig.
        consequences: Consequences of the contig.
        case: The family.
        panels: The case's panels, the foremost first.
        build: The genome build.
        filters: Thresholds.
        inherit: What makes a genotype good enough.

    Returns:
        All candidates, in their order, with every column of the table.
    """
    rows = (
        candidates.join(alleles.select(_ALLELE_FACTS), on="allele", how="left", maintain_order="left")
        .join(_proband_facts(genotypes, case.case.proband, inherit), on="allele", how="left", maintain_order="left")
        .join(_worst(consequences), on=["allele", "gene"], how="left", maintain_order="left")
    )
    rows = _with_partner_weight(_with_modes(_with_panels(rows, panels), filters))
    rows = rows.with_columns(mitochondrial_place=_mitochondrial(build), **_figures_as_text())
    rules = make_rules(filters, inherit)
    asked = rows.with_columns(
        _rule=pl.coalesce(*(pl.when(rule.holds).then(pl.lit(number)) for number, rule in enumerate(rules)))
    )
    chosen = {number: rule for number, rule in enumerate(rules)}
    decided = asked.with_columns(
        bucket=pl.col("_rule").replace_strict({n: r.bucket for n, r in chosen.items()}, return_dtype=pl.String),
        by=pl.col("_rule").replace_strict({n: r.name for n, r in chosen.items()}, return_dtype=pl.String),
        reason=pl.coalesce(*(pl.when(pl.col("_rule") == n).then(r.reason) for n, r in chosen.items())),
    )
    return decided.select("allele", "gene", "bucket", "by", "reason", "modes_in_panel")
