"""`genopipe case`: every stage after calling on a given VCF, from the family's alleles to the report."""

from pathlib import Path

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT

_VCF_HELP = "The family's VCF or BCF; its samples bear the ids of the pedigree."
_PED_HELP = "Pedigree.  [default: the phenopacket's person alone, affected]"
_CASE_HELP = "The case's terms: GA4GH phenopacket, version 2; what it does not know may stand in a YAML file beside it."
_GENES_HELP = "Gene models: GFF3.  [default: those of --config]"
_PANEL_HELP = "Gene panel, TSV or JSON of PanelApp, the foremost first.  [default: those beside the phenopacket]"
_SOURCE_HELP = "Annotation source: NAME is frequency, clinvar or a record of the manifest. Repeat."
_CONSENT_HELP = "What the proband agreed to: main_findings and others.  [default: as beside the phenopacket, else that]"
_PROBAND_HELP = "The proband's id.  [default: the phenopacket's person]"
_CACHE_HELP = "Folder of what is made once for all cases.  [default: `reference` beside --out]"
_PROOF_HELP = "Neither prove who is who nor study chromosomes; no case is put on hold then."


@click.command("case")
@click.option("--vcf", required=True, type=FILE, help=_VCF_HELP)
@click.option("--ped", type=FILE, help=_PED_HELP)
@click.option("--phenopacket", required=True, type=FILE, help=_CASE_HELP)
@click.option("--out", required=True, type=OUT, help="The case's folder.")
@click.option("--fasta", type=FILE, help="Reference FASTA.  [default: that of --config]")
@click.option("--transcripts", type=FILE, help=_GENES_HELP)
@click.option("--source", "sources", multiple=True, metavar="NAME=FILE", help=_SOURCE_HELP)
@click.option("--panel", "panels", multiple=True, type=FILE, help=_PANEL_HELP)
@click.option("--panels", "folder", type=FOLDER, help="Folder of gene panels.  [default: that of the settings]")
@click.option("--consent", multiple=True, help=_CONSENT_HELP)
@click.option("--case", "name", default="", help="Id of the case.  [default: the phenopacket's id]")
@click.option("--proband", default="", help=_PROBAND_HELP)
@click.option("--versions", type=FILE, help="Tools and resources of a run, to print in the report.")
@click.option("--cache", type=OUT, help=_CACHE_HELP)
@click.option("--no-identity", is_flag=True, help=_PROOF_HELP)
@click.option("--config", type=FILE, help="Configuration of a project: reference, sources, every setting.")
@click.option("--set", "settings_text", default="{}", help="Without --config: settings as JSON, section to its values.")
def command(
    vcf: Path,
    ped: Path | None,
    phenopacket: Path,
    out: Path,
    fasta: Path | None,
    transcripts: Path | None,
    sources: tuple[str, ...],
    panels: tuple[Path, ...],
    folder: Path | None,
    consent: tuple[str, ...],
    name: str,
    proband: str,
    versions: Path | None,
    cache: Path | None,
    no_identity: bool,
    config: Path | None,
    settings_text: str,
) -> None:
    """Interpret one case: every stage after calling on a given VCF, without a workflow, to the report.

    The tables and the report are those that the workflow would make. What is made once (compiled gene models and
    sources, resolved panels) is kept in --cache; nothing else is kept from one case to the next. Writes the case's
    folder: case.json, tables/, laboratory/, every form of the report (docs/report.md), ranked.tsv, logs/.
    """
    import time

    from genopipe.cli.case_given import Asked
    from genopipe.cli.case_given import make_plan_of_case
    from genopipe.cli.case_given import settings_of_case
    from genopipe.cli.case_names import with_names
    from genopipe.cli.case_ranked import write_ranked
    from genopipe.cli.compile import compile_when_cold
    from genopipe.cli.once import Once
    from genopipe.cli.one_case import OneCase
    from genopipe.io.fasta_index import with_index

    start = time.perf_counter()
    compile_when_cold()
    settings = settings_of_case(config, settings_text, fasta, transcripts, sources)
    asked, told = with_names(Asked(vcf, ped, phenopacket, panels, folder, consent, name, proband))
    for item in told:
        click.echo(item.line(), err=True)
    plan, case, files = make_plan_of_case(asked, settings)
    once = Once(cache or out.parent / "reference")
    indexed = with_index(Path(settings.genome.fasta), once.folder)
    one = OneCase(plan, case, vcf, files, once, out, indexed, versions, prove=not no_identity)
    if not one.finish():
        click.echo(f"{case}: on hold, see {out / 'on_hold.txt'}")
        return
    for line in write_ranked(out):
        click.echo(line)
    steps = "".join(f"{name}\t{seconds:.2f}\n" for name, seconds in one.seconds.items())
    (out / "logs/seconds.tsv").write_text(f"step\tseconds\n{steps}", encoding="utf-8")
    click.echo(f"{case}: {out / 'report.html'}, {time.perf_counter() - start:.1f} s", err=True)
