"""The small files that the commands need beside the world's own."""

from pathlib import Path

from benchmarks.annotation.peers import CYVCF2
from benchmarks.annotation.shape import Files

VCFANNO = """[[annotation]]
file="{frequency}"
fields=["AF", "AN"]
names=["source_AF", "source_AN"]
ops=["self", "self"]

[[annotation]]
file="{clinvar}"
fields=["CLNSIG", "CLNREVSTAT"]
ops=["self", "self"]
"""
SNPEFF = "data.dir = {scratch}/data/\nbench.genome : bench\n"
MANIFEST = """sources:
  - name: bench_frequency
    title: frequencies of the benchmark
    kind: frequency
    version: "1"
    build: ""
    files: []
    licence: {words: made up, link: benchmarks/README.md, commercial: true}
    citation: benchmarks/annotation/sources.py
    format: vcf
    grain: allele
    normalised: true
    columns:
      - {column: af, from: AF, type: number, doc: Allele frequency., unit: fraction, missing: none}
      - {column: an, from: AN, type: integer, doc: Called copies., unit: copies, missing: none}
      - {column: hom, from: nhomalt, type: integer, doc: People with two copies., unit: people, missing: none}
      - {column: af_afr, from: AF_afr, type: number, doc: Allele frequency., unit: fraction, missing: none}
      - {column: af_eas, from: AF_eas, type: number, doc: Allele frequency., unit: fraction, missing: none}
      - {column: af_nfe, from: AF_nfe, type: number, doc: Allele frequency., unit: fraction, missing: none}
    frequency:
      populations: {all: af, afr: af_afr, eas: af_eas, nfe: af_nfe}
      allele_number: an
      homozygotes: hom
"""


def write_peer_files(files: Files, scratch: Path) -> None:
    """Write the settings of vcfanno and snpEff, the script of cyvcf2 and the manifest of our sources."""
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "vcfanno.toml").write_text(VCFANNO.format(frequency=files.frequency, clinvar=files.clinvar))
    (scratch / "snpEff.config").write_text(SNPEFF.format(scratch=scratch))
    (scratch / "read.py").write_text(CYVCF2)
    (scratch / "manifest.yaml").write_text(MANIFEST)
