"""Gene models of every maker as one row a transcript: positions, phases, names, exceptions and gaps."""

import gzip
from contextlib import suppress
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import InputError
from genopipe.io.gene_models import TRANSCRIPT_SCHEMA
from genopipe.io.gene_models import read_gene_models
from genopipe.io.gene_models import read_models
from genopipe.io.gene_models import read_transcripts

NC = "NC_000002.11"
MITOCHONDRION = "NC_012920.1"


def line(kind, start, end, attributes, strand="+", phase=".", contig="c1"):
    return "\t".join([contig, "x", kind, str(start), str(end), ".", strand, str(phase), attributes])


def put(folder, lines, name="genes.gff3"):
    path = folder / name
    text = "\n".join(["##gff-version 3", *lines]) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def one(folder, lines):
    rows, report = read_models(put(folder, lines))
    assert report.features == sum(report.used.values()) + sum(report.aside.values())
    assert all(number > 0 for number in report.aside.values())
    assert rows.height == 1
    return rows.to_dicts()[0]


def ensembl(strand="+", tags="", phases=(0, 1), more=()):
    """Return a gene of two exons, 100-199 and 300-399, coding in 151-350."""
    first, last = phases if strand == "+" else phases[::-1]
    return [
        line("gene", 100, 399, "ID=gene:ENSG00000000001;Name=ABC%2C1;biotype=protein_coding;version=3", strand),
        line(
            "mRNA",
            100,
            399,
            f"ID=transcript:ENST00000000001;Parent=gene:ENSG00000000001;biotype=protein_coding;version=7{tags}",
            strand,
        ),
        line("exon", 300, 399, "Parent=transcript:ENST00000000001", strand),
        line("exon", 100, 199, "Parent=transcript:ENST00000000001", strand),
        line("CDS", 151, 199, "ID=CDS:P;Parent=transcript:ENST00000000001;protein_id=P;version=2", strand, first),
        line("CDS", 300, 350, "ID=CDS:P;Parent=transcript:ENST00000000001;protein_id=P;version=2", strand, last),
        *more,
    ]


def test_an_ensembl_transcript(tmp_path):
    row = one(tmp_path, ensembl(tags=";tag=basic,MANE_Select,Ensembl_canonical", phases=(0, 2)))
    assert row == {
        **dict.fromkeys(TRANSCRIPT_SCHEMA),
        "transcript": "ENST00000000001",
        "transcript_version": "ENST00000000001.7",
        "gene": "ENSG00000000001",
        "gene_symbol": "ABC,1",
        "biotype": "protein_coding",
        "contig": "c1",
        "strand": "+",
        "start": 100,
        "end": 399,
        "mane": "MANE_Select",
        "canonical": True,
        "coding_bases": 100,
        "coding_starts": [151, 300],
        "coding_ends": [199, 350],
        "protein": "P.2",
        "exon_starts": [100, 300],
        "exon_ends": [199, 399],
        "cds_start": 151,
        "cds_end": 350,
        "first_phase": 0,
        "start_incomplete": False,
        "end_incomplete": True,  # 100 bases are no whole codons
        "genetic_code": 1,
        "redefined": [],
        "non_aug_start": False,
        "gap_positions": [],
        "gap_lengths": [],
        "mature_starts": [],
        "mature_ends": [],
    }


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (";tag=cds_start_NF", (None, False, True, False)),
        (";tag=cds_end_NF,basic", (None, False, False, True)),
        (";tag=MANE_Plus_Clinical", ("MANE_Plus_Clinical", False, False, False)),
        (";tag=Ensembl_canonical", (None, True, False, False)),
        (";tag=MANE Select", ("MANE_Select", True, False, False)),
        (";tag=RefSeq Select", (None, True, False, False)),
        (";tag=basic", (None, False, False, False)),
    ],
)
def test_tags(tmp_path, tags, expected):
    lines = [
        line("gene", 1, 30, "ID=gene:G"),
        line("mRNA", 1, 30, f"ID=transcript:T;Parent=gene:G{tags}"),
        line("exon", 1, 30, "Parent=transcript:T"),
        line("CDS", 1, 30, "Parent=transcript:T", phase=0),
    ]
    row = one(tmp_path, lines)
    assert (row["mane"], row["canonical"], row["start_incomplete"], row["end_incomplete"]) == expected


@pytest.mark.parametrize(("strand", "first"), [("+", 2), ("-", 2)])
def test_the_first_phase_is_that_of_the_first_codon_in_the_transcript(tmp_path, strand, first):
    bases = 49 if strand == "+" else 51
    row = one(tmp_path, ensembl(strand, phases=(first, (first - bases) % 3)))
    assert row["first_phase"] == first
    assert row["start_incomplete"]


@pytest.mark.parametrize(("phases", "told"), [((".", "."), 1), ((0, "."), 0), ((0, 2), 0)])
def test_phases_that_are_not_told_at_all_are_noted(tmp_path, phases, told):
    lines = [text.replace("\t300\t350\t", "\t300\t349\t") for text in ensembl(phases=phases)]
    rows, report = read_models(put(tmp_path, lines))
    assert rows["first_phase"].to_list() == [0]
    assert rows["coding_bases"].to_list() == [99]
    notes = [item for item in report.notes if "no phase in their CDS" in item.cause]
    assert [item.cause.startswith("1 transcripts have no phase") for item in notes] == [True] * told


def test_a_missing_phase_follows_from_the_others(tmp_path):
    row = one(tmp_path, ensembl(phases=(".", 1)))
    assert row["first_phase"] == (1 + 49) % 3


def test_a_gene_of_any_type_and_a_feature_of_any_type_that_has_exons(tmp_path):
    lines = [
        line("RNA", 1, 50, "ID=gene:G;Name=RN7SK;biotype=misc_RNA"),
        line("transcript", 1, 50, "ID=transcript:T;Parent=gene:G;biotype=misc_RNA"),
        line("exon", 1, 50, "Parent=transcript:T"),
        line("gene", 60, 90, "ID=gene:H;biotype=TEC"),
        line("strange_thing", 60, 90, "ID=transcript:U;Parent=gene:H"),
        line("exon", 60, 90, "Parent=transcript:U"),
    ]
    rows = read_gene_models(put(tmp_path, lines))
    assert rows["transcript"].to_list() == ["T", "U"]
    assert rows["biotype"].to_list() == ["misc_RNA", "strange_thing"]
    assert rows["gene_symbol"].to_list() == ["RN7SK", "H"]


def test_a_piece_with_two_parents_belongs_to_both(tmp_path):
    lines = [
        line("gene", 1, 30, "ID=gene:G"),
        line("mRNA", 1, 30, "ID=transcript:T;Parent=gene:G"),
        line("mRNA", 1, 30, "ID=transcript:U;Parent=gene:G"),
        line("exon", 1, 30, "Parent=transcript:T,transcript:U"),
        line("CDS", 4, 12, "ID=CDS:P;Parent=transcript:T,transcript:U;protein_id=P", phase=0),
    ]
    rows = read_gene_models(put(tmp_path, lines))
    assert rows["exon_ends"].to_list() == [[30], [30]]
    assert rows["protein"].to_list() == ["P", "P"]


def refseq(kind, facts, pieces, gene="gene-A", contig=NC):
    head = line("gene", 1, 900, f"ID={gene};Dbxref=GeneID:77,HGNC:1;Name=A;gbkey=Gene;gene=A", contig=contig)
    return [head, line(kind, 1, 900, f"ID=rna-x;Parent={gene};gbkey=mRNA;gene=A;{facts}", contig=contig), *pieces]


def test_a_refseq_transcript_of_old_ids_and_new(tmp_path):
    pieces = [
        line("exon", 1, 900, "ID=id1;Parent=rna-x;gbkey=mRNA", contig=NC),
        line("CDS", 10, 18, "ID=cds0;Parent=rna-x;gbkey=CDS;protein_id=NP_1.2", phase=0, contig=NC),
    ]
    row = one(tmp_path, refseq("mRNA", "Name=NM_000077.4;tag=MANE Select;transcript_id=NM_000077.4", pieces))
    assert (row["transcript"], row["transcript_version"]) == ("NM_000077", "NM_000077.4")
    assert (row["gene"], row["gene_symbol"], row["biotype"]) == ("77", "A", "protein_coding")
    assert (row["protein"], row["mane"]) == ("NP_1.2", "MANE_Select")
    row = one(tmp_path, refseq("mRNA", "Name=NM_000077.4", pieces))
    assert row["transcript_version"] == "NM_000077.4"


@pytest.mark.parametrize(
    ("kind", "facts", "biotype"),
    [
        ("lnc_RNA", "", "lncRNA"),
        ("ncRNA", "ncrna_class=lncRNA", "lncRNA"),
        ("ncRNA", "ncrna_class=unheard_of", "ncRNA"),
        ("transcript", "", "misc_RNA"),
        ("V_gene_segment", "", "V_gene_segment"),
        ("snoRNA", "", "snoRNA"),
    ],
)
def test_biotypes_of_refseq(tmp_path, kind, facts, biotype):
    pieces = [line("exon", 1, 900, "Parent=rna-x;gbkey=ncRNA", contig=NC)]
    assert one(tmp_path, refseq(kind, facts, pieces))["biotype"] == biotype


def test_open_ends_of_refseq(tmp_path):
    pieces = [
        line("exon", 1, 900, "Parent=rna-x", contig=NC),
        line("CDS", 1, 9, "ID=c;Parent=rna-x;partial=true;start_range=.,1", phase=0, contig=NC),
        line("CDS", 100, 108, "ID=c;Parent=rna-x;partial=true;end_range=108,.", phase=0, contig=NC),
    ]
    row = one(tmp_path, refseq("mRNA", "", pieces))
    assert row["start_incomplete"]
    assert row["end_incomplete"]
    reverse = [text.replace("\t+\t", "\t-\t") for text in refseq("mRNA", "", pieces[:2])]
    row = one(tmp_path, reverse)
    assert (row["start_incomplete"], row["end_incomplete"]) == (False, True)


@pytest.mark.parametrize(
    ("strand", "exons", "target", "gap", "positions", "lengths"),
    [
        # NM_015120.4 and NM_001135649.3 on GRCh37 (RefSeq annotation release 105): c.74 is 73613070 and c.78 the base
        # behind it; on the reverse strand c.302 is 88751752 and c.304 is 88751751.
        ("+", (73612886, 73613320), "1 438", "M185 I3 M250", [73613070], [3]),
        ("-", (88751415, 88752211), "1 798", "M460 I1 M337", [88751751], [1]),
        ("+", (101, 200), "1 98", "M10 D2 M88", [111], [-2]),
        ("-", (101, 200), "1 98", "M10 D2 M88", [189], [-2]),
        ("+", (101, 200), "1 101", "M10 D2 M8 I3 M80", [111, 120], [-2, 3]),
    ],
)
def test_gaps_of_the_alignment(tmp_path, strand, exons, target, gap, positions, lengths):
    start, end = exons
    lines = [
        line("gene", start, end, "ID=gene-A;gbkey=Gene", strand, contig=NC),
        line("mRNA", start, end, "ID=rna-A;Parent=gene-A;gbkey=mRNA;transcript_id=NM_015120.4", strand, contig=NC),
        line("exon", start, end, "Parent=rna-A", strand, contig=NC),
        line("cDNA_match", start, end, f"ID=aln;Target=NM_015120.4 {target} +;Gap={gap}", strand, contig=NC),
    ]
    row = one(tmp_path, lines)
    assert (row["gap_positions"], row["gap_lengths"]) == (positions, lengths)


@pytest.mark.parametrize(("strand", "position"), [("+", 20), ("-", 99)])
def test_transcript_bases_between_two_blocks_have_a_place(tmp_path, strand, position):
    first, last = ("1 20", "24 44") if strand == "+" else ("25 44", "1 21")
    lines = [
        line("gene", 1, 120, "ID=gene-A;gbkey=Gene", strand, contig=NC),
        line("mRNA", 1, 120, "ID=rna-A;Parent=gene-A;gbkey=mRNA;transcript_id=NM_1.1", strand, contig=NC),
        line("exon", 1, 20, "Parent=rna-A", strand, contig=NC),
        line("exon", 100, 120, "Parent=rna-A", strand, contig=NC),
        line("cDNA_match", 1, 20, f"ID=a;Target=NM_1.1 {first} +", strand, contig=NC),
        line("cDNA_match", 100, 120, f"ID=a;Target=NM_1.1 {last} +", strand, contig=NC),
    ]
    row = one(tmp_path, lines)
    assert (row["gap_positions"], row["gap_lengths"]) == ([position], [3])


@pytest.mark.parametrize(("strand", "first", "last"), [("+", "1 10", "11 98"), ("-", "89 98", "1 88")])
def test_genomic_bases_between_two_blocks_of_an_exon_are_left_out(tmp_path, strand, first, last):
    lines = [
        line("gene", 101, 200, "ID=gene-A;gbkey=Gene", strand, contig=NC),
        line("mRNA", 101, 200, "ID=rna-A;Parent=gene-A;gbkey=mRNA;transcript_id=NM_1.1", strand, contig=NC),
        line("exon", 101, 200, "Parent=rna-A", strand, contig=NC),
        line("cDNA_match", 101, 110, f"ID=a;Target=NM_1.1 {first} +", strand, contig=NC),
        line("cDNA_match", 113, 200, f"ID=a;Target=NM_1.1 {last} +", strand, contig=NC),
    ]
    row = one(tmp_path, lines)
    assert (row["gap_positions"], row["gap_lengths"]) == ([111], [-2])


def test_another_alignment_of_the_same_transcript_is_not_taken(tmp_path):
    lines = [
        line("gene", 101, 200, "ID=gene-A;gbkey=Gene", contig=NC),
        line("mRNA", 101, 200, "ID=rna-A;Parent=gene-A;gbkey=mRNA;transcript_id=NM_1.1", contig=NC),
        line("exon", 101, 200, "Parent=rna-A", contig=NC),
        line("cDNA_match", 101, 200, "ID=a;Target=NM_1.1 1 100 +", contig=NC),
        line("cDNA_match", 901, 1000, "ID=b;Target=NM_1.1 1 101 +;Gap=M50 I1 M50", contig=NC),
        line("match", 101, 200, "ID=c;Target=NG_7.1 1 101 +;Gap=M50 I1 M50", contig=NC),
    ]
    assert one(tmp_path, lines)["gap_positions"] == []


@pytest.mark.parametrize(
    ("strand", "told", "number"),
    [
        ("+", "transl_except=(pos:154..156%2Caa:Sec)", 2),
        ("+", "transl_except=(pos:154..156,aa:Sec),(pos:157..159,aa:OTHER)", 2),
        ("-", "transl_except=(pos:complement(345..347)%2Caa:Sec)", 2),
    ],
)
def test_selenocysteine_of_refseq(tmp_path, strand, told, number):
    lines = ensembl(strand, phases=(0, 2 if strand == "+" else 0))
    row = one(tmp_path, [text + f";{told}" if "\tCDS\t" in text else text for text in lines])
    assert row["redefined"] == [number]


def test_selenocysteine_of_gencode_lines(tmp_path):
    where = line("stop_codon_redefined_as_selenocysteine", 302, 304, "Parent=transcript:ENST00000000001")
    row = one(tmp_path, ensembl(phases=(0, 2), more=[where]))
    assert row["redefined"] == [(49 + 2) // 3 + 1]


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        (";tag=non_ATG_start", ""),
        ("", ";Note=non-AUG (CUG) translation initiation codon"),
        ("", ";transl_except=(pos:151..153%2Caa:Met)"),
    ],
)
def test_starts_other_than_aug(tmp_path, tags, told):
    lines = [text + told if "\tCDS\t" in text else text for text in ensembl(tags=tags, phases=(0, 2))]
    assert one(tmp_path, lines)["non_aug_start"]


def test_a_mitochondrial_gene_without_transcript(tmp_path):
    lines = [
        line("region", 1, 16569, f"ID={MITOCHONDRION}:1..16569;genome=mitochondrion;gbkey=Src", contig=MITOCHONDRION),
        line("gene", 3307, 4262, "ID=gene-ND1;Dbxref=GeneID:4535;gbkey=Gene;gene=ND1", contig=MITOCHONDRION),
        line(
            "CDS",
            3307,
            4262,
            "ID=cds-Y;Parent=gene-ND1;gbkey=CDS;protein_id=YP_1.1;transl_table=2;transl_except=(pos:4261..4262%2Caa:TERM)",
            phase=0,
            contig=MITOCHONDRION,
        ),
        line("gene", 577, 647, "ID=gene-TRNF;gbkey=Gene;gene=TRNF", contig=MITOCHONDRION),
        line("tRNA", 577, 647, "ID=rna-TRNF;Parent=gene-TRNF;gbkey=tRNA;gene=TRNF", contig=MITOCHONDRION),
    ]
    table, report = read_models(put(tmp_path, lines))
    rows = table.to_dicts()
    assert report.features == 5 == sum(report.used.values()) + sum(report.aside.values())
    assert report.used == {"transcript": 2, "gene": 1, "coding": 1, "alignment": 0}
    assert [row["transcript"] for row in rows] == ["TRNF", "ND1"]
    assert [row["biotype"] for row in rows] == ["Mt_tRNA", "protein_coding"]
    assert [row["genetic_code"] for row in rows] == [2, 2]
    assert rows[1]["exon_starts"] == [3307]
    assert not rows[1]["end_incomplete"]  # its last codon is completed by the poly(A) tail


def test_the_mitochondrial_code_by_the_name_of_the_contig(tmp_path):
    lines = [text.replace("c1\t", "MT\t", 1) for text in ensembl(phases=(0, 2))]
    row = one(tmp_path, lines)
    assert row["genetic_code"] == 2
    assert not row["end_incomplete"]


@pytest.mark.parametrize("exons", [[(1, 40), (41, 80)], []])
def test_a_record_of_rna_is_one_transcript_named_as_its_contig(tmp_path, exons):
    contig = "NM_000143.3"
    lines = [
        line("region", 1, 90, f"ID={contig}:1..90;gbkey=Src;mol_type=mRNA", contig=contig),
        line("gene", 1, 90, "ID=gene-FH;Dbxref=GeneID:2271;gbkey=Gene;gene=FH", contig=contig),
        line("CDS", 4, 60, "ID=cds-N;Parent=gene-FH;gbkey=CDS;protein_id=NP_000134.2", phase=0, contig=contig),
        *[line("exon", start, end, "Parent=gene-FH;gbkey=exon", contig=contig) for start, end in exons],
    ]
    row = one(tmp_path, lines)
    assert row["transcript_version"] == contig
    assert row["biotype"] == "protein_coding"
    assert row["exon_starts"] == ([1, 41] if exons else [1])
    assert row["exon_ends"][-1] == 90


def test_two_polyproteins_on_one_gene_are_two_transcripts(tmp_path):
    lines = [
        line("gene", 1, 300, "ID=gene-O;gbkey=Gene;gene=ORF1ab"),
        line("CDS", 1, 120, "ID=cds-1;Parent=gene-O;gbkey=CDS;protein_id=YP_1.1;exception=ribosomal slippage", phase=0),
        line(
            "CDS", 120, 299, "ID=cds-1;Parent=gene-O;gbkey=CDS;protein_id=YP_1.1;exception=ribosomal slippage", phase=0
        ),
        line("CDS", 1, 150, "ID=cds-2;Parent=gene-O;gbkey=CDS;protein_id=YP_2.1", phase=0),
    ]
    rows = read_gene_models(put(tmp_path, lines))
    assert rows["transcript_version"].to_list() == ["YP_1.1", "YP_2.1"]
    assert rows["cds_end"].to_list() == [299, 150]
    assert rows["gene_symbol"].to_list() == ["ORF1ab", "ORF1ab"]


def test_a_coding_sequence_without_any_parent(tmp_path):
    lines = [
        line("CDS", 1, 30, "ID=cds-1;gbkey=CDS;protein_id=YP_1.1", phase=0),
        line("CDS", 40, 69, "ID=cds-1;gbkey=CDS;protein_id=YP_1.1", phase=0),
    ]
    row = one(tmp_path, lines)
    assert (row["transcript"], row["exon_starts"], row["end"]) == ("YP_1", [1, 40], 69)


def test_exons_from_utrs_where_there_are_none(tmp_path):
    lines = [text for text in ensembl(phases=(0, 2)) if "\texon\t" not in text]
    lines += [
        line("five_prime_UTR", 100, 150, "Parent=transcript:ENST00000000001"),
        line("three_prime_UTR", 351, 399, "Parent=transcript:ENST00000000001"),
    ]
    row = one(tmp_path, lines)
    assert (row["exon_starts"], row["exon_ends"]) == ([100, 300], [199, 399])


def test_a_stop_codon_outside_of_the_coding_sequence_is_added(tmp_path):
    more = [line("stop_codon", 351, 353, "Parent=transcript:ENST00000000001")]
    row = one(tmp_path, ensembl(phases=(0, 2), more=more))
    assert (row["cds_end"], row["coding_bases"]) == (353, 103)
    more = [line("stop_codon", 348, 350, "Parent=transcript:ENST00000000001")]
    assert one(tmp_path, ensembl(phases=(0, 2), more=more))["cds_end"] == 350


def test_names_of_gencode(tmp_path):
    lines = [
        line("gene", 1, 9, "ID=ENSG00000000002.5;gene_id=ENSG00000000002.5;gene_type=protein_coding;gene_name=XYZ"),
        line(
            "transcript",
            1,
            9,
            "ID=ENST00000000002.3_PAR_Y;Parent=ENSG00000000002.5;transcript_id=ENST00000000002.3_PAR_Y;"
            "transcript_type=protein_coding;gene_name=XYZ;tag=basic,MANE_Select",
        ),
        line("exon", 1, 9, "ID=exon:1;Parent=ENST00000000002.3_PAR_Y"),
        line("CDS", 1, 9, "ID=CDS:1;Parent=ENST00000000002.3_PAR_Y;protein_id=ENSP00000000002.1", phase=0),
    ]
    row = one(tmp_path, lines)
    assert (row["transcript"], row["transcript_version"]) == ("ENST00000000002", "ENST00000000002.3")
    assert (row["gene"], row["gene_symbol"], row["biotype"]) == ("ENSG00000000002", "XYZ", "protein_coding")


def test_a_dot_in_the_id_of_another_organism_is_no_version(tmp_path):
    lines = [text.replace("ENST00000000001", "AT1G01010.1").replace(";version=7", "") for text in ensembl()]
    assert one(tmp_path, lines)["transcript"] == "AT1G01010.1"


@pytest.mark.parametrize("name", ["genes.gff3", "genes.gff3.gz"])
def test_every_feature_is_accounted_for(tmp_path, name):
    lines = [line("chromosome", 1, 900, "ID=chromosome:1"), line("biological_region", 1, 5, "logic_name=cpg")]
    lines += [*ensembl(phases=(0, 2)), line("gene", 500, 600, "ID=gene:LONE")]
    rows, report = read_models(put(tmp_path, lines, name))
    assert report.features == len(lines) == sum(report.used.values()) + sum(report.aside.values())
    assert (report.kind, report.transcripts, report.genes, rows.height) == ("Ensembl", 1, 1, 1)
    assert sum(report.aside.values()) == 3


def test_the_order_of_lines_and_their_ends_change_nothing(tmp_path):
    lines = ensembl(phases=(0, 2))
    straight = read_gene_models(put(tmp_path, lines))
    assert straight.equals(read_gene_models(put(tmp_path, lines[::-1], "turned.gff3")))
    windows = tmp_path / "windows.gff3"
    windows.write_bytes(
        b"\xef\xbb\xbf" + "\r\n".join(["##gff-version 3", *lines, "", "##FASTA", ">c1", "ACGT"]).encode()
    )
    assert straight.equals(read_gene_models(windows))


def test_the_compiled_table_is_the_same_bytes_twice_and_reads_back(tmp_path):
    rows = read_gene_models(put(tmp_path, ensembl()))
    for name in ("a.parquet", "b.parquet"):
        rows.write_parquet(tmp_path / name)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert read_transcripts(tmp_path / "a.parquet").equals(rows)
    rows.drop("exon_starts").write_parquet(tmp_path / "old.parquet")
    with pytest.raises(InputError, match="GENES-COLUMN"):
        read_transcripts(tmp_path / "old.parquet")


@settings(max_examples=40, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    introns=st.lists(st.integers(1, 50), min_size=6, max_size=6),
    strand=st.sampled_from("+-"),
    phase=st.integers(0, 2),
    data=st.data(),
)
def test_what_is_written_is_what_is_read(tmp_path_factory, lengths, introns, strand, phase, data):
    starts = [10]
    for length, intron in zip(lengths, introns, strict=False):
        starts.append(starts[-1] + length + intron)
    exons = [(start, start + length - 1) for start, length in zip(starts, lengths, strict=False)]
    along = exons if strand == "+" else exons[::-1]
    done, lines = 0, [line("gene", 10, exons[-1][1], "ID=gene:G", strand)]
    lines.append(line("mRNA", 10, exons[-1][1], "ID=transcript:T;Parent=gene:G", strand))
    for start, end in along:
        lines.append(line("exon", start, end, "Parent=transcript:T", strand))
        lines.append(line("CDS", start, end, "Parent=transcript:T", strand, (phase - done) % 3))
        done += end - start + 1
    folder = tmp_path_factory.mktemp("drawn")
    rows, report = read_models(put(folder, data.draw(st.permutations(lines))))
    row = rows.to_dicts()[0]
    assert list(zip(row["exon_starts"], row["exon_ends"], strict=True)) == exons
    assert all(left < right for left, right in pairwise(row["exon_starts"]))
    assert (row["first_phase"], row["coding_bases"]) == (phase, sum(lengths))
    assert not report.notes
    assert rows.schema == pl.Schema(TRANSCRIPT_SCHEMA)


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8)), min_size=1, max_size=4),
    cell=st.sampled_from(
        ["", ".", "-1", "0", "9" * 20, "?", "\x00", "ID=a;Parent=a", "Parent=,", "=;", "%", "exon", "CDS"]
    ),
    dropped=st.integers(0, 7),
)
def test_whatever_is_wrong_is_a_fault_and_nothing_else(tmp_path_factory, places, cell, dropped):
    rows = [text.split("\t") for text in ensembl(phases=(0, 2))]
    for row, column in places:
        rows[row][column] = cell
    lines = ["\t".join(row) for number, row in enumerate(rows) if number != dropped]
    path = put(tmp_path_factory.mktemp("drawn"), lines)
    with suppress(InputError):
        _, report = read_models(path)
        assert report.features == sum(report.used.values()) + sum(report.aside.values())
