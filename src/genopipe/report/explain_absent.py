"""Why an allele was not called: what each person's gVCF, or the depth of the contig, says of its place."""

from collections.abc import Sequence

import polars as pl

from genopipe.cases import CaseFile
from genopipe.cases import Member
from genopipe.config import InheritSettings
from genopipe.io.site_calls import SiteCall
from genopipe.io.site_calls import calls_at
from genopipe.measures import PersonQuality
from genopipe.report.alleles import people_in_order
from genopipe.report.elsewhere import Elsewhere
from genopipe.report.query import AlleleQuery
from genopipe.report.tables import CaseTables
from genopipe.report.words import NOT_AVAILABLE
from genopipe.tables import ALLELES

Lines = list[str]


def explain_absent(
    tables: CaseTables,
    case: CaseFile,
    query: AlleleQuery,
    quality: Sequence[PersonQuality],
    elsewhere: Elsewhere,
) -> Lines:
    """Return why an allele is not among those of the family, person by person."""
    contigs = [query.contig, f"chr{query.contig.removeprefix('chr')}", query.contig.removeprefix("chr")]
    place = pl.col("contig").is_in(contigs) & (pl.col("position") == query.position)
    records = [f"{contig}:{query.position}:{query.ref}>" for contig in contigs]
    before = pl.any_horizontal([pl.col("called_as").str.starts_with(record) for record in records])
    lines = [f"{query.allele}: not called in this family (case {case.case.case})", ""]
    lines.append("  No caller record of this family holds this allele.")
    near = tables.rows(ALLELES, place | before)
    lines += [f"  Called there: {row['allele']}, as {row['called_as']}" for row in near]
    measured = {item.person: item for item in quality}
    for member in people_in_order(case):
        told = _by_calls(member, contigs, query, elsewhere) or _by_depth(measured.get(member.person), contigs)
        lines.append(f"  {member.person} ({member.relation}): {told}")
    return lines


def _by_calls(member: Member, contigs: Sequence[str], query: AlleleQuery, elsewhere: Elsewhere) -> str:
    """Return what a person's gVCF says of the place; empty: there is none, or it does not know the contig."""
    path = elsewhere.gvcfs.get(member.person)
    calls = None if path is None else calls_at(path, contigs, query.position)
    if calls is None:
        return ""
    if not calls:
        return "no call here: no record of the gVCF covers the position (no read, or a contig that is not called)"
    return "; ".join(_in_words(call, elsewhere.inherit) for call in calls)


def _in_words(call: SiteCall, limits: InheritSettings) -> str:
    depth = NOT_AVAILABLE if call.depth is None else str(call.depth)
    quality = NOT_AVAILABLE if call.quality is None else str(call.quality)
    figures = f"depth {depth} (at least {limits.minimum_depth})"
    figures += f", GQ {quality} (at least {limits.minimum_genotype_quality}), genotype {call.genotype}"
    weak = call.depth is not None and call.depth < limits.minimum_depth
    weak |= call.quality is not None and call.quality < limits.minimum_genotype_quality
    if "." in call.genotype or weak:
        return f"no call here: {figures}"
    if call.reference_only:
        return f"reference: {figures}"
    return f"another allele was called at {call.start}: {figures}"


def _by_depth(measured: PersonQuality | None, contigs: Sequence[str]) -> str:
    depths = {} if measured is None else measured.depth_by_contig
    depth = next((depths[contig] for contig in contigs if contig in depths), None)
    text = NOT_AVAILABLE if depth is None else f"{depth:.1f} reads"
    return f"mean depth of the contig {text}; that is no proof of two reference copies"
