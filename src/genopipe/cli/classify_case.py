"""`genopipe classify CASE_DIR`: classify the candidates of a case."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.additional import read_withheld
from genopipe.cli.case_folder import Paths
from genopipe.cli.case_folder import needed
from genopipe.cli.case_folder import with_folder
from genopipe.cli.options import read_case
from genopipe.cli.options import read_panels
from genopipe.cli.options import read_sections
from genopipe.cli.options import read_stated_build
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT
from genopipe.cli.paths import PANELS
from genopipe.errors import InputError
from genopipe.errors import fault

if TYPE_CHECKING:
    from genopipe.cases import CaseFile
    from genopipe.classify.stage import Files
    from genopipe.classify.stage import Question
    from genopipe.config import AnnotateSettings

_OF_FOLDER = {
    "candidates": "tables/inherited/candidates.parquet",
    "tables": "tables/annotated",
    "genotypes": "tables/normalised/genotypes.parquet",
    "case": "case.json",
    "out": "tables/classified",
}
"""Where the files of a case lie in its folder."""

_MAYBE = {
    "phenotypes": "tables/phenotype/genes.parquet",
    "identity": "laboratory/identity.json",
    "panels": "panels",
}
_OF_PROJECT = {"transcripts": "transcripts.parquet", "neighbours": "clinvar_neighbours", "panels": "panels"}
"""Where the files of a project lie in its folder of references, two folders above the case's."""

_USED = ("panels", "transcripts", "fasta", "neighbours", "phenotypes", "identity")
"""Files without which some criteria are not assessable."""

_NEEDED = "Without it that of CASE_DIR."


@click.command("case")
@click.argument("case_folder", metavar="[CASE_DIR]", required=False, type=FOLDER)
@click.option("--candidates", type=FILE, help=f"candidates.parquet of genopipe inherit. {_NEEDED}")
@click.option("--tables", type=FOLDER, help=f"Folder of genopipe annotate. {_NEEDED}")
@click.option("--genotypes", type=FILE, help=f"genotypes.parquet of genopipe normalise. {_NEEDED}")
@click.option("--case", "case_file", type=FILE, help=f"The case: case.json of genopipe case-file. {_NEEDED}")
@click.option("--panels", type=PANELS, help=f"Folder of gene panels, one TSV file each. {_NEEDED}")
@click.option("--transcripts", type=FILE, help="Gene models, for exons that a splice site loses.")
@click.option("--fasta", type=FILE, help="Reference FASTA with its index, for the same.")
@click.option("--neighbours", type=FOLDER, help="Folder of genopipe neighbours: ClinVar's alleles by gene and residue.")
@click.option("--phenotypes", type=FILE, help="genes.parquet of genopipe phenotype.")
@click.option("--identity", type=FILE, help="identity.json of genopipe identity: it proves the parents.")
@click.option("--out", type=OUT, help="Folder for candidates.parquet and criteria.parquet. Without it in CASE_DIR.")
@settings_options
def case(
    case_folder: Path | None,
    candidates: Path | None,
    tables: Path | None,
    genotypes: Path | None,
    case_file: Path | None,
    panels: Path | None,
    transcripts: Path | None,
    fasta: Path | None,
    neighbours: Path | None,
    phenotypes: Path | None,
    identity: Path | None,
    out: Path | None,
    config: Path | None,
    settings_text: str,
) -> None:
    """Classify the candidates of a case after ACMG/AMP, each criterion with its evidence.

    Reads a case folder, or the files given one by one. The word `case` may be left out. Sections of the settings:
    genome (build), classify, filter, inherit, annotate (names of the sources), additional, carriers (lists: a gene of
    them that is in no panel is not judged where the proband did not agree to be told).
    """
    from genopipe.classify.stage import classify_tables

    given = {
        "candidates": candidates,
        "tables": tables,
        "genotypes": genotypes,
        "case": case_file,
        "out": out,
        "transcripts": transcripts,
        "fasta": fasta,
        "neighbours": neighbours,
        "phenotypes": phenotypes,
        "identity": identity,
        "panels": panels,
    }
    paths = _with_folder(given, case_folder)
    files, asked = _files(paths), read_case(needed(paths, "case"))
    question = _question(asked, paths["panels"], config, settings_text)
    counts = classify_tables(files, question, needed(paths, "out"))
    words = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())
    click.echo(f"{asked.case.case}: {words or 'no candidates'}")
    lacking = [name for name in _USED if paths[name] is None]
    if case_folder is not None and lacking:
        told = f"not in {case_folder} and not given: {', '.join(lacking)}"
        click.echo(f"{told}; criteria that need them are not assessable, as each says", err=True)


def _question(asked: "CaseFile", panels: Path | None, config: Path | None, settings_text: str) -> "Question":
    """Return what is asked of a case: its panels, the settings, and what may not be told.

    Raises:
        InputError: A setting, a panel or a list is wrong.
    """
    from genopipe.classify.stage import Question
    from genopipe.classify_settings import ClassifySettings
    from genopipe.config import AnnotateSettings
    from genopipe.config import FilterSettings
    from genopipe.config import InheritSettings
    from genopipe.consent_settings import AdditionalSettings
    from genopipe.consent_settings import CarriersSettings

    classify, filters, inherit, annotate, additional, carriers = read_sections(
        config,
        settings_text,
        classify=ClassifySettings,
        filter=FilterSettings,
        inherit=InheritSettings,
        annotate=AnnotateSettings,
        additional=AdditionalSettings,
        carriers=CarriersSettings,
    )
    chosen = read_panels(_needed_panels(asked, panels), asked.case.panels) if asked.case.panels else ()
    return Question(
        case=asked,
        panels=chosen,
        build=read_stated_build(config, settings_text),
        classify=classify,
        filters=filters,
        inherit=inherit,
        frequency_title=_frequency_title(annotate),
        withheld=read_withheld(asked, chosen, additional, carriers),
    )


def _needed_panels(asked: "CaseFile", panels: Path | None) -> Path:
    """Return the folder of the case's panels: they tell what is part of the question, and so what may be judged.

    Raises:
        InputError: There is none.
    """
    if panels is None:
        cause = f"the case orders {', '.join(asked.case.panels)}, and no folder of panels is given or found"
        raise InputError([fault("OPTION-VALUE", "--panels", cause, "give the folder of the case's panels")])
    return panels


def _frequency_title(annotate: "AnnotateSettings") -> str:
    """Return title and release of the source of frequencies; empty: there is none."""
    if annotate.frequency is None or not annotate.frequency.record:
        return annotate.frequency.name if annotate.frequency else ""
    from genopipe.io.sources_file import read_sources
    from genopipe.io.sources_file import source_named

    records = read_sources(Path(annotate.manifest) if annotate.manifest else None)
    return source_named(annotate.frequency.record, records, "annotate.frequency.record").titled


def _with_folder(given: Paths, folder: Path | None) -> Paths:
    """Return the paths given, and for those that are not what lies in the case folder or beside it."""
    if folder is None:
        return given
    reference = folder.resolve().parent.parent / "reference"
    maybe = [(name, reference / place) for name, place in _OF_PROJECT.items()]
    maybe += [(name, folder / place) for name, place in _MAYBE.items()]
    return with_folder(given, folder, _OF_FOLDER, maybe)


def _files(paths: Paths) -> "Files":
    from genopipe.classify.stage import Files

    return Files(
        candidates=needed(paths, "candidates"),
        tables=needed(paths, "tables"),
        genotypes=needed(paths, "genotypes"),
        transcripts=paths["transcripts"],
        fasta=paths["fasta"],
        neighbours=paths["neighbours"],
        phenotypes=paths["phenotypes"],
        identity=paths["identity"],
    )
