"""`genopipe between`: who is who between the families of a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT
from genopipe.errors import ContentError

if TYPE_CHECKING:
    from genopipe.cases import Case
    from genopipe.identity.between.families import CaseFamily

FAMILY_FILES = "families/{case}/common_sites.npz"
"""Where the workflow keeps a family's genotypes at common sites, in the folder of results."""


@click.group("between")
def command() -> None:
    """Compare the families of a run with each other: duplicates and swaps; for the laboratory only."""


@command.command("sites")
@click.option("--store", required=True, type=OUT, help="Frequency source, as genopipe resources build compiled it.")
@click.option("--frequencies", required=True, type=OUT, help="Every common site, for genopipe identity --frequencies.")
@click.option("--out", required=True, type=OUT, help="The sites at which families are compared.")
@settings_options
def sites(store: Path, frequencies: Path, out: Path, config: Path | None, settings_text: str) -> None:
    """Choose the common sites of a frequency source.

    Writes two VCFs with the frequency in INFO: every common site, and some of them, spread evenly over the autosomes.
    Sections of the settings: identity (spacing, frequency_field), between; genome (build).
    """
    from genopipe.cli.options import read_build
    from genopipe.identity.between.sites import common_sites
    from genopipe.identity.between.sites import spread_sites
    from genopipe.identity_settings import BetweenSettings
    from genopipe.identity_settings import IdentitySettings
    from genopipe.io.common_sites import write_sites
    from genopipe.io.store.reader import Store

    identity, settings = read_sections(config, settings_text, identity=IdentitySettings, between=BetweenSettings)
    every = common_sites(Store.open(store), read_build(config, settings_text), settings)
    chosen = spread_sites(every, identity.spacing, settings.maximum_common_sites)
    write_sites(every, frequencies, identity.frequency_field)
    write_sites(chosen, out, identity.frequency_field)
    click.echo(f"{out}: {len(chosen.position)} of {len(every.position)} common sites")


@command.command("genotypes")
@click.option("--sites", "at", required=True, type=FILE, help="Sites, as genopipe between sites wrote them.")
@click.option("--gvcf", multiple=True, metavar="PERSON=FILE", help="Indexed gVCF of a person; repeatable.")
@click.option("--vcf", type=FILE, help="Or the family's calls without reference blocks, indexed.")
@click.option("--out", required=True, type=OUT, help="File to write.")
@settings_options
def genotypes(
    at: Path, gvcf: tuple[str, ...], vcf: Path | None, out: Path, config: Path | None, settings_text: str
) -> None:
    """Write a family's genotypes at common sites, as a small file.

    Give gVCFs where there are: only they tell where somebody is REF. Sections of the settings: identity.
    """
    from genopipe.cli.options import named_files
    from genopipe.identity.between.sites import family_at_sites
    from genopipe.identity_settings import IdentitySettings
    from genopipe.io.common_sites import people_of
    from genopipe.io.common_sites import read_sites
    from genopipe.io.common_sites import write_genotypes

    if bool(gvcf) == bool(vcf):
        raise click.UsageError("give --gvcf for each person, or --vcf")
    (settings,) = read_sections(config, settings_text, identity=IdentitySettings)
    given = {path: (person,) for person, path in named_files(gvcf, "--gvcf").items()}
    paths = {vcf: people_of(vcf)} if vcf else given
    told = family_at_sites(paths, read_sites(at), settings, blocks=not vcf)
    write_genotypes(told, out)
    click.echo(f"{out}: {len(told.people)} people at {len(told.copies)} sites")


@command.command("families")
@click.option("--cases", required=True, type=click.Path(exists=True, path_type=Path), help="Cases of the run.")
@click.option("--results", required=True, type=FOLDER, help="Folder of results: genotypes, pedigree and proof of each.")
@click.option("--sites", "at", type=FILE, help="Sites of the genotypes; without it no family is compared.")
@click.option("--out", required=True, type=OUT, help="Folder for the results: for the laboratory only.")
@settings_options
def families(cases: Path, results: Path, at: Path | None, out: Path, config: Path | None, settings_text: str) -> None:
    """Compare everyone with everyone of other families: pass, flag or stop for each case.

    Writes families.json, families.tsv and families.html. They may tell who is related to whom: they are for the
    laboratory alone. Sections of the settings: between, identity.
    """
    from genopipe.cli.options import stop_on
    from genopipe.identity.between.families import compare_families
    from genopipe.identity.between.written import families_table
    from genopipe.identity.between.written import make_json
    from genopipe.identity.between.written import make_page
    from genopipe.identity.between.written import verdict_line
    from genopipe.identity_settings import BetweenSettings
    from genopipe.identity_settings import IdentitySettings
    from genopipe.io.cases_file import read_cases
    from genopipe.io.common_sites import read_sites
    from genopipe.io.json_file import write_json
    from genopipe.io.whole import written_whole

    settings, identity = read_sections(config, settings_text, between=BetweenSettings, identity=IdentitySettings)
    rows, faults = read_cases(cases)
    stop_on(faults)
    digest = read_sites(at).digest() if at else None
    between = compare_families([_read_case(row, results, digest) for row in rows], settings, identity)
    write_json(make_json(between, settings, identity), out / "families.json")
    page = make_page(between, settings, identity.certainty)
    for name, text in {"families.tsv": families_table(between), "families.html": page}.items():
        with written_whole(out / name) as partial:
            partial.write_text(text, encoding="utf-8")
    click.echo(f"{out}: {verdict_line(between)}")


def _read_case(row: "Case", results: Path, sites: str | None) -> "CaseFamily":
    """Return a case with what was proven of its family, and its genotypes at sites, where there are such.

    Raises:
        InputError: The pedigree is wrong.
        ContentError: A file is missing or cut.
    """
    from genopipe.cli.identity import read_families
    from genopipe.identity.between.families import CaseFamily
    from genopipe.identity_file import IdentityFile
    from genopipe.io.common_sites import read_family
    from genopipe.io.json_file import read_model

    laboratory = results / "cases" / row.case / "laboratory"
    family = read_families(laboratory / "family.ped")[row.family]
    proven = read_model(laboratory / "identity.json", IdentityFile).families[row.family]
    made = results / FAMILY_FILES.format(case=row.case)
    genotypes = read_family(made) if sites else None
    if genotypes is not None and genotypes.sites != sites:
        raise ContentError(f"{made}: genotypes at other sites than those that are given: make them again")
    return CaseFamily(row.case, family, proven, genotypes)
