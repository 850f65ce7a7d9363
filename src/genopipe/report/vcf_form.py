"""The reported alleles as VCF 4.2: one record an allele, every sequenced member, our annotation in INFO/CSQ.

INFO/CSQ is declared as VEP declares its own, so that `bcftools +split-vep` and like tools read it. In its values
every character but letters, digits and `.:>()*+_-/` is percent-encoded as UTF-8 (VCF 4.3, section 1.2).
"""

import re
import tempfile
from collections.abc import Callable
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pysam

from genopipe import __version__
from genopipe.errors import ContentError
from genopipe.pedigree import ID_PATTERN
from genopipe.report.case import AlleleReport
from genopipe.report.case import CaseReport
from genopipe.report.case import GenotypeLine
from genopipe.report.tsv import FIGURES
from genopipe.report.tsv import figure_of

_SAFE = ".:>()*+_-/"
_BASES = re.compile(r"[ACGTNacgtn]+\Z")
# Source: VCF 4.3, section 1.4.7 (the names of contigs that a VCF can hold).
_CONTIG = re.compile(r"[0-9A-Za-z!#$%&+./:;?@^_|~-][0-9A-Za-z!#$%&*+./:;=?@^_|~-]*\Z")
_PERSON = re.compile(ID_PATTERN)
_WORD = re.compile(r"[A-Za-z0-9_.-]+\Z")
_CSQ: dict[str, Callable[[AlleleReport], object]] = {
    "Allele": lambda a: a.alt,
    "Consequence": lambda a: a.consequence,
    "IMPACT": lambda a: a.impact,
    "SYMBOL": lambda a: a.gene_symbol,
    "Gene": lambda a: a.gene,
    "Feature_type": lambda _: "Transcript",
    "Feature": lambda a: a.transcript,
    "HGVSc": lambda a: a.hgvs_c,
    "HGVSp": lambda a: a.hgvs_p,
    "HGVSg": lambda a: a.hgvs_g,
    "Bucket": lambda a: a.bucket,
    "Rule": lambda a: a.by,
    "Class": lambda a: a.classification,
    "Criteria": lambda a: "&".join(a.criteria),
    "Modes": lambda a: "&".join(line.mode for line in a.modes if line.answer == "fits"),
    "Panel": lambda a: a.panel,
    "Frequency_state": lambda a: a.frequency.state,
    "Frequency_max": lambda a: a.frequency.highest,
    "Frequency_population": lambda a: a.frequency.population,
    "ClinVar": lambda a: a.clinvar.id if a.clinvar else None,
    "ClinVar_significance": lambda a: a.clinvar.significance if a.clinvar else None,
    "Rank": lambda a: a.rank,
    "Rank_score": lambda a: a.rank_score,
    "Phenotype_score": lambda a: a.phenotype.score if a.phenotype else None,
    "Phenotype_disease": lambda a: a.phenotype.disease if a.phenotype else None,
    "Phenotype_terms": lambda a: "&".join(one.observed for one in a.phenotype.matches) if a.phenotype else None,
    **{name.replace(" ", "_"): partial(figure_of, name=name) for name in FIGURES.values()},
}
"""Columns of INFO/CSQ, in order; those up to HGVSp are named as VEP names them."""
_LISTS = {"Consequence", "Criteria", "Modes", "Phenotype_terms"}
"""Columns whose values are joined by `&`."""


def make_csq(allele: AlleleReport) -> str:
    """Return the annotation of one allele in one gene."""
    values = []
    for name, column in _CSQ.items():
        value = column(allele)
        values.append("" if value is None else quote(str(value), safe=_SAFE + "&" * (name in _LISTS), errors="replace"))
    return "|".join(values)


def _contig_key(contig: str) -> tuple[int, int, str]:
    number = contig.removeprefix("chr")
    return (0, int(number), contig) if number.isdigit() else (1, 0, contig)


def _written(alleles: Iterable[AlleleReport]) -> dict[str, list[AlleleReport]]:
    """Return the alleles that are bases, each with its genes, in the order of the file."""
    grouped: dict[str, list[AlleleReport]] = {}
    for allele in alleles:
        if _BASES.match(allele.ref) and _BASES.match(allele.alt):
            grouped.setdefault(allele.allele, []).append(allele)
    ordered = sorted(
        grouped.values(), key=lambda genes: (_contig_key(genes[0].contig), genes[0].position, genes[0].alt)
    )
    return {genes[0].allele: genes for genes in ordered}


def _filters(allele: AlleleReport) -> list[str]:
    return [word for word in (allele.filters or "").split(";") if _WORD.match(word)]


def _check_names(contigs: Iterable[str], others: Iterable[str]) -> None:
    """Check that every name can stand in a VCF: a blank or an end of line in one would make another file of it."""
    wrong = [name for name in contigs if not _CONTIG.match(name)] + [
        one for one in others if not _PERSON.fullmatch(one)
    ]
    if wrong:
        raise ContentError(f"no VCF can hold these names: {', '.join(repr(name)[:80] for name in wrong)}")


def make_header(report: CaseReport, grouped: dict[str, list[AlleleReport]]) -> pysam.VariantHeader:
    """Return the header: what every field means, contigs without length, the sequenced members.

    Raises:
        ContentError: A contig, a person or the build has a name that no VCF can hold.
    """
    first = [genes[0] for genes in grouped.values()]
    sequenced = [person.person for person in report.people if person.form is not None]
    _check_names([allele.contig for allele in first], [*sequenced, *([report.build] if report.build else [])])
    header = pysam.VariantHeader()
    header.add_line(f"##source=genopipe {__version__}")
    if report.build:
        header.add_line(f"##reference={report.build}")
    for contig in dict.fromkeys(allele.contig for allele in first):
        header.contigs.add(contig)
    for word in sorted({word for allele in first for word in _filters(allele)} - {"PASS"}):
        header.filters.add(word, None, None, "As the caller wrote it")
    told = f"Annotation by genopipe, one entry a gene. Format: {'|'.join(_CSQ)}"
    header.info.add("CSQ", ".", "String", told)
    header.formats.add("GT", 1, "String", "Genotype; a copy of another ALT allele, or not called, is a point")
    header.formats.add("AD", "R", "Integer", "Reads of REF and of this ALT")
    header.formats.add("DP", 1, "Integer", "Reads at the position")
    header.formats.add("GQ", 1, "Integer", "Genotype quality (Phred)")
    header.formats.add("OC", 1, "Integer", "Copies of other ALT alleles of the record as called")
    for person in sequenced:
        header.add_sample(person)
    return header


def make_gt(line: GenotypeLine) -> tuple[int | None, ...]:
    """Return the genotype of this allele alone: 0 is REF, 1 the allele; None is another allele or not called."""
    if line.alt_copies is None:
        return (None,) * max(line.missing_copies or 0, 1)
    points = (line.other_copies or 0) + (line.missing_copies or 0)
    return (0,) * (line.ref_copies or 0) + (1,) * line.alt_copies + (None,) * points


def make_record(genes: list[AlleleReport], header: pysam.VariantHeader) -> pysam.VariantRecord:
    """Return one allele with all its genes and genotypes."""
    allele = genes[0]
    record = header.new_record(
        contig=allele.contig,
        start=allele.position - 1,
        alleles=(allele.ref, allele.alt),
        qual=allele.quality,
        filter=_filters(allele) or None,
        info={"CSQ": tuple(make_csq(gene) for gene in genes)},
    )
    for line in allele.genotypes:
        sample = record.samples[line.person]
        sample["GT"] = make_gt(line)
        sample.phased = False
        sample["AD"] = (line.ref_reads, line.alt_reads)
        sample["DP"] = line.depth
        sample["GQ"] = line.genotype_quality
        sample["OC"] = line.other_copies
    return record


def make_vcf(report: CaseReport) -> bytes:
    """Return findings and candidates as VCF, sorted."""
    grouped = _written((*report.findings, *report.candidates))
    header = make_header(report, grouped)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "alleles.vcf"
        with pysam.VariantFile(str(path), "w", header=header) as writer:
            for genes in grouped.values():
                writer.write(make_record(genes, header))
        return path.read_bytes()
