import subprocess

import pytest

from genopipe.errors import ContractError
from genopipe.genome import SYNTHETIC
from genopipe.simulate.blueprint import GENES
from genopipe.simulate.blueprint import GenePlan
from genopipe.simulate.genes import verify_genes
from genopipe.simulate.reference import make_reference
from genopipe.simulate.sequence import STANDARD_CODE
from genopipe.simulate.sequence import reverse_complement
from genopipe.simulate.sequence import translate


def test_every_transcript_translates_in_the_standard_code(world):
    for gene in world.reference.genes:
        for transcript in gene.transcripts if gene.coding else ():
            protein = translate(transcript.coding_sequence(world.reference.sequences[gene.place.contig]), STANDARD_CODE)
            assert protein.startswith("M"), transcript.name
            assert protein.index("*") == len(protein) - 1, transcript.name


def test_every_intron_is_gt_ag(world):
    for gene in world.reference.genes:
        for transcript in gene.transcripts:
            for intron in transcript.introns:
                bases = world.reference.sequences[gene.place.contig][intron.start - 1 : intron.end]
                sense = bases if gene.strand == "+" else reverse_complement(bases)
                assert (sense[:2], sense[-2:]) == ("GT", "AG")


def test_genes_lie_where_they_were_asked_for(world):
    genes = {gene.symbol: gene for gene in world.reference.genes}
    assert len(genes) == len(GENES)
    par = [region for region in SYNTHETIC.pseudoautosomal if region.contig == "chrX"]
    assert par[0].start <= genes["SIMX01"].place.start <= genes["SIMX01"].place.end <= par[0].end
    for gene in genes.values():
        if gene.place.contig in ("chrX", "chrY") and gene.symbol != "SIMX01":
            assert not SYNTHETIC.in_par(gene.place.contig, gene.place.start)
            assert not SYNTHETIC.in_par(gene.place.contig, gene.place.end)
    host, guest = genes["SIMB05"], genes["SIMN01"]
    assert host.strand != guest.strand
    assert any(i.start < guest.place.start and guest.place.end < i.end for i in host.transcripts[0].introns)


def test_genes_overlap_only_where_asked_for(world):
    for gene in world.reference.genes:
        others = {other.symbol for other in world.reference.genes_at(*_edges(gene))} - {gene.symbol}
        assert others <= {"SIMB05", "SIMN01"}


def _edges(gene):
    return gene.place.contig, gene.place.start, gene.place.end


def test_genes_that_do_not_fit_are_an_error():
    with pytest.raises(ContractError, match="lengthen the contig"):
        make_reference(1, [GenePlan(f"G{number}", "chrY", "+", 6) for number in range(12)])


def test_a_broken_gene_is_an_error(world):
    gene = world.reference.genes[0]
    start = gene.transcripts[0].coding_positions[0]
    sequence = world.reference.sequences["chr1"]
    broken = {"chr1": sequence[: start - 1] + "C" + sequence[start:]}
    with pytest.raises(ContractError, match="no good coding sequence"):
        verify_genes(broken, [gene])


def test_bcftools_csq_takes_the_gff3(project):
    resources = project / "resources"
    command = ["bcftools", "csq", "-l", "-f", resources / "genome.fa", "-g", resources / "genes.gff3.gz"]
    done = subprocess.run([*command, resources / "population.vcf.gz"], capture_output=True, text=True, check=True)
    assert "missense|SIMA" in done.stdout
    assert "Warning" not in done.stderr


def test_y_is_masked_where_it_pairs(world):
    y = world.reference.sequences["chrY"]
    for region in SYNTHETIC.pseudoautosomal:
        if region.contig == "chrY":
            assert set(y[region.start - 1 : region.end]) == {"N"}
    assert y.count("N") == sum(r.end - r.start + 1 for r in SYNTHETIC.pseudoautosomal if r.contig == "chrY")
