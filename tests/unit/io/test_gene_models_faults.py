"""Files of gene models that are broken: refused with the line, or carried with a reason; nothing is dropped unsaid."""

import gzip

import pytest
from click.testing import CliRunner

from genopipe.cli.genes import command
from genopipe.errors import InputError
from genopipe.io.gene_models import read_models
from genopipe.io.gene_models import read_transcripts


def line(kind, start, end, attributes, strand="+", phase=".", contig="c1"):
    return "\t".join([contig, "x", kind, str(start), str(end), ".", strand, str(phase), attributes])


def model(number=0, strand="+", exons=((1, 30), (50, 80)), coding=((4, 30, 0), (50, 80, 0)), gene=None):
    """Return the lines of one transcript."""
    last = max([end for _, end in exons], default=80)
    return [
        line("gene", 1, last, f"ID=gene:G{number}", strand),
        line("mRNA", 1, last, f"ID=transcript:T{number};Parent=gene:{gene or f'G{number}'}", strand),
        *[line("exon", start, end, f"Parent=transcript:T{number}", strand) for start, end in exons],
        *[
            line("CDS", start, end, f"ID=P{number};Parent=transcript:T{number}", strand, phase)
            for start, end, phase in coding
        ],
    ]


def put(folder, lines):
    path = folder / "genes.gff3"
    path.write_text("\n".join(["##gff-version 3", *lines]) + "\n")
    return path


def faults(path):
    with pytest.raises(InputError) as caught:
        read_models(path)
    return caught.value.faults


BROKEN = [
    pytest.param(model()[:2] + model(1)[2:3], "GENES-PARENT", 4, "T1", id="an exon without its transcript"),
    pytest.param([line("exon", 1, 9, "Name=e")], "GENES-PARENT", 2, "no parent", id="an exon without any parent"),
    pytest.param(model(exons=((1, 30), (20, 80))), "GENES-EXON", 5, "overlaps", id="overlapping exons"),
    pytest.param(model(coding=((4, 40, 0),)), "GENES-CODING", 6, "outside", id="CDS beyond its exon"),
    pytest.param(model(coding=((4, 30, 0), (25, 30, 0))), "GENES-CODING", 7, "overlaps", id="CDS over CDS"),
    pytest.param(model(coding=((4, 30, "7"),)), "GENES-PHASE", 6, "0, 1 or 2", id="a phase of 7"),
    pytest.param(model(coding=((4, 29, "."),)), "GENES-PHASE", 6, "tells none", id="no phase at all"),
    pytest.param(model(strand="?"), "GENES-STRAND", 3, "no strand", id="strand unknown"),
    pytest.param(model(strand="."), "GENES-STRAND", 3, "no strand", id="no strand"),
    pytest.param([*model(), model()[1]], "GENES-ID", 8, "earlier line", id="a transcript's id twice"),
    pytest.param(
        [*model()[:2], line("exon", 1, 80, "Parent=transcript:T0", "-")], "GENES-STRAND", 4, "strand", id="two strands"
    ),
    pytest.param(
        [*model()[:2], line("exon", 1, 90, "Parent=transcript:T0")], "GENES-EXON", 4, "outside", id="exon beyond"
    ),
    pytest.param([line("exon", 9, 1, "ID=e")], "GFF-POSITION", 2, "end", id="start behind end"),
    pytest.param([line("exon", 0, 9, "ID=e")], "GFF-POSITION", 2, "begin at 1", id="position 0"),
    pytest.param([line("exon", "x", 9, "ID=e")], "GFF-POSITION", 2, "whole numbers", id="a position that is text"),
    pytest.param(["c1\tx\texon\t1\t9"], "GFF-FORMAT", 2, "5 columns", id="five columns"),
    pytest.param(["\t" + line("exon", 1, 9, "ID=e")], "GFF-FORMAT", 2, "more than nine", id="ten columns"),
    pytest.param([line("exon", 1, 9, 'gene_id "G"; transcript_id "T";')], "GFF-FORMAT", 2, "GTF", id="a GTF"),
]


@pytest.mark.parametrize(("lines", "code", "number", "words"), BROKEN)
def test_a_broken_file_is_refused_with_the_line(tmp_path, lines, code, number, words):
    path = put(tmp_path, lines)
    found = faults(path)
    assert (found[0].code, found[0].where) == (code, f"{path}:{number}")
    assert words in found[0].cause
    assert found[0].fix


def test_a_gene_that_is_not_in_the_file_is_carried(tmp_path):
    rows, report = read_models(put(tmp_path, model()[1:]))
    assert rows["gene"].to_list() == ["G0"]
    assert report.remarks == {"name a gene that is not in the file: its id is taken from them": 1}


def test_a_parent_that_is_missing_beside_one_that_is_there_is_carried(tmp_path):
    lines = [text.replace("Parent=transcript:T0", "Parent=transcript:T0,transcript:lost") for text in model()]
    rows, report = read_models(put(tmp_path, lines))
    assert rows.height == 1
    assert "4 lines name a parent" in report.notes[0].cause


def test_a_phase_that_contradicts_the_one_before_is_told_and_carried(tmp_path):
    path = put(tmp_path, model(coding=((4, 30, 0), (50, 80, 1))))
    rows, report = read_models(path)
    assert rows["first_phase"].to_list() == [0]
    assert [item.where for item in report.notes if item.code == "GENES-PHASE"] == [f"{path}:7"]


def test_phases_of_another_meaning_are_refused(tmp_path):
    wrong = ((4, 31, 0), (50, 80, 1))  # 28 bases: the next CDS has phase 2
    exons = ((1, 31), (50, 80))
    path = put(tmp_path, [text for number in range(30) for text in model(number, exons=exons, coding=wrong)])
    found = faults(path)
    assert {item.code for item in found} == {"GENES-PHASE", "GENES-MANY"}
    assert len(found) == 21


def test_one_broken_transcript_in_two_hundred_is_set_aside_and_told(tmp_path):
    lines = [text for number in range(200) for text in model(number)]
    path = put(tmp_path, [*lines, *model(999, exons=((1, 30), (20, 80)))])
    rows, report = read_models(path)
    assert rows.height == 200
    assert report.broken == {"GENES-EXON": 1}
    assert [(item.code, item.severity) for item in report.notes] == [("GENES-EXON", "note")]
    assert "set aside" in report.lines()[-1]


def test_of_thousands_of_faults_the_first_are_told_and_all_are_counted(tmp_path):
    path = put(tmp_path, [line("exon", 9, 1, "ID=e")] * 3_000)
    found = faults(path)
    assert len(found) == 21
    assert any("3,000 lines" in item.cause for item in found)
    path = put(tmp_path, [text for number in range(2_000) for text in model(number, exons=((1, 30), (20, 80)))])
    found = faults(path)
    assert len(found) == 21
    assert any("2,000 of 2,000" in item.cause for item in found)


def test_a_transcript_whose_exons_were_cut_away_is_set_aside(tmp_path):
    cut = [text for text in model(1) if "\texon\t50" not in text]
    rows, report = read_models(put(tmp_path, [*model(0), *cut]))
    assert rows["transcript"].to_list() == ["T0"]
    assert report.broken == {"GENES-CUT": 1}


def test_a_transcript_of_two_strands_that_says_so_is_set_aside(tmp_path):
    lines = model(1)
    lines[1] += ";exception=trans-splicing"
    lines[2] = lines[2].replace("\t+\t", "\t-\t")
    rows, report = read_models(put(tmp_path, [*model(0), *lines]))
    assert rows.height == 1
    assert report.broken == {"GENES-TRANS": 1}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress("\n".join(model()).encode())[:-9], "GFF-READ"),
        (("\n".join(model()) + "\n").encode() + b"c1\tx\texon\t1\t9\t.\t+\t.\tNote=\xe4\n", "TEXT-ENCODING"),
        (b"", "FILE-EMPTY"),
        (b"##gff-version 3\n\n# nothing\n", "GENES-EMPTY"),
        ((line("gene", 1, 9, "ID=gene:G") + "\n").encode(), "GENES-EMPTY"),
        (b"BZh91AY&SY", "GFF-READ"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, content, code):
    path = tmp_path / "genes.gff3"
    path.write_bytes(content)
    assert [item.code for item in faults(path)] == [code]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="FILE-MISSING"):
        read_transcripts(tmp_path / "none.gff3")


def test_tabs_within_attributes_are_blanks(tmp_path):
    lines = model()
    lines[0] += ";description=a\tgene\tof two words"
    _, report = read_models(put(tmp_path, lines))
    assert "1 lines have tabs" in report.notes[0].cause


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_command_translates_contigs_and_prints_the_counts(tmp_path):
    genes = put(tmp_path, [text.replace("c1\t", "NC_000021.9\t", 1) for text in model()])
    index, out = tmp_path / "a.fa.fai", tmp_path / "t.parquet"
    index.write_text("chr21\t46709983\t6\t60\t61\n")
    done = run("--genes", genes, "--fasta-index", index, "--out", out)
    assert done.exit_code == 0, done.output
    assert read_transcripts(out)["contig"].to_list() == ["chr21"]
    assert "used: 2 coding" in done.output
    assert "CONTIG-NAMES" in done.output


def test_the_command_writes_nothing_where_no_contig_is_shared(tmp_path):
    index, names, out = tmp_path / "a.fa.fai", tmp_path / "names.tsv", tmp_path / "t.parquet"
    index.write_text("chr21\t46709983\t6\t60\t61\n")
    done = run("--genes", put(tmp_path, model()), "--fasta-index", index, "--out", out)
    assert isinstance(done.exception, InputError)
    assert done.exception.faults[0].code == "GFF-CONTIG"
    assert not out.exists()
    names.write_text("# own names\nc1\tchr21\n")
    done = run("--genes", put(tmp_path, model()), "--fasta-index", index, "--contig-names", names, "--out", out)
    assert done.exit_code == 0
    assert read_transcripts(out)["contig"].to_list() == ["chr21"]
