"""`genopipe inherit`: every mode of inheritance that fits."""

import sys
from pathlib import Path

import click

from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT
from genopipe.genome import BUILDS

_GENES_HELP = (
    "With --vcf: INFO field that names the genes, parted by commas; or CSQ, ANN or BCSQ. Without it and without "
    "--transcripts the field of an annotator is taken where the file has one."
)
_BUILD_HELP = "With --vcf: the genome build; without it the lengths of the contigs in the header tell."
_PROBAND_HELP = (
    "With --vcf: a person to ask for. Repeat. Without it each family's affected member with the most parents in the "
    "VCF, the first of equals."
)
_PEDIGREE_HELP = "With --vcf: pedigree, any number of families."
_MODELS_HELP = "With --vcf: gene models: GFF3, MANE's table, or what genopipe genes wrote."
_FASTA_HELP = "With --vcf: indexed reference FASTA; alleles are trimmed and left-aligned, as in the workflow."
_LABORATORY_HELP = (
    "With --tables and --segments: what runs of homozygosity, disomies and mosaics say of rare candidates, .parquet or "
    ".tsv. For the laboratory only: it tells of consanguinity."
)
_OUT_HELP = "With --tables: folder for candidates.parquet. With --vcf: .parquet or .tsv."


@click.command("inherit")
@click.option("--tables", type=FOLDER, help="Folder of genopipe annotate; or give --vcf.")
@click.option("--genotypes", type=FILE, help="With --tables: genotypes.parquet of genopipe normalise.")
@click.option("--case", "case_file", type=FILE, help="With --tables: the case: case.json of genopipe case-file.")
@click.option("--vcf", type=FILE, help="Any VCF or BCF with genotypes; or give --tables.")
@click.option("--ped", type=FILE, help=_PEDIGREE_HELP)
@click.option("--proband", "probands", multiple=True, metavar="PERSON", help=_PROBAND_HELP)
@click.option("--transcripts", type=FILE, help=_MODELS_HELP)
@click.option("--gene-field", default="", metavar="INFO", help=_GENES_HELP)
@click.option("--build", type=click.Choice(list(BUILDS)), help=_BUILD_HELP)
@click.option("--fasta", type=FILE, help=_FASTA_HELP)
@click.option("--segments", type=FILE, help="segments.parquet of genopipe chromosomes, for uniparental isodisomy.")
@click.option("--identity", type=FILE, help="identity.json of genopipe identity, for the copies of X and Y.")
@click.option("--recounts", type=FILE, help="recounts.parquet of genopipe recount, for the parents' reads.")
@click.option("--laboratory", type=OUT, help=_LABORATORY_HELP)
@click.option("--out", required=True, type=OUT, help=_OUT_HELP)
@settings_options
def command(
    tables: Path | None,
    genotypes: Path | None,
    case_file: Path | None,
    vcf: Path | None,
    ped: Path | None,
    probands: tuple[str, ...],
    transcripts: Path | None,
    gene_field: str,
    build: str | None,
    fasta: Path | None,
    segments: Path | None,
    identity: Path | None,
    recounts: Path | None,
    laboratory: Path | None,
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Tell every mode of inheritance that fits the family, for each allele in each gene.

    A genotype that is missing or of low quality is neither REF nor evidence: the mode is then not assessable.
    With --tables the candidates of a case are made, as in the workflow. With --vcf any VCF is judged: one row an
    allele, gene and family that the family's proband may carry. A family that cannot be judged is told in a line,
    the others are written, and the exit status is 2.

    Sections of the settings: genome (build; with --tables), inherit, filter (quality; frequency of a compound
    partner).
    """
    _check_together(tables, genotypes, case_file, vcf, ped, probands or transcripts or gene_field or build or fasta)
    if laboratory is not None and (tables is None or segments is None):
        raise click.UsageError("--laboratory goes with --tables and --segments")
    if vcf is None:
        assert tables is not None
        assert genotypes is not None
        assert case_file is not None
        _case(tables, genotypes, case_file, (segments, identity, recounts), (out, laboratory), config, settings_text)
        return
    from genopipe.cli.compile import compile_when_cold
    from genopipe.config import FilterSettings
    from genopipe.config import InheritSettings
    from genopipe.inherit.vcf_stage import Question
    from genopipe.inherit.vcf_stage import inherit_vcf

    assert ped is not None
    compile_when_cold()
    inherit, filters = read_sections(config, settings_text, inherit=InheritSettings, filter=FilterSettings)
    asked = Question(vcf, ped, build or "", transcripts, gene_field, probands, segments, identity, recounts, fasta)
    told = inherit_vcf(asked, inherit, filters, out)
    for line in told.lines:
        click.echo(line)
    for found in told.faults:
        click.echo(found.line(), err=True)
    if told.faults:
        sys.exit(2)


def _check_together(
    tables: Path | None,
    genotypes: Path | None,
    case_file: Path | None,
    vcf: Path | None,
    ped: Path | None,
    of_vcf: object,
) -> None:
    """Check that the options given go together."""
    if (tables is None) == (vcf is None):
        raise click.UsageError("give one of --tables and --vcf")
    if vcf is None and (genotypes is None or case_file is None):
        raise click.UsageError("--tables goes with --genotypes and --case")
    if vcf is None and (ped is not None or of_vcf):
        raise click.UsageError("--ped, --proband, --transcripts, --gene-field, --build and --fasta go with --vcf")
    if vcf is not None and (genotypes is not None or case_file is not None):
        raise click.UsageError("--genotypes and --case go with --tables")
    if vcf is not None and ped is None:
        raise click.UsageError("--vcf goes with --ped")


def _case(
    tables: Path,
    genotypes: Path,
    case_file: Path,
    known: tuple[Path | None, Path | None, Path | None],
    outs: tuple[Path, Path | None],
    config: Path | None,
    settings_text: str,
) -> None:
    """Make the candidates of a case."""
    from genopipe.config import FilterSettings
    from genopipe.config import GenomeSettings
    from genopipe.config import InheritSettings
    from genopipe.inherit.given import read_given
    from genopipe.inherit.stage import inherit_tables

    genome, inherit, filters = read_sections(
        config, settings_text, genome=GenomeSettings, inherit=InheritSettings, filter=FilterSettings
    )
    case = read_case(case_file)
    given = read_given(*known, case.case.family)
    out, laboratory = outs
    rows = inherit_tables(tables, genotypes, case, genome.make_build(), inherit, filters, out, given, laboratory)
    click.echo(f"{out}: {rows:,} candidates")
