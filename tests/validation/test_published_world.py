"""The compact world of published cases: its genome says of every published allele what was published.

`benchmarks.published` draws the bases; here our own engine describes each causal allele on them.
"""

import re
import sys
from pathlib import Path
from typing import Any

import polars as pl
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[2]))

CASES, POOL = 250, 20
SUBSTITUTION = re.compile(r"p\.\(?[A-Z][a-z]{2}\d+(?:[A-Z][a-z]{2}|=)\)?$")


def annotated(folder: Path, truth: pl.DataFrame) -> pl.DataFrame:
    """Describe every causal allele once; return `allele`, `hgvs_c`, `hgvs_p` and `consequence` of ours."""
    from genopipe.cli.annotate import command

    fields = truth["allele"].unique().str.split("-").to_list()
    order = {line.split("\t")[0]: n for n, line in enumerate((folder / "genome.fa.fai").read_text().splitlines())}
    rows = sorted((order[f"chr{c}"], f"chr{c}", int(p), r, a) for c, p, r, a in fields)
    head = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name}>" for name in order)]
    lines = [f"{name}\t{position}\t.\t{ref}\t{alt}\t.\t.\t." for _, name, position, ref, alt in rows]
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    (folder / "causal.vcf").write_text("\n".join([*head, columns, *lines]) + "\n")
    words = ["--vcf", "causal.vcf", "--fasta", "genome.fa", "--transcripts", "genes.gff3", "--out", "causal.parquet"]
    told = [str(folder / word) if "." in word else word for word in words]
    ran = CliRunner().invoke(command, told, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    found = pl.read_parquet(folder / "causal.parquet")
    bare = [pl.col(name).str.replace(r"^.*:", "") for name in ("hgvs_c", "hgvs_p")]
    return found.select("gene_symbol", "consequence", *bare, allele=pl.col("allele"))


def test_the_genome_says_what_was_published(record: Any, data: Path, tmp_path: Path) -> None:
    from benchmarks.published.__main__ import write_world

    made = write_world(data, CASES, POOL, tmp_path)
    total = made.agreed + len(made.refused)
    record("published_world.codons", total, made.agreed, "published substitutions that a codon fits beside the others")
    truth = pl.read_csv(tmp_path / "truth.tsv", separator="\t", infer_schema=False)
    ours = annotated(tmp_path, truth)
    joined = truth.join(
        ours, left_on=["allele", "gene"], right_on=["allele", "gene_symbol"], how="left", suffix="_ours"
    )
    single = joined.filter(pl.col("hgvs_p").str.contains(SUBSTITUTION.pattern) & pl.col("hgvs_c").str.contains(">"))
    bare = (single["hgvs_p"].str.replace_all(r"[()]", "") == single["hgvs_p_ours"].str.replace_all(r"[()]", "")).sum()
    record("published_world.protein", single.height, int(bare), "p. of causal substitutions as published")
    coding = (joined["hgvs_c"] == joined["hgvs_c_ours"]).sum()
    record("published_world.coding", joined.height, int(coding), "c. of causal alleles as published, as text")
    first = pl.col("consequence_ours").str.split("&").list.first()
    kinds = joined.filter(pl.col("consequence").is_in(["missense_variant", "stop_gained", "frameshift_variant"]))
    same = (kinds.select(first).to_series() == kinds["consequence"]).sum()
    record(
        "published_world.consequence", kinds.height, int(same), "most severe term of causal missense, stop, frameshift"
    )
