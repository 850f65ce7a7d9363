"""Cases against pedigree, sheet and panels; and the forms from which the members of one family may start."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from genopipe.cases import SheetRow
from genopipe.cases import StartForm
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.genome import Sex
from genopipe.io.cases_file import CaseEntry
from genopipe.io.naming import did_you_mean
from genopipe.panels import Panel
from genopipe.pedigree import Affection
from genopipe.pedigree import Family
from genopipe.preflight.reference import Reference
from genopipe.preflight.variants import VariantCounts


@dataclass(frozen=True)
class People:
    """Everybody whom the project names.

    Attributes:
        sheet: Path of the sample sheet, for messages.
        pedigree: Path of the pedigree, for messages.
        rows: Rows of the sheet.
        families: Families of the pedigree by id.
        cases: Cases with the places where they stand.
        panels: Panels by name.
    """

    sheet: Path
    pedigree: Path
    rows: Sequence[SheetRow] = ()
    families: Mapping[str, Family] = field(default_factory=dict)
    cases: Sequence[CaseEntry] = ()
    panels: Mapping[str, Panel] = field(default_factory=dict)

    @property
    def family_of(self) -> dict[str, str]:
        """Family by person, from the pedigree."""
        return {person: name for name, family in self.families.items() for person in family.people}

    @property
    def sequenced(self) -> dict[str, SheetRow]:
        """First row of the sheet by person."""
        found: dict[str, SheetRow] = {}
        for row in self.rows:
            found.setdefault(row.person, row)
        return found

    def where(self, row: SheetRow) -> str:
        """Return `file:line` of a row of the sheet."""
        return f"{self.sheet}:{row.line}"


def check_people(people: People) -> list[Fault]:
    """Check that sheet, pedigree, cases and panels fit together.

    Args:
        people: What the files hold; wrong rows are among them, so faults may follow from one another.
    """
    faults = list(_check_sheet_people(people))
    for entry in people.cases:
        faults += _check_case(entry, people)
    asked = {entry.case.family for entry in people.cases}
    for row in people.sequenced.values():
        family = people.family_of.get(row.person)
        if people.cases and family is not None and family not in asked:
            cause = f"person '{row.person}' of family '{family}' belongs to no case"
            faults.append(note("CASE-NONE", people.where(row), cause, "add a case for the family, or take the row out"))
    return faults


def _check_sheet_people(people: People) -> Iterator[Fault]:
    for row in people.sequenced.values():
        if people.families and row.person not in people.family_of:
            cause = f"person '{row.person}' is not in {people.pedigree}"
            yield fault("SHEET-PERSON", people.where(row), cause, _close(row.person, people.family_of))


def _close(name: str, known: Mapping[str, object]) -> str:
    hint = did_you_mean(name, known)
    return hint if hint.startswith("did") else "add the person, or mend the id"


def _check_case(entry: CaseEntry, people: People) -> list[Fault]:
    case, where = entry.case, entry.where
    faults = []
    for name in case.panels:
        if name not in people.panels:
            cause = f"case '{case.case}': no panel '{name}'"
            faults.append(fault("CASE-PANEL", where, cause, _close(name, people.panels)))
    if len(set(case.panels)) < len(case.panels):
        faults.append(fault("CASE-PANEL", where, f"case '{case.case}': a panel stands twice", "keep one of them"))
    if not people.families:
        return faults
    family = people.families.get(case.family)
    if family is None:
        cause = f"case '{case.case}': family '{case.family}' is not in {people.pedigree}"
        return [*faults, fault("CASE-FAMILY", where, cause, _close(case.family, people.families))]
    return faults + _check_proband(entry, family, people)


def _check_proband(entry: CaseEntry, family: Family, people: People) -> list[Fault]:
    case, where = entry.case, entry.where
    proband = family.people.get(case.proband)
    if proband is None:
        cause = f"case '{case.case}': proband '{case.proband}' is not in family '{case.family}'"
        return [fault("CASE-PROBAND", where, cause, _close(case.proband, family.people))]
    faults = []
    if people.rows and case.proband not in people.sequenced:
        cause = f"case '{case.case}': proband '{case.proband}' has no row in {people.sheet}"
        faults.append(fault("CASE-PROBAND", where, cause, "add the proband's data to the sheet"))
    if proband.affection is Affection.UNAFFECTED:
        cause = f"case '{case.case}': the pedigree says that proband '{case.proband}' is unaffected"
        faults.append(fault("CASE-AFFECTED", where, cause, "write 2 as the phenotype, or name another proband"))
    elif proband.affection is Affection.UNKNOWN:
        cause = f"case '{case.case}': whether proband '{case.proband}' is affected is not stated"
        faults.append(fault("CASE-AFFECTED", where, cause, "write 2 as the proband's phenotype in the pedigree"))
    if entry.sex is not Sex.UNKNOWN and proband.sex not in (entry.sex, Sex.UNKNOWN):
        cause = f"case '{case.case}': the phenopacket says {entry.sex}, the pedigree {proband.sex}"
        faults.append(fault("PXF-SEX", where, cause, "find out which is right; sexes decide how X is called"))
    return faults


def check_forms(
    people: People,
    variants: Mapping[Path, VariantCounts],
    caller: str,
    reference: Reference | None,
    base: Path = Path(),
) -> list[Fault]:
    """Check that the members of each family start from forms that can be called together.

    A gVCF may join members who start from reads, alignments or gVCF when the configured caller made it, when it has
    reference blocks and when its contigs are the FASTA's. Members who start from a VCF must all name one joint VCF.

    Args:
        people: What the files hold.
        variants: Counts of each gVCF and VCF that could be read, by path.
        caller: The caller of the configuration.
        reference: The FASTA; None: contigs are not compared.
        base: Folder to which paths in the sheet are relative.
    """
    faults = []
    grouped: dict[str, list[SheetRow]] = {}
    for row in people.sequenced.values():
        grouped.setdefault(people.family_of.get(row.person, row.person), []).append(row)
    for family, rows in grouped.items():
        faults += _check_joint(family, rows, people, base)
        for row in rows:
            counts = variants.get(base / row.gvcf) if row.gvcf else None
            if counts is not None:
                faults += _check_gvcf(row, counts, people.where(row), caller, reference)
    return faults


def _check_joint(family: str, rows: Sequence[SheetRow], people: People, base: Path) -> list[Fault]:
    from_vcf = [row for row in rows if StartForm.VCF in row.forms]
    files = {(base / row.vcf).resolve() for row in from_vcf}
    if not from_vcf or len(rows) == 1 or (len(files) == 1 and len(from_vcf) == len(rows)):
        return []
    others = sorted({form for row in rows for form in row.forms if form is not StartForm.VCF})
    mixed = f"and members who start from {' and '.join(others)}" if others else f"and {len(files)} VCF files"
    cause = (
        f"family '{family}' has VCF starts {mixed}; a plain VCF has no reference calls, "
        "so a de novo allele cannot be told from a missing call"
    )
    fix = "name one joint VCF for every sequenced member, or give all of them as BAM, CRAM or reads"
    return [fault("VCF-JOINT", people.where(from_vcf[0]), cause, fix)]


def _check_gvcf(
    row: SheetRow, counts: VariantCounts, where: str, caller: str, reference: Reference | None
) -> list[Fault]:
    faults = []
    made_by = counts.dialect.caller
    if made_by != caller:
        cause = f"{row.gvcf} was made by {made_by}; joint calling is done with {caller}"
        known = f", or set call.caller to {made_by}" if made_by in ("bcftools", "freebayes") else ""
        fix = f"give the person's BAM or CRAM{known}"
        faults.append(fault("GVCF-CALLER", where, cause, fix))
    if not counts.dialect.blocks:
        cause = f"{row.gvcf} has no reference blocks (records with END): absent alleles cannot be told from missing"
        fix = "call it again as gVCF (bcftools call -g, freebayes --gvcf), or give the BAM or CRAM"
        faults.append(fault("GVCF-BLOCKS", where, cause, fix))
    if reference is not None and dict(counts.contigs) != dict(reference.lengths):
        cause = f"the contigs of {row.gvcf} are not those of {reference.path}"
        faults.append(fault("GVCF-CONTIG", where, cause, "call it again on this FASTA, or give the BAM or CRAM"))
    return faults
