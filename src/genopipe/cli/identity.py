"""`genopipe identity`: who is who, proven from the data."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    from genopipe.genome import Build
    from genopipe.pedigree import Family


@click.command("identity")
@click.option("--vcf", required=True, type=FILE, help="Joint VCF or BCF of one family or of many.")
@click.option("--ped", required=True, type=FILE, help="Pedigree in PED format, six columns.")
@click.option("--out", required=True, type=OUT, help="Folder for the results: for the laboratory only.")
@click.option(
    "--build",
    type=click.Choice(["GRCh38", "GRCh37", "synthetic"]),
    help="Genome build; without it, found by the contigs' lengths.",
)
@click.option("--frequencies", type=FILE, help="VCF of population allele frequencies, for contamination.")
@click.option(
    "--mixed-frequencies", is_flag=True, help="They are of several populations together: they tell no inbreeding."
)
@click.option("--panel", type=FILE, help="Reference panel for ancestry: a VCF of people, or with INFO AF_POPULATION.")
@click.option("--populations", type=FILE, help="Table of the panel's people: columns person and population.")
@click.option("--depth", multiple=True, metavar="PERSON=FILE", help="Summary of mosdepth of a person; repeatable.")
@settings_options
def command(
    vcf: Path,
    ped: Path,
    out: Path,
    build: str | None,
    frequencies: Path | None,
    mixed_frequencies: bool,
    panel: Path | None,
    populations: Path | None,
    depth: tuple[str, ...],
    config: Path | None,
    settings_text: str,
) -> None:
    """Prove sexes, relations, purity and ancestry of the people of a VCF: pass, flag or stop for each family.

    Writes identity.json, people.tsv, pairs.tsv and identity.html. They may tell that a stated parent is none, and that
    parents are related: they are for the laboratory alone. Sections of the settings: identity; genome (build).
    """
    from genopipe.identity.page import make_page
    from genopipe.identity.stage import Given
    from genopipe.identity.stage import prove_identity
    from genopipe.identity.written import make_json
    from genopipe.identity.written import pairs_table
    from genopipe.identity.written import people_table
    from genopipe.identity.written import verdict_line
    from genopipe.identity_settings import IdentitySettings
    from genopipe.io.json_file import write_json
    from genopipe.io.whole import written_whole

    if populations and not panel:
        raise click.UsageError("--populations goes with --panel")
    (settings,) = read_sections(config, settings_text, identity=IdentitySettings)
    given = Given(frequencies, panel, populations, _depths(depth), mixed=mixed_frequencies)
    identity = prove_identity(vcf, read_families(ped), _build(build, config, settings_text), settings, given)
    write_json(make_json(identity, settings), out / "identity.json")
    texts = {"people.tsv": people_table(identity), "pairs.tsv": pairs_table(identity)}
    for name, text in {**texts, "identity.html": make_page(identity, settings)}.items():
        with written_whole(out / name) as partial:
            partial.write_text(text, encoding="utf-8")
    click.echo(f"{out}: {verdict_line(identity)}")


def _build(name: str | None, config: Path | None, settings_text: str) -> "Build | None":
    """Return the build that is stated; None: the contigs' lengths tell."""
    from genopipe.cli.options import parse_json
    from genopipe.cli.options import read_build
    from genopipe.genome import BUILDS

    if name is not None:
        return BUILDS[name]
    stated = config is not None or "genome" in parse_json(settings_text)
    return read_build(config, settings_text) if stated else None


def read_families(ped: Path) -> "dict[str, Family]":
    """Return the families of a pedigree file.

    Raises:
        InputError: It is wrong.
    """
    from genopipe.cli.options import stop_on
    from genopipe.io.pedigree_file import read_pedigree_rows
    from genopipe.pedigree import families
    from genopipe.preflight.pedigree import check_pedigree

    rows, faults = read_pedigree_rows(ped)
    stop_on([*faults, *check_pedigree(rows, ped)])
    return families(row.person for row in rows)


def _depths(given: tuple[str, ...]) -> dict[str, Path]:
    depths = {}
    for text in given:
        person, _, name = text.partition("=")
        if not name or not Path(name).is_file():
            raise click.BadParameter("write PERSON=FILE, and FILE must exist", param_hint="--depth")
        depths[person] = Path(name)
    return depths
