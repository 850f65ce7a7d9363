"""What `genopipe case` is given: settings, the family, the case, its panels, all checked before the first step."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from genopipe.cases import Case
from genopipe.cases import SheetRow
from genopipe.cli.options import parse_json
from genopipe.cli.options import read_config
from genopipe.cli.options import stop_on
from genopipe.cli.options import validated
from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.cases_file import CaseEntry
from genopipe.io.panels import find_panel
from genopipe.io.panels import panel_name
from genopipe.io.panels import read_any_panel
from genopipe.io.pedigree_file import PedigreeRow
from genopipe.io.pedigree_file import read_pedigree_rows
from genopipe.io.phenopacket import read_phenopacket
from genopipe.panels import Panel
from genopipe.pedigree import Affection
from genopipe.pedigree import Person
from genopipe.pedigree import families
from genopipe.plan import Plan
from genopipe.preflight.family import People
from genopipe.preflight.family import check_people
from genopipe.preflight.pedigree import check_pedigree
from genopipe.preflight.project import SHALLOW_RECORDS
from genopipe.preflight.project import STRICT_RECORDS
from genopipe.preflight.reference import read_reference
from genopipe.preflight.variants import VariantPromise
from genopipe.preflight.variants import check_variants
from genopipe.source_settings import CLINVAR
from genopipe.source_settings import FREQUENCY

_CONSENT = "main_findings"
_FAMILY = "family"


@dataclass(frozen=True)
class Asked:
    """What one case is made of.

    Attributes:
        vcf: The family's VCF.
        ped: Its pedigree; None: the phenopacket's person alone.
        phenopacket: The case's terms.
        panels: Files of panels, the foremost first; empty: those that the case names.
        folder: Folder of the panels that the case names; None: that of the settings.
        consent: What the proband agreed to; empty: as stated beside the phenopacket, else the main findings.
        name: Id of the case; empty: the phenopacket's.
        proband: Id of the proband; empty: the phenopacket's person.
    """

    vcf: Path
    ped: Path | None
    phenopacket: Path
    panels: tuple[Path, ...] = ()
    folder: Path | None = None
    consent: tuple[str, ...] = ()
    name: str = ""
    proband: str = ""


def settings_of_case(
    config: Path | None, text: str, fasta: Path | None, genes: Path | None, sources: Sequence[str]
) -> Settings:
    """Return the settings of a case: those of a configuration or of `--set`, with the files that are given.

    Args:
        config: Configuration file of a project.
        text: Without one, settings as JSON.
        fasta: Reference FASTA.
        genes: Gene models.
        sources: Sources as NAME=FILE.

    Raises:
        InputError: A setting is wrong.
    """
    given = read_config(config).model_dump(mode="json") if config else parse_json(text)
    genome = given.setdefault("genome", {})
    for key, path in (("fasta", fasta), ("genes", genes)):
        if path is not None:
            genome[key] = str(path)
        elif key not in genome:
            raise click.UsageError(f"give --{'transcripts' if key == 'genes' else key}, or --config")
    annotate = given.setdefault("annotate", {})
    for pair in sources:
        _add_source(annotate, pair)
    return validated(Settings, given, "--config" if config else "--set")


def _add_source(annotate: dict[str, Any], pair: str) -> None:
    name, mark, file = pair.partition("=")
    if not mark or not Path(file).is_file():
        raise click.UsageError(f"--source {pair}: write NAME=FILE, and FILE must exist")
    if name == FREQUENCY:
        annotate[name] = {"name": Path(file).name, "file": file}
    elif name == CLINVAR:
        annotate[name] = {"file": file}
    else:
        others = [one for one in annotate.get("sources", []) if one["name"] != name]
        annotate["sources"] = [*others, {"name": name, "files": [file]}]


def make_plan_of_case(asked: Asked, settings: Settings) -> tuple[Plan, str, tuple[Path, ...]]:
    """Read and check everything that a case is made of.

    Args:
        asked: What was given.
        settings: The settings.

    Returns:
        The plan of a run of this case alone, the case's id, and the files of its panels.

    Raises:
        InputError: Every fault at once.
    """
    entry, faults = _read_case(asked)
    stop_on(faults)
    assert entry is not None
    rows, faults = _read_family(asked, entry)
    entry = _with_family(entry, rows)
    samples, found = _check_vcf(asked.vcf, settings)
    faults += found
    people = [row.person for row in rows]
    sheet = [SheetRow(person.person, vcf=str(asked.vcf)) for person in people if person.person in samples]
    if not errors_among(found) and entry.case.proband not in samples:
        cause = f"proband '{entry.case.proband}' is no sample of {asked.vcf.name}: {', '.join(sorted(samples)[:5])}"
        faults.append(fault("CASE-PROBAND", str(asked.vcf), cause, "name the person with --proband, or rename samples"))
    panels, files, found = _read_panels(asked, entry.case, settings)
    faults += found
    told = People(asked.vcf, asked.ped or asked.phenopacket, sheet, families(people), [entry], panels)
    stop_on(faults + check_people(told))
    plan = Plan(settings, tuple(sheet), {one.person: one for one in people}, {entry.case.case: entry.case}, {})
    return plan, entry.case.case, files


def _read_case(asked: Asked) -> tuple[CaseEntry | None, list[Fault]]:
    otherwise = {"family": _FAMILY, "consent": {_CONSENT: True}}
    given: dict[str, Any] = {"consent": dict.fromkeys(asked.consent, True)} if asked.consent else {}
    given |= {key: value for key, value in (("case", asked.name), ("proband", asked.proband)) if value}
    if asked.panels:
        given["panels"] = [panel_name(path) for path in asked.panels]
    return read_phenopacket(asked.phenopacket, otherwise, given)


def _read_family(asked: Asked, entry: CaseEntry) -> tuple[list[PedigreeRow], list[Fault]]:
    """Return the rows of the pedigree; without one, the phenopacket's person alone."""
    if asked.ped is None:
        case = entry.case
        person = Person(case.proband, case.family, sex=entry.sex, affection=Affection.AFFECTED)
        return [PedigreeRow(person, 1)], []
    rows, faults = read_pedigree_rows(asked.ped)
    return rows, faults + check_pedigree(rows, asked.ped)


def _with_family(entry: CaseEntry, rows: Sequence[PedigreeRow]) -> CaseEntry:
    """Return the case with the family that the pedigree gives its proband, where none is stated."""
    own = [row.person.family for row in rows if row.person.person == entry.case.proband]
    if entry.case.family != _FAMILY or not own:
        return entry
    return replace(entry, case=entry.case.model_copy(update={"family": own[0]}))


def _check_vcf(vcf: Path, settings: Settings) -> tuple[frozenset[str], list[Fault]]:
    """Return the samples of a VCF, and what is wrong with it."""
    reference, faults = read_reference(Path(settings.genome.fasta))
    promise = VariantPromise(
        reference=reference,
        reference_bases=settings.preflight.reference_bases,
        limit=SHALLOW_RECORDS,
        strict_records=STRICT_RECORDS,
        lenient=True,
    )
    counts, found = check_variants(vcf, promise)
    return frozenset(counts.samples), faults + found


def _read_panels(
    asked: Asked, case: Case, settings: Settings
) -> tuple[dict[str, Panel], tuple[Path, ...], list[Fault]]:
    folder = asked.folder or Path(settings.input.panels)
    files = asked.panels or tuple(path for name in case.panels if (path := find_panel(folder, name)))
    panels: dict[str, Panel] = {}
    faults: list[Fault] = []
    for path in files:
        panel, found = read_any_panel(path, settings.genome.build)
        panels[panel.name] = panel
        faults += found
    return panels, files, faults
