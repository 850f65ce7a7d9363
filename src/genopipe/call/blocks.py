"""Give the reference blocks of freebayes the genotype that they imply.

freebayes --gvcf writes blocks with MIN_DP but no GT, and `bcftools merge --gvcf` would then call a well-covered
parent missing. A block says: no ALT allele was called here, at a depth of at least MIN_DP.
"""

from collections.abc import Sequence
from pathlib import Path

import pysam

from genopipe.errors import ContentError

BLOCK = "<*>"
UNSTEADY = ("fileDate", "commandline", "reference", "phasing")
"""Header lines that differ from day to day and machine to machine."""


def heteroplasmic_genotype(reads: Sequence[int | None], depth: int, minimum: float) -> tuple[int | None, ...]:
    """Return the genotype that the reads of a mitochondrial record show: every allele that is there at all.

    Args:
        reads: Reads by allele, REF first.
        depth: Reads at the position.
        minimum: Smallest fraction at which an allele counts as there (0-1).

    Returns:
        `(0, 1)` heteroplasmic, `(1, 1)` homoplasmic, `(0, 0)` none, `(0, 1, 3)` three alleles in one person;
        `(None, None)` without reads.
    """
    if not depth:
        return None, None
    there = [number for number, count in enumerate(reads) if count and count >= minimum * depth] or [0]
    return tuple(there * 2) if len(there) == 1 else tuple(there)


def _complete_block(record: pysam.VariantRecord, ploidy: int) -> None:
    call, lowest = record.samples[0], record.info.get("MIN_DP") or 0
    call["GT"] = (0,) * ploidy if lowest > 0 else (None,) * ploidy
    for name, value in (("DP", lowest), ("GQ", None)):
        if name in record.format:
            call[name] = value


def complete_blocks(vcf: str, out: Path, ploidy: int, heteroplasmy: float | None = None) -> tuple[int, int]:
    """Write a gVCF in which every reference block has a genotype.

    Blocks with a MIN_DP of 0 stay without one: nobody looked there. The depth of a block becomes its lowest depth;
    its GQ, in freebayes a sum of base qualities over the block, is left out.

    Args:
        vcf: gVCF of one person, or `-` for standard input.
        out: Bgzipped VCF to write.
        ploidy: Copies of the region in this person.
        heteroplasmy: On the mitochondrial genome: smallest fraction of reads at which an allele counts as there;
            the genotype of every record is then written from its reads. None elsewhere.

    Returns:
        Records in all, and blocks among them.

    Raises:
        ContentError: The file is not a gVCF of one person.
    """
    records = blocks = 0
    with pysam.VariantFile(vcf) as reader:
        if len(reader.header.samples) != 1:
            raise ContentError(f"{vcf}: {len(reader.header.samples)} samples, expected one")
        for line in [line for line in reader.header.records if line.key in UNSTEADY]:
            line.remove()
        with pysam.VariantFile(str(out), "wz", header=reader.header) as writer:
            for record in reader:
                records += 1
                if record.alts == (BLOCK,):
                    blocks += 1
                    _complete_block(record, ploidy)
                elif heteroplasmy is not None:
                    call = record.samples[0]
                    call["GT"] = heteroplasmic_genotype(call["AD"], call["DP"] or 0, heteroplasmy)
                writer.write(record)
    return records, blocks
