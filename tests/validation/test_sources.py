"""Real sources: a store holds every allele of its file, each value at its allele, as bcftools and cyvcf2 read them."""

from pathlib import Path

import polars as pl
import pysam.bcftools
import pytest
from cyvcf2 import VCF

from genopipe.annotate.sources import Hits
from genopipe.annotate.sources import look_up
from genopipe.io.family_vcf import exact
from genopipe.io.sources_file import read_sources
from genopipe.io.store import Store
from genopipe.resources.build import build_store
from unit.records import column
from unit.records import record

GNOMAD = record([column("ac", "AC", "integer"), column("af", "AF"), column("id", "ID", "text")], name="gnomad")
KNOWN = record(
    [
        column("af", "AF_1KG"),
        column("eas", "AF_EAS"),
        column("rs", "RS", "integer"),
        column("words", "CLNSIG_2017", "text", reduce="as_written"),
        column("failed", "DBSNP_FAILED", "flag"),
    ],
    name="known",
)
SLICE = "na12878_chr22/chr22_16570000_16800000.fa.gz"
CASES = {
    "gnomAD": (GNOMAD, "na12878_chr22/slice.gnomAD.r2.1.1.vcf.gz", SLICE),
    "1000 Genomes": (read_sources()["thousand_genomes"], "na12878_chr22/slice.1000GP.sites.vcf.gz", SLICE),
    "dbSNP and 1000 Genomes": (KNOWN, "chr21_window/known_variants.chr21w.vcf.gz", "chr21_window/chr21w.fa.gz"),
}


def value_of(variant, source_column):
    if source_column.field == "ID":
        return variant.ID
    found = variant.INFO.get(source_column.field)
    if source_column.type == "flag":
        return bool(found)
    return exact(found) if isinstance(found, float) else found


def read_by_others(source, path: Path, fasta: Path, folder: Path):
    """Return every allele with its rows, as bcftools norm and cyvcf2 give them."""
    out = folder / "normed.bcf"
    options = ["-m", "-any", "-f", str(fasta), "-c", "e", "-O", "b", "-o", str(out)]
    pysam.bcftools.norm(*options, str(path), catch_stdout=False)
    found: dict[tuple[object, ...], list[list[object]]] = {}
    for variant in VCF(str(out)):
        key = (variant.CHROM, variant.POS, variant.REF, variant.ALT[0])
        found.setdefault(key, []).append([value_of(variant, c) for c in source.columns])
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_store_is_its_file(name, data, tmp_path):
    source, path, fasta = CASES[name]
    built = build_store(source, [data / path], data / fasta, tmp_path / "stores")
    store = Store.open(built.folder)
    expected = read_by_others(source, data / path, data / fasta, tmp_path)
    told = pl.concat(list(store.scan()))
    assert told.height == len(expected) == store.rows
    assert store.description.read == sum(len(rows) for rows in expected.values())
    for row in told.iter_rows():
        rows = expected[row[:4]]
        for number, value in enumerate(row[4:]):
            given = [one[number] for one in rows if one[number] is not None]
            assert value == (given[0] if given else None), (row[:4], source.columns[number].column)
    hits = Hits()
    shuffled = told.sample(fraction=1, shuffle=True, seed=1)
    looked = look_up(shuffled, store, hits)
    assert hits.found == hits.asked == told.height
    assert looked.values.equals(shuffled.select(looked.values.columns))
