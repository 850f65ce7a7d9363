"""Rows of a VCF as cyvcf2 tells them, and as a reader's stretches do: what the tests compare, field by field."""

import numpy as np
from cyvcf2 import VCF

from genopipe.io.allele_batch import to_text


def near(value):
    """Return QUAL with the digits that htslib keeps."""
    return None if value is None or np.isnan(value) else float(np.float32(value))


def number_at(values, person, index=0):
    """Return a FORMAT number, -1 where none is written or it is below 0; None: it is declared as a text."""
    if values is not None and values.ndim == 1:
        return None
    if values is None or index >= values.shape[1] or np.isnan(values[person, index]):
        return -1
    return max(int(values[person, index]), -1)


def call_of(variant, person, number, fields):
    """Return what a record says of an ALT in a person."""
    *alleles, phased = variant.genotypes[person] if fields["GT"] else (-1, False)
    alleles = [allele for allele in alleles if allele != -2]
    missing = alleles.count(-1)
    known = missing < len(alleles)
    alt, ref = alleles.count(number), alleles.count(0)
    reads = fields["AD"]
    texts = reads is not None and reads.ndim == 1
    every = [] if reads is None or texts else [number_at(reads, person, place) for place in range(reads.shape[1])]
    depths = [number_at(fields[name], person) for name in ("DP", "MIN_DP")]
    written = [value for value in every if value >= 0]
    return {
        "ploidy": len(alleles) if len(alleles) > 1 or known else -1,
        "alt": alt if known else -1,
        "ref": ref if known else -1,
        "other": len(alleles) - alt - ref - missing if known else -1,
        "missing": missing,
        "phased": -1 if not known else int(phased) if len(alleles) == 2 else None,
        "haplotype": None if len(alleles) != 2 else alleles.index(number) if phased and alt == 1 else -1,
        "phase_set": number_at(fields["PS"], person),
        "depth": None if None in depths else min([value for value in depths if value >= 0], default=-1),
        "ref_reads": number_at(reads, person, 0),
        "alt_reads": number_at(reads, person, number),
        "all_reads": None if texts else sum(written) if written else -1,
        "quality": number_at(fields["GQ"], person),
    }


def rows_of_cyvcf2(path, contig=None):
    """Give each ALT of each record as cyvcf2 reads it."""
    vcf = VCF(str(path), gts012=True)
    people = vcf.samples
    record = -1
    for variant in vcf:
        if contig not in (None, variant.CHROM):
            continue
        record += 1
        names = variant.FORMAT if people else []
        fields = {name: variant.format(name) if name in names else None for name in ("AD", "DP", "MIN_DP", "GQ", "PS")}
        fields["GT"] = "GT" in names
        for number, alt in enumerate(variant.ALT, start=1):
            yield {
                "contig": variant.CHROM,
                "record": record,
                "number": number,
                "alternatives": len(variant.ALT),
                "position": variant.POS,
                "ref": variant.REF,
                "alt": alt,
                "name": variant.ID or ".",
                "quality": near(variant.QUAL),
                "filters": str(variant).split("\t")[6],
                "info": {key for key, _ in variant.INFO},
                "alts": ",".join(variant.ALT),
                "calls": [call_of(variant, person, number, fields) for person in range(len(people))],
            }


def rows_of_stretches(stretches):
    """Give each ALT as a reader's stretches tell it."""
    for stretch in stretches:
        for row in range(len(stretch.position)):
            span = lambda pair, row=row, lines=stretch.lines: bytes(lines[pair[0][row] : pair[1][row]]).decode()  # noqa: E731
            calls = stretch.calls
            yield {
                "contig": stretch.contig,
                "record": int(stretch.record[row]),
                "number": int(stretch.number[row]),
                "alternatives": int(stretch.alternatives[row]),
                "position": int(stretch.position[row]),
                "ref": to_text(*stretch.ref, row),
                "alt": to_text(*stretch.alt, row),
                "name": to_text(*stretch.name, row),
                "quality": near(stretch.quality[row]),
                "filters": to_text(*stretch.filters, row),
                "info": {entry.split("=")[0] for entry in span(stretch.info).split(";")} - {"."},
                "alts": span(stretch.alts),
                "calls": [
                    {
                        name: int(getattr(calls, name)[row, person])
                        for name in calls._fields
                        if name not in ("people", "text_data", "text_offsets")
                    }
                    for person in range(len(calls.people))
                ],
            }


def differences(expected, found):
    """Give the fields in which two rows differ; None in the expected row: cyvcf2 does not tell."""
    for name, value in expected.items():
        if name != "calls":
            if value != found[name]:
                yield name, value, found[name]
            continue
        for mine, theirs in zip(value, found["calls"], strict=True):
            for key, one in mine.items():
                if one is not None and one != theirs[key]:
                    yield key, one, theirs[key]
