"""`genopipe resources`: annotation sources listed, fetched, checked and compiled."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.compile import compile_when_cold
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    from genopipe.sources import Source

MANIFEST = click.option("--manifest", type=FILE, help="A manifest of the laboratory's own, beside the one that ships.")
FOLDER = click.option("--folder", default="resources/downloads", type=OUT, help="Folder of fetched files.")


@click.group("resources")
def command() -> None:
    """List, fetch, verify and build the annotation sources.

    A source is a record of a manifest: a new database needs a record and no code.
    """


def _chosen(manifest: Path | None, names: tuple[str, ...]) -> "list[Source]":
    from genopipe.io.sources_file import read_sources
    from genopipe.io.sources_file import source_named

    records = read_sources(manifest)
    return [source_named(name, records, "NAMES") for name in names or records]


@command.command("list")
@MANIFEST
def list_sources(manifest: Path | None) -> None:
    """List every source: name, release, what it tells, licence."""
    use = {True: "any use", False: "non-commercial use", None: "ask the owner"}
    for source in _chosen(manifest, ()):
        click.echo(
            f"{source.name}\t{source.title} {source.version}\t{source.kind}, {source.grain}\t{source.build or '-'}\t"
            f"{use[source.licence.commercial]}: {source.licence.words}\t{source.citation}"
        )


@command.command("fetch")
@MANIFEST
@FOLDER
@click.option("--offline", is_flag=True, help="Open no connection; say what is missing.")
@click.argument("names", nargs=-1, required=True)
def fetch(manifest: Path | None, folder: Path, offline: bool, names: tuple[str, ...]) -> None:
    """Fetch the files of NAMES; what broke off is continued, what is there is checked.

    A SHA-256 that the record does not know is printed: pin it in a record of your own.
    """
    from genopipe.cli.options import stop_on
    from genopipe.errors import Fault
    from genopipe.resources.fetch import fetch_source

    faults: list[Fault] = []
    for source in _chosen(manifest, names):
        click.echo(f"{source.title} {source.version}: {source.licence.words} ({source.licence.link})", err=True)
        for fetched, found in fetch_source(source, folder, offline):
            faults += found
            if fetched is not None:
                click.echo(f"{fetched.sha256}  {fetched.path}")
    stop_on(faults)


@command.command("verify")
@MANIFEST
@FOLDER
@click.option("--reference", type=FILE, help="Reference FASTA with its index; contigs are compared with it.")
@click.option("--file", "files", multiple=True, type=FILE, help="A file of the one source NAMES; else fetched ones.")
@click.argument("names", nargs=-1, required=True)
def verify(
    manifest: Path | None, folder: Path, reference: Path | None, files: tuple[Path, ...], names: tuple[str, ...]
) -> None:
    """Check the fetched files of NAMES: SHA-256, whole to the end, indexes, columns, build.

    Files that were brought by hand are named with --file; their SHA-256 is not compared.
    """
    if files and len(names) > 1:
        raise click.UsageError("--file goes with one name")
    from genopipe.cli.options import stop_on
    from genopipe.io.sequence import Sequence
    from genopipe.resources.verify import verify_file
    from genopipe.resources.verify import verify_source

    lengths = Sequence(reference).lengths if reference else None
    sources = _chosen(manifest, names)
    if files:
        stop_on([item for path in files for item in verify_file(sources[0], path, lengths)])
    else:
        stop_on([item for source in sources for item in verify_source(source, folder, lengths)])
    for source in sources:
        click.echo(f"{source.name}: whole")


@command.command("build")
@MANIFEST
@FOLDER
@click.option("--file", "files", multiple=True, type=FILE, help="A file of the source; repeat it. Else: fetched ones.")
@click.option("--reference", type=FILE, help="Reference FASTA with its index.")
@click.option("--contig-names", type=FILE, help="Table of two columns: contig of the source, contig of the FASTA.")
@click.option("--stores", type=OUT, help="Folder of compiled sources; else as in the settings.")
@click.option("--out", type=OUT, help="A small file that names the store.")
@click.argument("name")
@settings_options
def build(
    manifest: Path | None,
    folder: Path,
    files: tuple[Path, ...],
    reference: Path | None,
    contig_names: Path | None,
    stores: Path | None,
    out: Path | None,
    name: str,
    config: Path | None,
    settings_text: str,
) -> None:
    """Compile the source NAME once: sorted, columnar, used by every case.

    NAME is a source of the settings (frequency, clinvar, one of annotate.sources) or a record of a manifest.
    """
    from genopipe.config import AnnotateSettings
    from genopipe.resources.build import build_store
    from genopipe.resources.build import translator
    from genopipe.resources.build import write_pointer
    from genopipe.resources.choose import choose_source

    (settings,) = read_sections(config, settings_text, annotate=AnnotateSettings)
    source, known = choose_source(name, settings, manifest, folder)
    compile_when_cold()
    built = build_store(
        source, list(files) or known, reference, stores or Path(settings.stores), translator(contig_names)
    )
    if out is not None:
        write_pointer(built, out)
    done = "built" if built.new else "found, built before"
    told = built.description
    click.echo(f"{built.folder}: {done}; {told.read:,} alleles read, {told.kept:,} kept, {told.merged:,} merged")
    for item in told.set_aside:
        click.echo(f"{item.rows:,} set aside: {item.reason}; the first: {item.first}")
