import subprocess

from genopipe.genome import SYNTHETIC
from genopipe.simulate.annotation import make_gff3
from genopipe.simulate.consequences import effects
from genopipe.simulate.truth import sort_alleles

# The words of bcftools csq for the terms of the Sequence Ontology.
TERMS = {
    "missense": "missense_variant",
    "synonymous": "synonymous_variant",
    "frameshift": "frameshift_variant",
    "splice_donor": "splice_donor_variant",
    "splice_acceptor": "splice_acceptor_variant",
    "splice_region": "splice_region_variant",
    "intron": "intron_variant",
    "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant",
    "stop_retained": "stop_retained_variant",
    "non_coding": "non_coding",
}


def _csq(world, folder, alleles):
    """Return the terms of bcftools csq by allele and transcript."""
    rows = [f"{a.contig}\t{a.position}\t.\t{a.ref}\t{a.alt}\t.\tPASS\t." for a in sort_alleles(alleles)]
    header = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name},length={n}>" for name, n in SYNTHETIC.lengths.items())]
    (folder / "in.vcf").write_text("\n".join([*header, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO", *rows]) + "\n")
    (folder / "genes.gff3").write_text(make_gff3(SYNTHETIC.lengths, world.reference.genes))
    (folder / "genome.fa").write_text(world.reference.fasta())
    command = ["bcftools", "csq", "-l", "-f", folder / "genome.fa", "-g", folder / "genes.gff3", folder / "in.vcf"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        fields = line.split("\t")
        if line.startswith("#") or "BCSQ=" not in fields[7]:
            continue
        key = (fields[0], int(fields[1]), fields[3], fields[4])
        for entry in fields[7].removeprefix("BCSQ=").split(","):
            term, _, transcript = entry.split("|")[:3]
            found[(*key, transcript)] = {TERMS.get(word, word) for word in term.lstrip("*").split("&")}
    return found


def test_planted_consequences_are_those_of_bcftools(world, tmp_path):
    planted = {allele: told for by_allele in world.placed.values() for allele, told in by_allele.items()}
    found = _csq(world, tmp_path, planted)
    for allele, told in planted.items():
        for transcript in world.reference.gene(told.symbol).transcripts:
            key = (allele.contig, allele.position, allele.ref, allele.alt, transcript.identifier)
            assert found[key] == {told.term}, allele.key


def test_population_consequences_are_those_of_bcftools(world, tmp_path):
    substitutions = [a for a in world.frequencies if len(a.ref) == len(a.alt) == 1 and a.contig != "chrM"]
    found = _csq(world, tmp_path, substitutions)
    compared = 0
    for allele in substitutions:
        for effect in effects(world.reference, allele):
            terms = found.get((allele.contig, allele.position, allele.ref, allele.alt, effect.transcript))
            if terms is not None and not effect.term.startswith("non_coding"):
                compared += 1
                assert effect.term in terms or effect.term == "splice_region_variant", (allele.key, effect, terms)
    assert compared > 150
