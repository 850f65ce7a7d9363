"""`genopipe explain`: an allele's way through the line."""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cases import CaseFile
from genopipe.cases import Closed
from genopipe.cli.options import read_case
from genopipe.cli.options import read_panels
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.report import QUALITY_HELP
from genopipe.cli.report import given_settings
from genopipe.cli.report import make_given
from genopipe.config import GenomeSettings
from genopipe.config import InheritSettings

if TYPE_CHECKING:
    from genopipe.report.elsewhere import Elsewhere

FASTA_HELP = "Reference FASTA: other spellings of an allele are read with it.  [default: that of the settings]"
GENES_HELP = "Gene models, as genopipe genes wrote them.  [default: those of the run]"
PANELS_HELP = "Folder of gene panels.  [default: those of the run]"
GVCF_HELP = "Folder of gVCFs, PERSON.g.bcf or PERSON.g.vcf.gz.  [default: those of the run]"


@click.command("explain")
@click.argument("case_folder", metavar="CASE_DIR", type=FOLDER)
@click.argument("asked", metavar="ALLELE_OR_GENE")
@click.option("--quality", multiple=True, type=FILE, help=QUALITY_HELP)
@click.option("--panels", type=FOLDER, help=PANELS_HELP)
@click.option("--fasta", type=FILE, help=FASTA_HELP)
@click.option("--transcripts", type=FILE, help=GENES_HELP)
@click.option("--gvcf", type=FOLDER, help=GVCF_HELP)
@settings_options
def command(
    case_folder: Path,
    asked: str,
    quality: tuple[Path, ...],
    panels: Path | None,
    fasta: Path | None,
    transcripts: Path | None,
    gvcf: Path | None,
    config: Path | None,
    settings_text: str,
) -> None:
    """Tell an allele's way through the line: called, annotated, inherited, classified, filtered, and where it ended.

    ALLELE_OR_GENE is an allele (1-55051215-G-A, chr1:55051215:G:A, NM_004004.6:c.109G>A, GJB2:c.109G>A, a g. or p.
    description), or a gene's symbol or id: then its alleles are listed. Of an allele that was not called it is told
    what each person's gVCF says of its place. What stands beside CASE_DIR in a run's results is found there.
    Sections of the settings: genome (build, fasta), inherit (what makes a genotype good enough).
    """
    from genopipe.report.explain import explain

    case = read_case(case_folder / "case.json")
    settings = given_settings(config, settings_text)
    results = case_folder.resolve().parent.parent
    found = quality or tuple(_present(results / "quality" / "persons" / f"{name}.json" for name in case.sequenced))
    given = make_given(settings, found, None)
    resolved = results / "reference" / "panels"
    folder = panels or (resolved if resolved.is_dir() else None)
    chosen = read_panels(folder, case.case.panels) if folder else None
    genes = transcripts or next(_present([results / "reference" / "transcripts.parquet"]), None)
    elsewhere = _elsewhere(case, settings, fasta or _fasta_of(settings, results), genes, gvcf or results / "gvcf")
    click.echo(explain(case_folder, case, asked, replace(given, panels=chosen), elsewhere), nl=False)


def _elsewhere(
    case: CaseFile, settings: dict[str, Closed], fasta: Path | None, genes: Path | None, gvcfs: Path
) -> "Elsewhere":
    from genopipe.cli.spelling import make_speller
    from genopipe.io.gene_models import read_transcripts
    from genopipe.report.elsewhere import Elsewhere

    models = None if genes is None else read_transcripts(genes)
    inherit = settings.get("inherit")
    return Elsewhere(
        spell=make_speller(fasta, models),
        genes=None if models is None else frozenset(models.select("gene", "gene_symbol").unique().iter_rows()),
        gvcfs={
            person: path
            for person in case.sequenced
            for path in _present(gvcfs / f"{person}.g.{ending}" for ending in ("vcf.gz", "bcf"))
        },
        inherit=inherit if isinstance(inherit, InheritSettings) else InheritSettings(),
    )


def _fasta_of(settings: dict[str, Closed], results: Path) -> Path | None:
    """Return the reference of the settings, or the plain copy that the run made; None: neither is there."""
    genome = settings.get("genome")
    named = [Path(genome.fasta), results.parent / genome.fasta] if isinstance(genome, GenomeSettings) else []
    return next((path for path in _present([*named, results / "reference" / "genome.fa"]) if _indexed(path)), None)


def _indexed(path: Path) -> bool:
    return Path(f"{path}.fai").is_file()


def _present(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if path.is_file())
