"""`genopipe simulate`: make a small synthetic genome with families whose diagnoses are known."""

from pathlib import Path

import click

from genopipe.errors import InputError
from genopipe.errors import fault


def _split_families(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for value in values for name in value.split(",") if name)


def _parse_contamination(values: tuple[str, ...]) -> dict[str, float]:
    """Return the fraction by person from values `PERSON=FRACTION`.

    Raises:
        InputError: A value is not of that form.
    """
    found: dict[str, float] = {}
    for value in values:
        person, _, number = value.partition("=")
        try:
            found[person] = float(number)
        except ValueError:
            cause = f"{value!r} is not PERSON=FRACTION"
            raise InputError([fault("SIM-FRACTION", "--contamination", cause, "write F01-child=0.05")]) from None
    return found


@click.command(name="simulate")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="New folder: becomes a ready project.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same bytes.")
@click.option("--depth", default=30.0, show_default=True, help="Mean depth of autosomes (reads a base).")
@click.option("--families", multiple=True, help="Only these families, such as F01,F04; may be repeated. Default: all.")
@click.option(
    "--contamination",
    multiple=True,
    metavar="PERSON=FRACTION",
    help="Fraction (0-1) of a person's fragments that come from the next family's proband; may be repeated.",
)
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1), help="Processes that make reads.")
def command(
    out: Path,
    seed: int,
    depth: float,
    families: tuple[str, ...],
    contamination: tuple[str, ...],
    processes: int,
) -> None:
    """Make a small synthetic genome with families whose diagnoses are known.

    The folder is a project ready for `snakemake`: config/, resources/, reads/. What is true stands in truth/:
    truth.tsv (planted alleles: diagnoses, traps, look-alikes), people.tsv (disomy, mosaic, misattributed parents) and
    genotypes.vcf.gz (everybody's genotypes, phased).

    F01 de novo dominant; F02 compound heterozygous; F03 homozygous, cousins; F04 X-linked recessive;
    F05 mitochondrial, heteroplasmic; F06 dominant, incomplete penetrance; F07 trio without a diagnosis;
    F08 single person without a diagnosis; F09 quad, two affected children; F10 mother and child, dominant;
    F11 X-linked, boy and uncle; F12 uniparental disomy; F13 mosaic parent; F14 misattributed father.

    Example: genopipe simulate --out demo --families F01,F05 --depth 20
    """
    from genopipe.simulate.world import Order
    from genopipe.simulate.world import simulate_world

    order = Order(seed, depth, _split_families(families), _parse_contamination(contamination), processes)
    simulate_world(out, order)
    click.echo(f"Wrote {out}: start with config/config.yaml; what is true stands in truth/truth.tsv")
