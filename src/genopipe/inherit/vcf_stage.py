"""`genopipe inherit --vcf`: what a VCF, a pedigree and gene models say, written as one table."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import BUILDS
from genopipe.genome import Build
from genopipe.genome import Karyotype
from genopipe.inherit.any_vcf import Asked
from genopipe.inherit.any_vcf import Genes
from genopipe.inherit.any_vcf import judge_vcf
from genopipe.inherit.families import choose_families
from genopipe.inherit.genes import ANNOTATIONS
from genopipe.inherit.genes import genes_by_field
from genopipe.inherit.genes import genes_by_models
from genopipe.inherit.genes import known_annotation
from genopipe.inherit.genes import no_genes
from genopipe.inherit.given import Given
from genopipe.inherit.given import read_given
from genopipe.inherit.given import read_karyotypes
from genopipe.io.called.written import contig_lengths
from genopipe.io.called.written import info_descriptions
from genopipe.io.called.written import read_header_of
from genopipe.io.contig_names import translate
from genopipe.io.fast_vcf.header import Header
from genopipe.io.gene_models import read_any
from genopipe.io.pedigree_file import read_pedigree
from genopipe.io.sequence import Sequence as Reference
from genopipe.io.table_tsv import open_table
from genopipe.tables import INHERITED


class Question(NamedTuple):
    """What a user asks.

    Attributes:
        vcf: The VCF or BCF.
        pedigree: PED file.
        build: Name of the genome build; empty: told by the lengths of the contigs.
        transcripts: Gene models, or None.
        gene_field: INFO field that names the genes; empty: none.
        probands: People to ask for.
        segments: Table of segments, or None.
        identity: identity.json, or None.
        recounts: Table of recounts, or None.
        fasta: Indexed FASTA by which alleles are left-aligned, or None.
    """

    vcf: Path
    pedigree: Path
    build: str
    transcripts: Path | None
    gene_field: str
    probands: Sequence[str]
    segments: Path | None
    identity: Path | None
    recounts: Path | None
    fasta: Path | None = None


class Told(NamedTuple):
    """What was written.

    Attributes:
        lines: A line for each proband.
        faults: What is wrong with the families that have no row.
    """

    lines: list[str]
    faults: list[Fault]


def build_of(header: Header, name: str, vcf: Path) -> Build:
    """Return the build of a VCF, its contigs named as the file names them.

    Raises:
        InputError: The build is not given, and the lengths of the contigs do not tell it.
    """
    lengths = contig_lengths(header)
    if name:
        return BUILDS[name].named_as(lengths)
    for build in BUILDS.values():
        named = build.named_as(lengths)
        shared = [contig for contig in named.lengths if lengths.get(contig)]
        if shared and all(named.lengths[contig] == lengths[contig] for contig in shared):
            return named
    cause = "its header does not tell the genome build by the lengths of its contigs"
    raise InputError([fault("VCF-HEADER", str(vcf), cause, f"give --build: {', '.join(BUILDS)}")])


def _genes(question: Question, header: Header) -> tuple[Genes, bool, str]:
    """Return what gives the genes of alleles, whether it needs INFO, and what it is in words."""
    tags = [question.gene_field] if question.gene_field else list(ANNOTATIONS)
    there = info_descriptions(header, tags)
    if question.gene_field:
        if question.gene_field not in there:
            cause = f"the header describes no INFO field {question.gene_field}"
            raise InputError([fault("ANNOTATION-NONE", str(question.vcf), cause, "name a field of the header")])
        return _by_field(question.gene_field, there[question.gene_field]), True, f"INFO/{question.gene_field}"
    if question.transcripts is not None:
        return _by_models(question.transcripts, contig_lengths(header)), False, str(question.transcripts)
    if tag := known_annotation(there):
        return _by_field(tag, there[tag]), True, f"INFO/{tag}"
    return no_genes, False, "not known: compound heterozygotes are not assessable"


def _by_field(tag: str, description: str) -> Genes:
    return lambda alleles: genes_by_field(alleles, tag, description)


def _by_models(path: Path, lengths: dict[str, int]) -> Genes:
    models, _ = read_any(path)
    known = {contig: length or 1 << 40 for contig, length in lengths.items()}
    names = translate(models["contig"].unique().to_list(), known) if known else {}
    named = models.with_columns(pl.col("contig").replace(names))
    by_contig = {str(key[0]): part for key, part in named.partition_by("contig", as_dict=True).items()}
    empty = named.clear()
    return lambda alleles: genes_by_models(alleles, by_contig.get(str(alleles["contig"][0]), empty))


def _karyotypes(question: Question) -> dict[str, dict[str, Karyotype]]:
    if question.identity is None:
        return {}
    people, _ = read_pedigree(question.pedigree)
    names = dict.fromkeys(person.family for person in people)
    return {family: dict(read_karyotypes(question.identity, family)) for family in names}


def inherit_vcf(question: Question, inherit: InheritSettings, filters: FilterSettings, out: Path) -> Told:
    """Write the rows of every family of a VCF.

    Args:
        question: What is asked.
        inherit: What makes a genotype good enough.
        filters: What makes a record well called.
        out: `.parquet` or `.tsv`.

    Returns:
        A line for each proband, and what is wrong with families that have no row.

    Raises:
        InputError: The VCF or the pedigree cannot be read, or no family can be judged.
    """
    header = read_header_of(question.vcf)
    build = build_of(header, question.build, question.vcf)
    genes, with_info, words = _genes(question, header)
    chosen = choose_families(question.pedigree, header.people, question.probands, _karyotypes(question))
    if not chosen.members:
        raise InputError(chosen.faults)
    given = [_given(question, members.family.family) for members in chosen.members]
    reference = None if question.fasta is None else Reference(question.fasta)
    asked = Asked(chosen.members, given, genes, build, inherit, filters, with_info, reference)
    rows: Counter[tuple[str, str]] = Counter()
    alleles, absent, unaligned = rows.copy(), rows.copy(), rows.copy()
    with open_table(out, INHERITED) as writer:
        for frame, counted in judge_vcf(question.vcf, header.people, asked):
            writer.write(frame)
            key = counted.family, counted.proband
            rows[key] += frame.height
            alleles[key] += counted.alleles
            absent[key] += counted.not_carried
            unaligned[key] += counted.unaligned
    lines = [f"genes: {words}; build: {build.name}"]
    if question.fasta is not None:
        lines.append(f"left-aligned by {question.fasta}; {max(unaligned.values(), default=0):,} alleles could not be")
    for members in chosen.members:
        key = members.family.family, members.names[members.proband]
        lines.append(
            f"family {key[0]}, proband {key[1]}: {rows[key]:,} rows; {alleles[key]:,} alleles, "
            f"{absent[key]:,} of them not carried by the proband"
        )
    return Told(lines, chosen.faults)


def _given(question: Question, family: str) -> Given:
    return read_given(question.segments, question.identity, question.recounts, family)
