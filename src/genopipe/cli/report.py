"""`genopipe report`: the case report in every form."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import cast

import click

from genopipe.cases import Closed
from genopipe.classify_settings import ClassifySettings
from genopipe.cli.options import parse_json
from genopipe.cli.options import read_case
from genopipe.cli.options import read_config
from genopipe.cli.options import read_panels
from genopipe.cli.options import settings_options
from genopipe.cli.options import validated
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT
from genopipe.cli.paths import PANELS
from genopipe.config import AnnotateSettings
from genopipe.config import FilterSettings
from genopipe.config import GenomeSettings
from genopipe.config import InheritSettings
from genopipe.config import Settings
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.gates import GateReport
from genopipe.identifiers import PersonIdentifiers
from genopipe.measures import HardRegions
from genopipe.measures import PersonQuality
from genopipe.measures import Versions
from genopipe.report_settings import ReportSettings

if TYPE_CHECKING:
    from genopipe.report.case import CaseReport
    from genopipe.report.given import Given
    from genopipe.report.reads_file import CaseReads
    from genopipe.source_settings import UsedSource

QUALITY_HELP = "Measured quality of one person, as JSON; give it once for each person."
FORMS = (
    "report.html",
    "report.pdf",
    "report.json",
    "family.html",
    "family.pdf",
    "findings.tsv",
    "candidates.tsv",
    "alleles.xlsx",
    "alleles.vcf",
    "phenopacket.json",
)
PANELS_HELP = "Folder of gene panels, one TSV file each."


def read_json(path: Path) -> object:
    """Return the object of a JSON file.

    Raises:
        InputError: The file is no JSON object.
    """
    try:
        return parse_json(path.read_text(encoding="utf-8"))
    except (InputError, UnicodeDecodeError) as error:
        fix = "give the file that genopipe wrote"
        raise InputError([fault("REPORT-JSON", str(path), "not a JSON object", fix)]) from error


def read_quality(paths: tuple[Path, ...]) -> list[PersonQuality]:
    """Return the measured quality of each person.

    Raises:
        InputError: A file is wrong.
    """
    return [validated(PersonQuality, read_json(path), str(path)) for path in paths]


def given_settings(config: Path | None, text: str) -> dict[str, Closed]:
    """Return the settings that were given, section to its object; a section that was not given has no entry.

    Raises:
        InputError: A setting is wrong.
    """
    kinds: dict[str, type[Closed]] = {
        "report": ReportSettings,
        "genome": GenomeSettings,
        "annotate": AnnotateSettings,
        "inherit": InheritSettings,
        "filter": FilterSettings,
        "classify": ClassifySettings,
    }
    if config is not None:
        settings: Settings = read_config(config)
        return {name: getattr(settings, name) for name in kinds}
    given = parse_json(text)
    unknown = sorted(set(given) - set(kinds))
    if unknown:
        cause = f"no such section for this command: {', '.join(unknown)}"
        raise InputError([fault("OPTION-VALUE", "--set", cause, f"sections: {', '.join(kinds)}")])
    return {name: validated(kind, given[name], f"--set, {name}") for name, kind in kinds.items() if name in given}


def make_given(settings: dict[str, Closed], quality: tuple[Path, ...], versions: Path | None) -> "Given":
    """Return what a report is made of beside the tables, panels not yet read.

    Raises:
        InputError: A file is wrong.
    """
    from genopipe.report.given import Given
    from genopipe.report.summary import KnownSettings

    known = {
        name: settings[section]
        for name, section in (("annotate", "annotate"), ("inherit", "inherit"), ("filters", "filter"))
        if section in settings
    }
    genome = settings.get("genome")
    used = _used(settings.get("annotate"))
    return Given(
        settings=cast(ReportSettings, settings.get("report", ReportSettings())),
        quality=read_quality(quality),
        versions=validated(Versions, read_json(versions), str(versions)) if versions else None,
        classify=cast(ClassifySettings, settings.get("classify", ClassifySettings())),
        build=genome.make_build() if isinstance(genome, GenomeSettings) else None,
        known=KnownSettings(**cast(dict[str, Any], known), sources=_further(used)),
        sources=[one.source for one in (used or {}).values()],
    )


def _used(annotate: Closed | None) -> "dict[str, UsedSource] | None":
    """Return the sources of annotation by name; None: no settings were given."""
    from genopipe.io.sources_file import read_sources
    from genopipe.source_settings import used_sources

    if not isinstance(annotate, AnnotateSettings):
        return None
    return used_sources(annotate, read_sources(Path(annotate.manifest) if annotate.manifest else None))


def _further(used: "dict[str, UsedSource] | None") -> tuple[str, ...] | None:
    """Return title and release of every source beside the frequencies and ClinVar; None: no settings were given."""
    from genopipe.source_settings import CLINVAR
    from genopipe.source_settings import FREQUENCY

    if used is None:
        return None
    return tuple(one.source.titled for name, one in used.items() if name not in (FREQUENCY, CLINVAR))


def read_case_reads(folder: Path, given: Path | None) -> "CaseReads | None":
    """Return the reads around the alleles: of the file that was given, else of the case folder; None: neither is there.

    Raises:
        InputError: The file is wrong.
    """
    from genopipe.report.reads_file import CaseReads

    path = given or folder / "reads.json"
    return validated(CaseReads, read_json(path), str(path)) if path.is_file() else None


def read_people(path: Path | None) -> dict[str, PersonIdentifiers]:
    """Return the identifiers of people; none where no file was given.

    Raises:
        InputError: The file is wrong; no fault repeats what stands in it.
    """
    from genopipe.cli.options import stop_on
    from genopipe.io.identifiers_file import read_identifiers

    if path is None:
        return {}
    people, faults = read_identifiers(path)
    stop_on(faults)
    return people


def _again(folder: Path, people: dict[str, PersonIdentifiers]) -> "CaseReport":
    """Return the model of a finished case, with the identifiers where they are given."""
    from genopipe.report.finished import read_finished

    report = read_finished(folder)
    return report.model_copy(update={"identifiers": people[report.proband]} if report.proband in people else {})


@click.command("report")
@click.argument("case_folder", metavar="CASE_DIR", type=FOLDER)
@click.option("--out", required=True, type=OUT, help="Folder for the report.")
@click.option("--language", type=click.Choice(["en", "zh-Hant"]), help="Language of PDF and family page; wins.")
@click.option("--form", "forms", multiple=True, type=click.Choice(FORMS), help="This form alone; may be repeated.")
@click.option("--identifiers", type=FILE, help="Numbers, dates of birth and names of people, as YAML.")
@click.option("--quality", multiple=True, type=FILE, help=QUALITY_HELP)
@click.option("--versions", "versions_file", type=FILE, help="Tools and resources of the run, as JSON.")
@click.option("--panels", type=PANELS, help=PANELS_HELP)
@click.option(
    "--hard-regions", "hard_file", type=FILE, help="Hard regions in panel genes: what genopipe targets wrote."
)
@click.option("--gates", "gates_file", type=FILE, help="Quality gates of the case, as JSON: what genopipe gates wrote.")
@click.option("--reads", "reads_file", type=FILE, help="What genopipe reads wrote; else reads.json of CASE_DIR.")
@settings_options
def command(
    case_folder: Path,
    out: Path,
    language: str | None,
    forms: tuple[str, ...],
    identifiers: Path | None,
    quality: tuple[Path, ...],
    versions_file: Path | None,
    panels: Path | None,
    hard_file: Path | None,
    gates_file: Path | None,
    reads_file: Path | None,
    config: Path | None,
    settings_text: str,
) -> None:
    """Write the report of one case in every form, all of them or none.

    HTML, PDF, JSON, the page for the family, TSV, XLSX, VCF and phenopacket: docs/report.md.

    A finished case (its folder holds report.json) needs CASE_DIR and --out alone: its model is read again. With
    any of --quality, --versions, --panels, --hard-regions, --gates, --config and --set the model is made anew of the
    tables.

    Sections of the settings: report, and, to be stated in the report, genome, annotate, inherit, filter and
    classify (which source tells what, and the thresholds that its values are held against).
    Without genome, a male's single X copy is known only from how his genotype was called.
    """
    from genopipe.report.finished import REPORT
    from genopipe.report.stage import make_report
    from genopipe.report.stage import write_report

    people = read_people(identifiers)
    reads = read_case_reads(case_folder, reads_file)
    anew = bool(quality or versions_file or panels or hard_file or gates_file or config or parse_json(settings_text))
    if not anew and (case_folder / REPORT).is_file():
        report = _again(case_folder, people)
    else:
        case = read_case(case_folder / "case.json")
        given = make_given(given_settings(config, settings_text), quality, versions_file)
        chosen = read_panels(panels, case.case.panels) if panels else None
        gates = validated(GateReport, read_json(gates_file), str(gates_file)) if gates_file else None
        hard = validated(HardRegions, read_json(hard_file), str(hard_file)) if hard_file else None
        given = replace(given, panels=chosen, gates=gates, hard=hard, reads=reads, identifiers=people)
        report = make_report(case_folder, case, given)
    write_report(report.model_copy(update={"language": language} if language else {}), out, forms, reads)
    click.echo(f"{report.case}: {report.headline.title}")
