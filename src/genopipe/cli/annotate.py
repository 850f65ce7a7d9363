"""`genopipe annotate`: consequences, HGVS descriptions, population frequency, ClinVar and every other source."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from genopipe.cli.compile import compile_when_cold
from genopipe.cli.options import parse_json
from genopipe.cli.options import read_build
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genopipe.annotate.case_sources import CaseSources
    from genopipe.annotate.clinvar_neighbours import Neighbours
    from genopipe.annotate.genome import Genome
    from genopipe.genome import Build
    from genopipe.pedigree import Family
    from genopipe.source_settings import UsedSource


COVERED_HELP = (
    "What the source of frequencies NAME covers: an allele there that it does not have is absent; elsewhere, and "
    "without it, such an allele is not assessable. Goes before the setting `covered`. Repeat."
)
NEIGHBOURS_HELP = "ClinVar's alleles as genopipe neighbours wrote them; else made here, with --keep-below not asked."
CORES_HELP = "With --vcf: processes, a contig each, where the VCF is bgzipped and has an index; the rows are the same."


@click.command("annotate")
@click.option("--vcf", type=FILE, help="VCF or BCF to annotate; or give --tables.")
@click.option("--tables", type=FOLDER, help="Folder with alleles.parquet of genopipe normalise; or give --vcf.")
@click.option("--fasta", required=True, type=FILE, help="Reference FASTA with its index.")
@click.option(
    "--transcripts", required=True, type=FILE, help="Gene models: GFF3, MANE's table, or what genopipe genes wrote."
)
@click.option("--contig-names", type=FILE, help="Your own contig names: in the models, in the FASTA; parted by a tab.")
@click.option(
    "--source",
    "given",
    multiple=True,
    metavar="NAME=FILE",
    help="A source: its store, or with --vcf its file. NAME is frequency, clinvar or a record of the manifest. Repeat.",
)
@click.option("--covered", multiple=True, metavar="NAME=BED", help=COVERED_HELP)
@click.option("--neighbours", type=FOLDER, help=NEIGHBOURS_HELP)
@click.option("--csq", type=FILE, help="The same alleles after bcftools csq, to compare with.")
@click.option("--pedigree", type=FILE, help="With --keep-below: pedigree, for de novo and recessive flags.")
@click.option(
    "--keep-below",
    type=click.FloatRange(0, 1, min_open=True),
    help="With --vcf: tables of alleles below this frequency (fraction) or pathogenic in ClinVar; the rest is counted.",
)
@click.option("--cores", default=1, show_default=True, type=click.IntRange(1), help=CORES_HELP)
@click.option(
    "--explain", metavar="ALLELE", help="Tell how the descriptions of one allele came about: 1-123-A-G or HGVS."
)
@click.option("--out", type=OUT, help="With --vcf: .parquet or .tsv, one row an allele and transcript. Else a folder.")
@settings_options
def command(
    vcf: Path | None,
    tables: Path | None,
    fasta: Path,
    transcripts: Path,
    contig_names: Path | None,
    given: tuple[str, ...],
    covered: tuple[str, ...],
    neighbours: Path | None,
    csq: Path | None,
    pedigree: Path | None,
    keep_below: float | None,
    cores: int,
    explain: str | None,
    out: Path | None,
    config: Path | None,
    settings_text: str,
) -> None:
    """Add consequences and HGVS descriptions on every transcript, frequencies, ClinVar and further sources to alleles.

    With --vcf any VCF becomes one table, all alleles on all transcripts. With --tables the tables of
    `genopipe normalise` get their columns, as in the workflow; the settings name the sources. With --vcf and
    --keep-below the tables of a family hold its rare alleles only, and the common ones are counted.
    """
    _check_modes(sum(mode is not None for mode in (vcf, tables, explain)), out is not None or explain is not None)
    _check_together(vcf is not None, keep_below is not None, cores > 1, pedigree is not None, neighbours is not None)
    build = read_build(config, settings_text)
    with TemporaryDirectory(prefix="genopipe-annotate-") as name:
        from genopipe.io.fasta_index import with_index

        folder = Path(name)
        fasta = with_index(fasta, folder)
        genome = _genome(fasta, transcripts, contig_names, build)
        compile_when_cold()
        if explain is not None:
            from genopipe.annotate.explain import explain_allele

            click.echo("\n".join(explain_allele(explain, genome)))
            return
        assert out is not None
        if vcf is not None:
            manifest = _manifest(config, settings_text)
            if keep_below is None and not (given or covered) and cores == 1:
                _annotate_plainly(vcf, genome, out)
                return
            sources = _named_sources(given, covered, fasta, folder, build, manifest)
            index = _neighbours(neighbours, sources, genome) if neighbours else None
            _annotate_vcf(vcf, genome, sources, keep_below, pedigree, index, cores, out)
            return
        assert tables is not None
        sources, cross_check = _settings_sources(config, settings_text, given, covered, fasta, folder, build)
        if cross_check and csq is None:
            from genopipe.annotate.stage import ask_csq

            csq = ask_csq(tables, fasta, transcripts, folder)
        from genopipe.annotate.stage import annotate_tables

        index = _neighbours(neighbours, sources, genome)
        rows, entries = annotate_tables(tables, genome, sources, out, index, csq)
    _tell(sources)
    click.echo(f"{out}: {rows:,} alleles, {entries:,} consequences")


def _check_modes(modes: int, has_place: bool) -> None:
    """Check that one thing is asked for, and that what it writes has a place."""
    if modes != 1:
        raise click.UsageError("give one of --vcf, --tables and --explain")
    if not has_place:
        raise click.UsageError("give --out")


def _check_together(vcf: bool, rare: bool, cores: bool, pedigree: bool, neighbours: bool) -> None:
    """Check that the options given go together."""
    if rare and not vcf:
        raise click.UsageError("--keep-below goes with --vcf")
    if cores and (not vcf or rare):
        raise click.UsageError("--cores goes with --vcf, without --keep-below")
    if pedigree and not rare:
        raise click.UsageError("--pedigree goes with --keep-below")
    if neighbours and vcf and not rare:
        raise click.UsageError("--neighbours goes with --tables or --keep-below")


def _tell(sources: "CaseSources") -> None:
    for note in sources.notes:
        click.echo(note.line(), err=True)
    for source, hits in sources.hits.items():
        what = "genes found" if source in sources.genes else "alleles touch it" if source in sources.regions else None
        click.echo(f"{source}: {hits.found:,} of {hits.asked:,} {what or 'alleles found'}")


def _genome(fasta: Path, transcripts: Path, contig_names: Path | None, build: "Build") -> "Genome":
    """Return the reference with its gene models, contigs named as in the FASTA."""
    from genopipe.annotate.genome import Genome
    from genopipe.cli.options import stop_on
    from genopipe.io.contig_names import read_own_names
    from genopipe.io.contig_names import rename_contigs
    from genopipe.io.gene_models import read_any
    from genopipe.io.sequence import Sequence

    models, report = read_any(transcripts)
    for line in report.lines():
        click.echo(line, err=True)
    own = read_own_names(contig_names) if contig_names else None
    renamed, notes = rename_contigs(models, Sequence(fasta).lengths, str(transcripts), own)
    stop_on(notes)
    return Genome(fasta, renamed, build)


def _annotate_plainly(vcf: Path, genome: "Genome", out: Path) -> None:
    """Write every row of a VCF, in this process and without sources."""
    from genopipe.annotate.every import annotate_vcf

    counted = annotate_vcf(vcf, genome, out)
    click.echo(f"{out}: {counted.alleles:,} alleles, {counted.rows:,} rows")


def _annotate_vcf(
    vcf: Path,
    genome: "Genome",
    sources: "CaseSources",
    keep_below: float | None,
    pedigree: Path | None,
    neighbours: "Neighbours | None",
    cores: int,
    out: Path,
) -> None:
    """Write every row of a VCF, or the tables of its rare alleles."""
    if keep_below is None:
        from genopipe.annotate.by_contig import annotate_vcf_by_contig

        counted = annotate_vcf_by_contig(vcf, genome, out, sources, cores, lambda line: click.echo(line, err=True))
        _tell(sources)
        click.echo(f"{out}: {counted.alleles:,} alleles, {counted.rows:,} rows")
        return
    from genopipe.annotate.rare.stage import annotate_rare

    kept = annotate_rare(vcf, genome, sources, _family(pedigree, vcf), keep_below, out, neighbours)
    _tell(sources)
    click.echo(
        f"{out}: {kept.read:,} alleles read, {kept.kept:,} kept, {kept.set_aside:,} common ones counted, "
        f"{kept.duplicates:,} written twice; {kept.consequences:,} consequences"
    )


def _family(pedigree: Path | None, vcf: Path) -> "Family | None":
    """Return the family of a pedigree whose people are in a VCF.

    Raises:
        InputError: The pedigree is wrong, or no family, or more than one, is in the VCF.
    """
    import pysam

    from genopipe.cli.options import stop_on
    from genopipe.errors import InputError
    from genopipe.errors import fault
    from genopipe.io.pedigree_file import read_pedigree
    from genopipe.pedigree import families

    if pedigree is None:
        return None
    people, faults = read_pedigree(pedigree)
    stop_on(faults)
    with pysam.VariantFile(str(vcf)) as reader:
        samples = set(reader.header.samples)
    there = [family for family in families(people).values() if samples & set(family.people)]
    if len(there) != 1:
        cause = f"{len(there)} families of it are in {vcf.name}"
        raise InputError([fault("VCF-SAMPLE", str(pedigree), cause, "give the pedigree of the one family in the VCF")])
    return there[0]


def _pairs(given: tuple[str, ...], option: str = "--source", what: str = "FILE") -> dict[str, Path]:
    pairs: dict[str, Path] = {}
    for pair in given:
        name, mark, path = pair.partition("=")
        if not mark or not name or not path:
            raise click.UsageError(f"{option} {pair}: write NAME={what}")
        if name in pairs:
            raise click.UsageError(f"{option} {name} is given twice")
        pairs[name] = Path(path)
    return pairs


def _with_covered(used: "Mapping[str, UsedSource]", covered: tuple[str, ...]) -> "dict[str, UsedSource]":
    """Return sources with the BED of what each covers, where one is given."""
    told = dict(used)
    for name, path in _pairs(covered, "--covered", "BED").items():
        if name not in told:
            raise click.UsageError(f"--covered {name}: there is no source {name}; add --source {name}=FILE")
        if told[name].source.frequency is None:
            raise click.UsageError(f"--covered {name}: {name} is no source of frequencies, it never says absent")
        if not path.is_file():
            raise click.UsageError(f"--covered {name}: there is no {path}")
        told[name] = told[name]._replace(covered=str(path))
    return told


def _manifest(config: Path | None, text: str) -> Path | None:
    """Return the laboratory's own manifest, where the settings name one."""
    if config is None and not parse_json(text):
        return None
    from genopipe.config import AnnotateSettings

    (settings,) = read_sections(config, text, annotate=AnnotateSettings)
    return Path(settings.manifest) if settings.manifest else None


def _named_sources(
    given: tuple[str, ...],
    covered: tuple[str, ...],
    fasta: Path,
    folder: Path,
    build: "Build",
    manifest: Path | None,
) -> "CaseSources":
    """Return sources that are given by name: stores as they are, other files compiled for this run."""
    from genopipe.annotate.case_sources import open_sources
    from genopipe.cli.sources import named_source
    from genopipe.io.sequence import Sequence

    used: dict[str, UsedSource] = {}
    stores: dict[str, Path] = {}
    for name, path in _pairs(given).items():
        used[name], store = named_source(name, path, fasta, folder, manifest)
        if store is not None:
            stores[name] = store
    return open_sources(_with_covered(used, covered), stores, build, Sequence(fasta).lengths)


def _settings_sources(
    config: Path | None,
    text: str,
    given: tuple[str, ...],
    covered: tuple[str, ...],
    fasta: Path,
    folder: Path,
    build: "Build",
) -> "tuple[CaseSources, bool]":
    """Return the sources that the settings name, and whether bcftools csq is asked for its opinion."""
    from genopipe.annotate.case_sources import open_sources
    from genopipe.config import AnnotateSettings
    from genopipe.io.sequence import Sequence
    from genopipe.io.sources_file import read_sources
    from genopipe.source_settings import used_sources

    (settings,) = read_sections(config, text, annotate=AnnotateSettings)
    records = read_sources(Path(settings.manifest) if settings.manifest else None)
    used = _with_covered(used_sources(settings, records), covered)
    stores = _stores(used, _pairs(given), fasta, folder)
    return open_sources(used, stores, build, Sequence(fasta).lengths), settings.cross_check


def _stores(used: "Mapping[str, UsedSource]", stores: dict[str, Path], fasta: Path, folder: Path) -> dict[str, Path]:
    """Return the store of every source that the settings name: as given, else compiled here.

    A source that is given but not configured, or the other way round, would read as "not in the source".
    """
    from genopipe.resources.build import build_store
    from genopipe.resources.build import translator

    foreign = [name for name in stores if name not in used]
    if foreign:
        raise click.UsageError(f"--source {foreign[0]} is given, but the settings name no such source")
    for name, one in used.items():
        if name not in stores and one.source.grain == "allele":
            files = [Path(path) for path in one.files]
            stores[name] = build_store(one.source, files, fasta, folder, translator(None)).folder
    return stores


def _neighbours(given: Path | None, sources: "CaseSources", genome: "Genome") -> "Neighbours | None":
    """Return ClinVar's alleles by codon and splice position; None without ClinVar."""
    from genopipe.annotate.neighbours_stage import describe_clinvar
    from genopipe.annotate.neighbours_stage import read_neighbours
    from genopipe.io.store import Store
    from genopipe.source_settings import CLINVAR

    clinvar = sources.opened.get(CLINVAR)
    if given is not None:
        if clinvar is None:
            raise click.UsageError("--neighbours is given, but there is no source clinvar")
        return read_neighbours(given)
    return describe_clinvar(clinvar, genome) if isinstance(clinvar, Store) else None
