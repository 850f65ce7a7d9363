"""Read VCFs that VEP, snpEff or bcftools csq annotated, into the columns of the table of consequences.

A laboratory brings its own annotator so, and compares. Names of files are data: nothing in them is interpreted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import NamedTuple

import polars as pl
import pysam
from cyvcf2 import VCF

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import allele_key
from genopipe.io.annotated_alleles import EntryAllele
from genopipe.io.annotated_alleles import match_alleles
from genopipe.io.annotated_entries import BCSQ_FIELDS
from genopipe.io.annotated_entries import given_columns
from genopipe.io.annotated_entries import make_columns
from genopipe.io.naming import show
from genopipe.io.vcf_content import opened

CHUNK = 100_000
"""Entries that are held at once (count)."""

RECORD_SCHEMA: dict[str, pl.DataType] = {
    "annotator": pl.String(),  # VEP, snpEff or bcftools csq
    "contig": pl.String(),
    "position": pl.Int64(),  # 1-based, as in the record
    "ref": pl.String(),
    "alt": pl.String(),
    "record_id": pl.String(),  # ID of the record; null: none
    "allele": pl.String(),  # name of the allele as the record writes it
    "matched_by": pl.String(),  # how the entry was found to speak of this ALT
    "entry": pl.String(),
}
SET_ASIDE_SCHEMA: dict[str, pl.DataType] = {
    name: RECORD_SCHEMA[name] for name in ("annotator", "contig", "position", "ref", "alt", "record_id")
} | {"entry": pl.String(), "reason": pl.String()}
ANNOTATORS = {"CSQ": "VEP", "ANN": "snpEff", "BCSQ": "bcftools csq"}
IMPACTS = frozenset({"HIGH", "MODERATE", "LOW", "MODIFIER"})  # Ensembl and snpEff use the same four words
_CSQ_POINTER = re.compile(r"@\d+\Z")


@dataclass(frozen=True)
class Annotation:
    """How a VCF is annotated.

    Attributes:
        tag: INFO field: CSQ, ANN or BCSQ.
        fields: Fields of an entry, in the order that the header tells.
    """

    tag: str
    fields: tuple[str, ...]

    @property
    def annotator(self) -> str:
        """Name of the program that writes this field."""
        return ANNOTATORS[self.tag]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table of consequences that this annotator gives; all others are null."""
        return given_columns(self.tag, self.fields)


class Annotated(NamedTuple):
    """What entries say.

    Attributes:
        rows: One row an allele and entry.
        set_aside: Entries that could not be given to one allele, each with the reason.
    """

    rows: pl.DataFrame
    set_aside: pl.DataFrame


def read_annotations(path: Path) -> list[Annotation]:
    """Return how a VCF is annotated, by its header; a file may hold the work of several annotators.

    Raises:
        InputError: The header describes no annotation that is known.
        ContentError: The file is cut, or no VCF.
    """
    with opened(path) as reader:
        header = reader.header
        found = [Annotation(tag, _fields(header, tag, path)) for tag in ANNOTATORS if tag in header.info]
    if not found:
        cause = "the header describes no INFO field CSQ (VEP), ANN (snpEff) or BCSQ (bcftools csq)"
        raise InputError([fault("ANNOTATION-NONE", str(path), cause, "annotate the file first")])
    return found


def _fields(header: pysam.VariantHeader, tag: str, path: Path) -> tuple[str, ...]:
    """Return the order of fields that the description of an INFO field tells."""
    if tag == "BCSQ":
        return BCSQ_FIELDS
    words = str(header.info[tag].description)
    _, _, listed = words.partition("Format:" if tag == "CSQ" else "'")
    names = tuple(name.strip(" \"'") for name in listed.split("|"))
    needed = {"CSQ": {"Allele", "Consequence"}, "ANN": {"Allele", "Annotation"}}[tag]
    if not needed <= set(names):
        cause = f"the description of INFO/{tag} does not list the fields of an entry: {show(words)}"
        raise InputError([fault("ANNOTATION-HEADER", str(path), cause, "keep the header that the annotator wrote")])
    return names


@dataclass
class _Entries:
    """Entries that wait to be made into frames."""

    annotation: Annotation
    where: str
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    aside: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, variant: Any, text: str) -> None:  # noqa: ANN401 - a cyvcf2 record
        """Take the entries of a record, each for the ALT that it speaks of."""
        alternatives = list(variant.ALT)
        record = (self.annotation.annotator, variant.CHROM, variant.POS, variant.REF)
        entries = text.split(",")
        names = [self._name(entry, variant) for entry in entries]
        found = match_alleles(variant.REF, alternatives, names, verbatim=self.annotation.tag != "CSQ")
        for entry, name in zip(entries, names, strict=True):
            index, reason = found[name]
            if self.annotation.tag == "BCSQ" and (together := _told_together(entry)):
                index, reason = None, together
            if index is None:
                self.aside.append((*record, ",".join(alternatives), variant.ID, entry, reason))
                continue
            alt = alternatives[index]
            key = allele_key(variant.CHROM, variant.POS, variant.REF, alt)
            self.rows.append((*record, alt, variant.ID, key, reason, entry))

    def _name(self, entry: str, variant: Any) -> EntryAllele:  # noqa: ANN401 - a cyvcf2 record
        values = entry.split("|")
        expected = self.annotation.fields
        if self.annotation.tag == "BCSQ":
            return EntryAllele(_changed_bases(values))
        if len(values) > len(expected) or (len(values) < len(expected) and not self._is_short(values)):
            where = f"{self.where}:{variant.CHROM}:{variant.POS}"
            cause = f"INFO/{self.annotation.tag} has an entry of {len(values)} fields, the header lists {len(expected)}"
            raise InputError([fault("ANNOTATION-FIELDS", where, cause, "annotate again; the file was changed since")])
        found = dict(zip(expected, values, strict=False))
        number = found.get("ALLELE_NUM", "")
        return EntryAllele(found["Allele"], int(number) if number.isdecimal() else None)

    def _is_short(self, values: list[str]) -> bool:
        """Say whether an entry lacks only fields at its end, as where plugins ran on some records and not on others."""
        kept = dict(zip(self.annotation.fields, values, strict=False))
        impact = kept.get("IMPACT", kept.get("Annotation_Impact"))
        return impact in IMPACTS and kept.get("Feature_type", kept.get("Feature_Type")) is not None

    def frames(self) -> Annotated:
        """Return what was taken so far, and forget it."""
        rows = pl.DataFrame(self.rows, schema=RECORD_SCHEMA, orient="row")
        aside = pl.DataFrame(self.aside, schema=SET_ASIDE_SCHEMA, orient="row")
        self.rows, self.aside = [], []
        return Annotated(make_columns(rows, self.annotation.tag, self.annotation.fields), aside)


def _changed_bases(values: list[str]) -> str:
    """Return ALT of csq's description of the change (`25584195G>C`); empty where it gives none."""
    return values[6].partition(">")[2] if len(values) > 6 else ""


def _told_together(entry: str) -> str:
    """Return why an entry of haplotype-aware csq is not about one allele; empty where it is."""
    if _CSQ_POINTER.match(entry):
        return "bcftools csq keeps this consequence with another record (haplotype-aware)"
    changes = entry.split("|")[6:]
    return "bcftools csq tells of several alleles together (haplotype-aware)" if "+" in "".join(changes) else ""


def read_annotated(path: Path, annotation: Annotation) -> Iterator[Annotated]:
    """Read the entries of one annotator, in pieces.

    Args:
        path: VCF or BCF, any number of ALT alleles a record.
        annotation: One of `read_annotations`.

    Yields:
        One row an allele and entry, columns of `ANNOTATED_SCHEMA`; and what was set aside.

    Raises:
        InputError: An entry has not the fields that the header lists.
        ContentError: The file is cut, or no VCF.
    """
    with opened(path):
        entries = _Entries(annotation, str(path))
    for variant in VCF(str(path)):
        text = variant.INFO.get(annotation.tag)
        if text:
            entries.add(variant, str(text))
        if len(entries.rows) + len(entries.aside) >= CHUNK:
            yield entries.frames()
    yield entries.frames()
