"""The sources that a configuration names, as records: those of the manifest, and those that the settings describe."""

from collections.abc import Iterable
from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import NamedTuple

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.sources import FrequencyRoles
from genopipe.sources import Licence
from genopipe.sources import Source
from genopipe.sources import SourceColumn

if TYPE_CHECKING:  # who opens stores that are given needs no settings
    from genopipe.config import AnnotateSettings
    from genopipe.config import FrequencySource
    from genopipe.config import Settings

FREQUENCY = "frequency"
CLINVAR = "clinvar"
"""Names of the two sources that the settings describe by themselves."""

GENE_NAMES = "hgnc"
"""Name of the record whose ids complete those of other sources of genes."""

_OWN = Licence(words="of the file's owner", link="", commercial=None)
_MISSING = "the allele is not in the source, or nothing is written there"


class UsedSource(NamedTuple):
    """A source that a run uses.

    Attributes:
        name: Its name in the workflow: `frequency`, `clinvar`, or that of its record.
        source: The record.
        files: Its files.
        covered: BED of the positions that it covers; empty: not known.
    """

    name: str
    source: Source
    files: tuple[str, ...]
    covered: str = ""


def used_sources(settings: "AnnotateSettings", records: Mapping[str, Source]) -> dict[str, UsedSource]:
    """Return every source that the settings name, by its name in the workflow.

    Args:
        settings: Section `annotate`.
        records: Records of the manifests.

    Raises:
        InputError: A record does not exist or is no source of annotation, a source stands twice, or one that is read in
            place has several files.
    """
    used: list[UsedSource] = []
    if settings.frequency:
        given = settings.frequency
        record = _record(given.record, records, "annotate.frequency.record") if given.record else _frequency(given)
        used.append(UsedSource(FREQUENCY, _as_given(record, normalised=given.normalised), (given.file,), given.covered))
    if settings.clinvar:
        record = _record(CLINVAR, records, "annotate.clinvar")
        record = record.model_copy(update={"title": settings.clinvar.name})
        source = _as_given(record, normalised=settings.clinvar.normalised)
        used.append(UsedSource(CLINVAR, source, (settings.clinvar.file,)))
    for one in settings.sources:
        record = _record(one.name, records, "annotate.sources")
        used.append(UsedSource(one.name, record, one.files, one.covered))
    twice = sorted({item.name for item in used if [other.name for other in used].count(item.name) > 1})
    if twice:
        cause = f"named twice: {', '.join(twice)}"
        raise InputError([fault("SOURCE-NAME", "annotate.sources", cause, "name each source once, with all its files")])
    others = [item.name for item in used if item.source.grain == "file"]
    if others:
        cause = f"not a source of annotation: {', '.join(others)}"
        raise InputError([fault("SOURCE-OTHER", "annotate.sources", cause, "name its files in the section phenotype")])
    several = [item.name for item in used if item.source.grain != "allele" and len(item.files) > 1]
    if several:
        cause = f"several files of a source that is read in place: {', '.join(several)}"
        raise InputError([fault("SOURCE-FILES", "annotate.sources", cause, "join them into one file")])
    return {item.name: item for item in used}


def hard_regions(wanted: Iterable[str], used: Mapping[str, UsedSource]) -> dict[str, str]:
    """Return the file of each source of regions where reads cannot be placed for sure, by its name.

    Args:
        wanted: Names of such sources, as `report.hard_regions` has them; those that are not used are left out.
        used: The sources of the run.
    """
    return {name: used[name].files[0] for name in wanted if name in used}


def gene_names_file(settings: "Settings") -> str:
    """Return the path of HGNC's complete set that the settings name; empty: none."""
    among_sources = (one.files[0] for one in settings.annotate.sources if one.name == GENE_NAMES)
    return settings.input.gene_names or next(among_sources, "")


def _record(name: str, records: Mapping[str, Source], where: str) -> Source:
    if name not in records:
        cause = f"no manifest has a record {name}"
        raise InputError([fault("SOURCE-NAME", where, cause, "see genopipe resources list")])
    return records[name]


def _as_given(source: Source, *, normalised: bool) -> Source:
    return source.model_copy(update={"normalised": normalised})


def _column(column: str, field: str, kind: str, doc: str, unit: str) -> SourceColumn:
    return SourceColumn.model_validate(
        {"column": column, "from": field, "type": kind, "doc": doc, "unit": unit, "missing": _MISSING}
    )


def _frequency(given: "FrequencySource") -> Source:
    """Return the record of a frequency source that the settings describe field by field."""
    columns: list[SourceColumn] = []
    tables: dict[str, dict[str, str]] = {"populations": {}, "filtering": {}}
    for kind, fields, doc in (
        ("populations", given.populations, "Allele frequency"),
        ("filtering", given.filtering, "Filtering allele frequency"),
    ):
        for number, (group, field) in enumerate(fields.items()):
            columns.append(_column(f"{kind}_{number}", field, "number", f"{doc}, {group}.", "fraction"))
            tables[kind][group] = f"{kind}_{number}"
    counts = {
        name: field
        for name, field in (
            ("allele_number", given.allele_number),
            ("homozygotes", given.homozygotes),
            ("hemizygotes", given.hemizygotes),
        )
        if field
    }
    columns += [_column(name, field, "integer", f"{name}.", "count") for name, field in counts.items()]
    roles = FrequencyRoles(
        populations=tables["populations"],
        filtering=tables["filtering"],
        minimum_number=given.minimum_number,
        **{name: name for name in counts},
    )
    return Source(
        name=FREQUENCY,
        title=given.name,
        kind="frequency",
        version="as given",
        build="",
        licence=_OWN,
        citation=given.name,
        format="vcf",
        grain="allele",
        columns=tuple(columns),
        frequency=roles,
    )
