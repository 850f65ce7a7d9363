"""The genes of gene models without their transcripts: the same ids and symbols as the whole reader gives."""

import pytest

from genopipe.errors import InputError
from genopipe.io.gene_models import read_any
from genopipe.io.model_genes import read_model_genes

ENSEMBL = (
    "##gff-version 3\n"
    "1\te\tgene\t1\t90\t.\t+\t.\tID=gene:ENSG00000000001;Name=AAA1;biotype=protein_coding;gene_id=ENSG00000000001;"
    "description=first [Source:HGNC Symbol%3BAcc:HGNC:1]\n"
    "1\te\tmRNA\t1\t90\t.\t+\t.\tID=transcript:ENST00000000001;Parent=gene:ENSG00000000001;biotype=protein_coding\n"
    "1\te\texon\t1\t90\t.\t+\t.\tParent=transcript:ENST00000000001\n"
)
GENCODE = (
    "chr1\tH\tgene\t1\t90\t.\t+\t.\tID=ENSG00000000001.4;gene_id=ENSG00000000001.4;gene_name=AAA1;hgnc_id=HGNC:1\n"
    "chr1\tH\ttranscript\t1\t90\t.\t+\t.\tID=ENST00000000001.2;Parent=ENSG00000000001.4;gene_name=AAA1\n"
    "chr1\tH\texon\t1\t90\t.\t+\t.\tID=exon:1;Parent=ENST00000000001.2;gene_name=AAA1\n"
)
REFSEQ = (
    "NC_1.1\tR\tgene\t1\t90\t.\t+\t.\tID=gene-AAA1;Dbxref=GeneID:11,HGNC:HGNC:1;Name=AAA1;gbkey=Gene;gene=AAA1\n"
    "NC_1.1\tR\tmRNA\t1\t90\t.\t+\t.\tID=rna-NM_1.1;Parent=gene-AAA1;Dbxref=GeneID:11;Name=NM_000001.1;gbkey=mRNA;"
    "gene=AAA1;transcript_id=NM_000001.1\n"
    "NC_1.1\tR\texon\t1\t90\t.\t+\t.\tID=exon-1;Parent=rna-NM_1.1;gbkey=mRNA;gene=AAA1\n"
)


@pytest.mark.parametrize(("text", "gene"), [(ENSEMBL, "ENSG00000000001"), (GENCODE, "ENSG00000000001"), (REFSEQ, "11")])
def test_same_as_the_whole_reader(tmp_path, text, gene):
    path = tmp_path / "genes.gff3"
    path.write_text(text)
    assert [(found.gene, found.symbol, found.hgnc) for found in read_model_genes(path)] == [(gene, "AAA1", "HGNC:1")]
    assert read_any(path)[0].select("gene", "gene_symbol").rows() == [(gene, "AAA1")]


def test_a_table_of_transcripts(tmp_path):
    (tmp_path / "genes.gff3").write_text(ENSEMBL)
    read_any(tmp_path / "genes.gff3")[0].write_parquet(tmp_path / "t.parquet")
    assert [found.gene for found in read_model_genes(tmp_path / "t.parquet")] == ["ENSG00000000001"]


def test_damage_is_told(tmp_path):
    path = tmp_path / "genes.gff3.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00garbage")
    with pytest.raises(InputError):
        read_model_genes(path)
