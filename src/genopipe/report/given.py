"""What a report is made of beside the tables of its case."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from genopipe.cases import CaseFile
from genopipe.classify_settings import ClassifySettings
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.gates import GateReport
from genopipe.genome import BUILDS
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.identifiers import PersonIdentifiers
from genopipe.measures import HardRegions
from genopipe.measures import PersonQuality
from genopipe.measures import Versions
from genopipe.panels import Panel
from genopipe.report.reads_file import CaseReads
from genopipe.report.summary import KnownSettings
from genopipe.report_settings import ReportSettings
from genopipe.sources import Source


@dataclass(frozen=True)
class Given:
    """What a report is made of beside the case's tables; None: not given, and then said so in the report.

    Attributes:
        settings: Settings of the report.
        quality: Quality by person.
        versions: Tools and resources.
        panels: The case's panels.
        build: The genome build.
        known: Other settings of the run.
        gates: What became of the quality gates.
        hard: What of panel genes lies in regions of low mappability or duplications.
        reads: Reads around the alleles.
        classify: Settings of the classification: which source tells what, and the figures of the criteria.
        sources: The sources of annotation, as records; none: not given.
        identifiers: By what people are known to the laboratory and the hospital, by person.
    """

    settings: ReportSettings = field(default_factory=ReportSettings)
    quality: Sequence[PersonQuality] = ()
    versions: Versions | None = None
    panels: Sequence[Panel] | None = None
    build: Build | None = None
    known: KnownSettings = field(default_factory=KnownSettings)
    gates: GateReport | None = None
    hard: HardRegions | None = None
    reads: CaseReads | None = None
    sources: Sequence[Source] = ()
    classify: ClassifySettings = field(default_factory=ClassifySettings)
    identifiers: Mapping[str, PersonIdentifiers] = field(default_factory=dict)

    @property
    def any_build(self) -> Build:
        """The build, or one that only knows the mitochondria of every build."""
        return self.build or mitochondria()


def mitochondria() -> Build:
    """Return a build that only knows the mitochondria of every build: for a report to which none was given."""
    roles = {name: role for build in BUILDS.values() for name, role in build.roles.items()}
    kept = {name: role for name, role in roles.items() if role is Role.MITOCHONDRION}
    return Build(name="not given", roles=kept, pseudoautosomal=())


def measured(case: CaseFile, quality: Sequence[PersonQuality]) -> dict[str, PersonQuality]:
    """Return quality by person.

    Raises:
        InputError: A file is of a person who is not in the family, or a person has two.
    """
    faults, found = [], {}
    for item in quality:
        where = f"--quality of {item.person}"
        if item.person not in case.sequenced:
            cause = f"{item.person} is no sequenced member of family {case.case.family}"
            faults.append(fault("REPORT-QUALITY", where, cause, "give the files of this case's members"))
        if item.person in found:
            faults.append(fault("REPORT-QUALITY", where, f"{item.person} has two files", "give one file a person"))
        found[item.person] = item
    if faults:
        raise InputError(faults)
    return found


def gates_of(case: CaseFile, gates: GateReport | None) -> GateReport | None:
    """Return the quality gates of a case.

    Raises:
        InputError: They are those of somebody who is not in the family, or somebody with data has none.
    """
    if gates is None:
        return None
    asked, here = {result.person for result in gates.results}, set(case.sequenced)
    if asked != here:
        cause = f"gates of {', '.join(sorted(asked)) or 'nobody'}, but the case has {', '.join(sorted(here))}"
        raise InputError([fault("REPORT-GATES", "--gates", cause, "give what genopipe gates wrote of this case")])
    return gates
