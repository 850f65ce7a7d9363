"""The `genopipe` command: commands in the order of the line, each imported only when it is called."""

import sys
from importlib import import_module

import click

from genopipe.cli.process import set_up
from genopipe.errors import GenopipeError
from genopipe.errors import InputError

COMMANDS = {
    "init": "Write a commented configuration, sample sheet, pedigree and cases.",
    "check": "Check sheets, pedigrees, reads, alignments and variant files; exit 2 and one line a fault.",
    "simulate": "Make a small synthetic genome with families whose diagnoses are known.",
    "resources": "List, fetch, verify and build the annotation sources.",
    "genes": "Compile gene models into a table of transcripts.",
    "targets": "Write the coding bases of panel genes as BED.",
    "prove": "Prove that a tool's output is what its input promised.",
    "blocks": "Give the reference blocks of freebayes their genotype.",
    "measure": "Gather the quality figures of one person.",
    "gates": "Ask the quality gates of a laboratory of everyone in a case.",
    "quality-section": "Write genopipe's own figures for the MultiQC page.",
    "case": "Interpret one case: every stage after calling on a given VCF, to the report.",
    "case-file": "Write a case with its family resolved.",
    "normalise": "Turn a family's VCF into the tables of alleles and genotypes.",
    "panel": "Write a panel of PanelApp as the TSV that cases name.",
    "annotate": "Add consequences, HGVS descriptions, frequencies, ClinVar and further sources.",
    "structural": "Tell what structural alleles cover of genes, transcripts and exons.",
    "neighbours": "Describe ClinVar's pathogenic alleles by codon and splice position.",
    "compile": "Compile the kernels once, at installation.",
    "compare": "Set our consequences beside those of VEP, snpEff or bcftools csq.",
    "recount": "Count the parents' reads at alleles that may be new in a child.",
    "chromosomes": "Find runs of homozygosity, uniparental disomy and mosaics; for the laboratory.",
    "identity": "Prove who is who: sexes, relations, purity; for the laboratory only.",
    "between": "Compare the families of a run: duplicates and swaps; for the laboratory only.",
    "ontology": "Compile the Human Phenotype Ontology, its diseases and their genes.",
    "phenotype": "Compare the terms of a case with every disease and gene.",
    "inherit": "Make the candidates: alleles in genes, with every mode of inheritance that fits.",
    "classify": "Classify candidates after ACMG/AMP, or combine codes to a class.",
    "rank": "Rank candidates by phenotype, consequence, frequency, inheritance and class.",
    "filter": "Keep candidates or set them aside, each with its reason.",
    "additional": "Tell additional findings of those who agreed to them.",
    "carriers": "Tell the carrier status of those who agreed to it, and couples at risk.",
    "report": "Write the case report as HTML, JSON and TSV.",
    "explain": "Tell an allele's way through the line.",
    "versions": "Write the versions of tools and resources.",
    "manifest": "Write all that a run read and made, with SHA-256 and counts.",
    "verify": "Check a finished run against its manifest.",
    "summary": "Print one line a case.",
    "docs": "Write the generated pages of the documentation and the schemas.",
}


class _Lazy(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"genopipe.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="genopipe")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def genopipe(debug: bool) -> None:
    """Clinical whole-genome variant pipeline: from reads to a case report.

    Every command works alone on any files; `snakemake` runs them all in order.
    """


def main() -> None:
    """Run the command line; errors become one line each and an exit status."""
    set_up()
    if "--debug" in sys.argv:
        genopipe()
        return
    try:
        genopipe()
    except InputError as error:
        for fault in error.faults:
            click.echo(fault.line(), err=True)
        sys.exit(error.exit_status)
    except GenopipeError as error:
        click.echo(f"genopipe: {error}", err=True)
        sys.exit(error.exit_status)
