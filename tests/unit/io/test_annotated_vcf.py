"""Entries of VEP, snpEff and bcftools csq: for which allele they are, and what their fields mean."""

import polars as pl
import pytest

from genopipe.errors import InputError
from genopipe.io.annotated_alleles import EntryAllele
from genopipe.io.annotated_alleles import Match
from genopipe.io.annotated_alleles import match_alleles
from genopipe.io.annotated_alleles import trimmed
from genopipe.io.annotated_vcf import read_annotated
from genopipe.io.annotated_vcf import read_annotations

CSQ = (
    "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|cDNA_position|"
    "CDS_position|Protein_position|Amino_acids|Codons|DISTANCE|STRAND|FLAGS|CANONICAL|MANE_SELECT|ENSP|ALLELE_NUM"
)
ANN = (
    "'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | "
    "Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | Distance | "
    "ERRORS / WARNINGS / INFO'"
)


def vcf(path, info: str, *records: str):
    head = (
        f"##fileformat=VCFv4.2\n##contig=<ID=chr1,length=9000>\n{info}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    )
    path.write_text(head + "".join(record.replace(" ", "\t") + "\n" for record in records))
    return path


def info(tag: str, words: str) -> str:
    return f'##INFO=<ID={tag},Number=.,Type=String,Description="{words}">\n'


def csq(**fields: str) -> str:
    return "|".join(fields.get(name, "") for name in CSQ.split("|"))


def read(path):
    (annotation,) = read_annotations(path)
    parts = list(read_annotated(path, annotation))
    return pl.concat([p.rows for p in parts]).rows(named=True), pl.concat([p.set_aside for p in parts]).rows(named=True)


@pytest.mark.parametrize(
    ("ref", "alternatives", "names", "found"),
    [
        ("A", ["G"], ["G"], [0]),
        ("A", ["AT"], ["T"], [0]),
        ("AT", ["A"], ["-"], [0]),
        ("A", ["G", "T"], ["T", "G"], [1, 0]),
        ("A", ["AT", "G"], ["AT", "G"], [0, 1]),
        ("AT", ["A", "ATT"], ["-", "TT"], [0, 1]),
        ("AT", ["A", "*"], ["-", "*"], [0, 1]),
        ("AC", ["GT"], ["GT"], [0]),
        ("a", ["AT"], ["T"], [0]),
        ("A", [], ["T"], [None]),
        ("CAG", ["CTG"], ["T"], [0]),
        ("N", ["<DEL>"], ["deletion"], [0]),
        ("N", ["<DEL>", "<DUP:TANDEM>"], ["duplication", "deletion"], [1, 0]),
        ("N", ["N[chr2:5["], ["N[chr2:5["], [0]),
        ("G", ["C"], ["T"], [None]),
        ("N", ["<DEL>", "<DEL:ME>"], ["deletion"], [None]),
    ],
)
def test_vep_names_of_alleles(ref, alternatives, names, found):
    matches = match_alleles(ref, alternatives, [EntryAllele(name) for name in names])
    assert [matches[EntryAllele(name)].alternative for name in names] == found


def test_a_record_split_after_annotation_is_not_guessed():
    """A>AT with entries T and AT: `T` of A>AT,AAT or `AT` of A>AT,T; nobody can tell."""
    matches = match_alleles("A", ["AT"], [EntryAllele("T"), EntryAllele("AT")])
    assert {match.alternative for match in matches.values()} == {None}


def test_a_number_decides_where_the_name_allows_it():
    entry = EntryAllele("T", 2)
    assert match_alleles("A", ["AT", "T"], [entry])[entry] == Match(1, "ALLELE_NUM")
    stale = EntryAllele("T", 2)
    assert match_alleles("A", ["T"], [stale])[stale].alternative == 0
    wrong = EntryAllele("G", 1)
    assert match_alleles("A", ["T", "G"], [wrong])[wrong].alternative == 1


def test_verbatim_names_are_alt_as_it_stands():
    entry = EntryAllele("T")
    assert match_alleles("A", ["AT"], [entry], verbatim=True)[entry].alternative is None


def test_trimming():
    assert trimmed("CAG", "CTG") == (1, "A", "T")
    assert trimmed("AAA", "AA") == (2, "A", "")
    assert trimmed("AAA", "AA", end_first=True) == (0, "A", "")
    assert trimmed("A", "ATA") == (1, "", "TA")
    assert trimmed("A", "ATA", end_first=True) == (0, "", "AT")
    assert trimmed("A", "A") == (1, "", "")


def test_fields_of_vep(tmp_path):
    entry = csq(
        Allele="-",
        Consequence="frameshift_variant&splice_region_variant",
        IMPACT="HIGH",
        SYMBOL="=ONE",
        Gene="ENSG1",
        Feature_type="Transcript",
        Feature="ENST1.2",
        BIOTYPE="protein_coding",
        EXON="2/5",
        HGVSc="ENST1.2:c.10del",
        HGVSp="ENSP1.1:p.Lys4%3D",
        cDNA_position="?-20/300",
        CDS_position="10-11",
        Protein_position="4",
        Amino_acids="K/X",
        STRAND="-1",
        FLAGS="cds_start_NF&cds_end_NF",
        CANONICAL="YES",
        MANE_SELECT="NM_1.1",
        ENSP="ENSP1",
        ALLELE_NUM="1",
    )
    path = vcf(tmp_path / "x.vcf", info("CSQ", f"VEP. Format: {CSQ}"), f"chr1 100 rs1 CA C . . CSQ={entry}")
    (row,), aside = read(path)
    assert not aside
    wanted = {
        "allele": "1-100-CA-C",
        "record_id": "rs1",
        "annotator": "VEP",
        "consequence": "frameshift_variant&splice_region_variant",
        "severity": 5,
        "strand": "-",
        "mane": "MANE_Select",
        "canonical": True,
        "hgvs_p": "ENSP1.1:p.Lys4=",
        "cdna_start": None,
        "cdna_end": 20,
        "cds_start": 10,
        "cds_end": 11,
        "protein_start": 4,
        "protein_end": 4,
        "gene_symbol": "=ONE",
        "distance": None,
        "codons": None,
        "matched_by": "ALLELE_NUM",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_fields_may_stand_in_any_order(tmp_path):
    path = vcf(
        tmp_path / "x.vcf", info("CSQ", "Format: Feature|Allele|Consequence"), "chr1 9 . A G . . CSQ=T1|G|stop_gained"
    )
    ((row,), _) = read(path)
    assert (row["transcript"], row["consequence"], row["impact"]) == ("T1", "stop_gained", None)
    assert read_annotations(path)[0].columns == ("transcript", "consequence", "consequence_written", "severity")


def test_entries_of_several_alleles(tmp_path):
    entries = ",".join(csq(Allele=name, Consequence="intron_variant", Feature="T1") for name in ("-", "TT", "GG"))
    path = vcf(tmp_path / "x.vcf", info("CSQ", f"Format: {CSQ}"), f"chr1 9 . AT A,ATT . . CSQ={entries}")
    rows, aside = read(path)
    assert [row["alt"] for row in rows] == ["A", "ATT"]
    assert [(item["alt"], item["reason"]) for item in aside] == [("A,ATT", "the entry names another allele")]


def test_fields_of_snpeff(tmp_path):
    entries = (
        "AT|disruptive_inframe_insertion&splice_region_variant|MODERATE|ONE|G1|transcript|T1.1|protein_coding|2/5|"
        "c.10_11insT|p.Lys4dup|20/300|10/200|4/66||,"
        "AT|intron_variant|MODIFIER|TWO|G2|transcript|T2|lncRNA|3/4|n.5+1dupT||||||,"
        "AT|sequence_feature|LOW|ONE|G1|domain:PAS|T1.1|protein_coding|2/5|c.9||||||,"
        "AT|upstream_gene_variant|MODIFIER|ONE|G1|transcript|T3|protein_coding||c.-9T>A|||||14|WARNING_X"
    )
    path = vcf(tmp_path / "x.vcf", info("ANN", f"Functional annotations: {ANN}"), f"chr1 9 . A AT . . ANN={entries}")
    (first, second, domain, near), _ = read(path)
    assert first["consequence"] == "inframe_insertion&splice_region_variant"
    assert (first["exon"], first["intron"], first["cds_start"], first["hgvs_c"]) == (
        "2/5",
        None,
        10,
        "T1.1:c.10_11insT",
    )
    assert (second["exon"], second["intron"]) == (None, "3/4")
    assert (domain["consequence"], domain["hgvs_c"], domain["feature_type"]) == (None, None, "domain:PAS")
    assert (near["distance"], near["flags"]) == (14, "WARNING_X")


def test_fields_of_csq(tmp_path):
    entries = (
        "*missense|ONE|T1|protein_coding|+|4K>4R|9A>G,intron|TWO||protein_coding,@120,"
        "frameshift|ONE|T1|protein_coding|+|4K>4*|9A>G+12C>T"
    )
    path = vcf(
        tmp_path / "x.vcf",
        info("BCSQ", "csq"),
        f"chr1 9 . A G . . BCSQ={entries}",
        "chr1 20 . A G,T . . BCSQ=intron|TWO||lncRNA",
    )
    rows, aside = read(path)
    assert [(row["transcript"], row["consequence"], row["impact"], row["severity"]) for row in rows] == [
        ("T1", "missense_variant", "MODERATE", 13),
        (None, "intron_variant", "MODIFIER", 28),
    ]
    assert [item["reason"].split("(")[0].strip() for item in aside] == [
        "bcftools csq keeps this consequence with another record",
        "bcftools csq tells of several alleles together",
        "the entry names no allele",
    ]


def test_unknown_terms_stay_and_have_no_rank(tmp_path):
    entry = csq(Allele="G", Consequence="<b>new&missense_variant", Feature="T1")
    path = vcf(tmp_path / "x.vcf", info("CSQ", f"Format: {CSQ}"), f"chr1 9 . A G . . CSQ={entry}")
    ((row,), _) = read(path)
    assert row["consequence"] == "missense_variant&<b>new"
    assert row["severity"] is None


def test_a_file_without_annotation_is_refused(tmp_path):
    path = vcf(tmp_path / "x.vcf", info("XX", "x"), "chr1 9 . A G . . XX=1")
    with pytest.raises(InputError, match="ANNOTATION-NONE"):
        read_annotations(path)


def test_a_header_without_fields_is_refused(tmp_path):
    path = vcf(tmp_path / "x.vcf", info("CSQ", "no list"), "chr1 9 . A G . . CSQ=G|x")
    with pytest.raises(InputError, match="ANNOTATION-HEADER"):
        read_annotations(path)


@pytest.mark.parametrize("entry", ["G|missense_variant|HIGH", csq(Allele="G", Consequence="x") + "|more"])
def test_entries_that_do_not_fit_the_header_are_refused(tmp_path, entry):
    path = vcf(tmp_path / "x.vcf", info("CSQ", f"Format: {CSQ}"), f"chr1 9 . A G . . CSQ={entry}")
    with pytest.raises(InputError, match=r"ANNOTATION-FIELDS .*chr1:9"):
        read(path)


def test_fields_that_lack_at_the_end_are_not_told(tmp_path):
    entry = "|".join(csq(Allele="G", Consequence="missense_variant", IMPACT="MODERATE", Feature="T1").split("|")[:10])
    path = vcf(tmp_path / "x.vcf", info("CSQ", f"Format: {CSQ}"), f"chr1 9 . A G . . CSQ={entry}")
    ((row,), _) = read(path)
    assert (row["transcript"], row["hgvs_c"]) == ("T1", None)
