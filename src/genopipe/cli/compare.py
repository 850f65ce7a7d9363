"""`genopipe compare`: our consequences beside those of VEP, snpEff or bcftools csq."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    import polars as pl

TAGS = ("CSQ", "ANN", "BCSQ")


@click.command("compare")
@click.option("--ours", required=True, type=FILE, help="Table of consequences (Parquet) of genopipe annotate.")
@click.option("--theirs", required=True, type=FILE, help="VCF that VEP, snpEff or bcftools csq annotated.")
@click.option("--field", type=click.Choice(TAGS), help="INFO field to compare with, where the VCF holds several.")
@click.option("--out", required=True, type=OUT, help="TSV to write: one row an allele and transcript.")
def command(ours: Path, theirs: Path, field: str | None, out: Path) -> None:
    """List where another annotator agrees with genopipe and where it differs, by allele and transcript.

    Entries of the VCF that cannot be given to one allele are written beside OUT, with the reason, as
    OUT.set_aside.tsv.
    """
    import polars as pl

    from genopipe.annotate.compare import compare
    from genopipe.annotate.compare import summarise
    from genopipe.errors import InputError
    from genopipe.errors import fault
    from genopipe.io.annotated_vcf import read_annotated
    from genopipe.io.annotated_vcf import read_annotations

    found = [item for item in read_annotations(theirs) if field in (None, item.tag)]
    if len(found) != 1:
        tags = ", ".join(item.tag for item in found) or "none of that name"
        raise InputError([fault("ANNOTATION-FIELD", str(theirs), f"annotations: {tags}", "choose one with --field")])
    parts = list(read_annotated(theirs, found[0]))
    aside = pl.concat([part.set_aside for part in parts])
    comparison = compare(_ours(ours), pl.concat([part.rows for part in parts]), found[0].annotator)
    _write(comparison, out)
    _write(aside, out.with_name(f"{out.name}.set_aside.tsv"))
    states = dict(comparison["state"].value_counts().iter_rows())
    told = ", ".join(f"{states.get(name, 0):,} {name}" for name in ("agrees", "differs", "only_ours", "only_theirs"))
    click.echo(f"{out}: {comparison.height:,} pairs of allele and transcript: {told}; {aside.height:,} set aside")
    for name, compared, agree in summarise(comparison).iter_rows():
        if compared:
            click.echo(f"  {name}: {agree:,} of {compared:,} agree ({100 * agree / compared:.2f} %)")


def _ours(path: Path) -> "pl.DataFrame":
    """Return our table, with at least allele, transcript and consequence.

    Raises:
        InputError: It is no such table.
    """
    import polars as pl

    from genopipe.errors import InputError
    from genopipe.errors import fault

    try:
        rows = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        cause = "the file is cut, or no Parquet"
        raise InputError([fault("TABLE-MISSING", str(path), cause, "run genopipe annotate again")]) from error
    absent = [name for name in ("allele", "transcript", "consequence") if name not in rows.columns]
    if absent:
        cause = f"no table of consequences: {', '.join(absent)} is missing"
        raise InputError([fault("TABLE-MISSING", str(path), cause, "give consequences.parquet of genopipe annotate")])
    return rows


def _write(rows: "pl.DataFrame", path: Path) -> None:
    """Write a table as tab-separated text in which no cell is a formula."""
    from genopipe.io.whole import written_whole
    from genopipe.report.tsv import make_cell

    lines = ["\t".join(rows.columns)]
    lines += ["\t".join("" if cell is None else make_cell(cell) for cell in row) for row in rows.iter_rows()]
    with written_whole(path) as partial:
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
