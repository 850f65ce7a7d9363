"""`genopipe classify`: which of its commands is meant, whose figures and rules are used, which files of a folder."""

import csv
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from click.testing import Result

from genopipe.cli.main import genopipe
from genopipe.errors import InputError
from unit.classify.small_case import STOP
from unit.cli.test_classify_case import PANEL
from unit.cli.test_classify_case import make_folder

CDH1 = Path(__file__).parents[3] / "src" / "genopipe" / "curated" / "panel_rules" / "cdh1.yaml"


def run(*words: str) -> Result:
    """Run the command and return what it said."""
    return CliRunner().invoke(genopipe, ["classify", *words])


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_the_group_shows_its_help(words: list[str]):
    told = run(*words)
    assert told.exit_code == 0
    assert "Commands:" in told.output
    assert told.output.count("Usage:") == 1


@pytest.mark.parametrize(("words", "told"), [(["combine", "-h"], "--criteria"), (["case", "-h"], "--phenotypes")])
def test_a_command_that_is_named_is_meant(words: list[str], told: str):
    result = run(*words)
    assert result.exit_code == 0
    assert told in result.output
    assert "Commands:" not in result.output


def test_an_option_alone_means_a_case(tmp_path: Path):
    result = run("--out", str(tmp_path / "out"))
    assert isinstance(result.exception, InputError)
    assert "case folder" in str(result.exception)


def combined(folder: Path, text: str, *options: str) -> tuple[dict[str, str], Result]:
    """Combine codes; return the first row and what was said."""
    given, out = folder / "codes.tsv", folder / "out.tsv"
    given.write_text(text)
    told = run("combine", "--criteria", str(given), "--out", str(out), *options)
    assert told.exit_code == 0, told.output
    assert out.read_text().endswith("\n")
    with out.open(newline="") as file:
        return next(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)), told


def write_rules(folder: Path, rule: str) -> Path:
    """Write rules of a laboratory for CDH1 in the place of the shipped ones: its rule for BS2 has another name."""
    folder.mkdir()
    (folder / "cdh1.yaml").write_text(CDH1.read_text().replace('"Likely benign, BS2 alone"', f'"{rule}"'))
    return folder


BS2 = "variant\tgene\tcodes\nv\tCDH1\tBS2, PP5\n"


def test_rules_of_a_folder_win_over_those_of_the_settings(tmp_path: Path):
    one, two = write_rules(tmp_path / "one", "One"), write_rules(tmp_path / "two", "Two")
    settings = ("--set", f'{{"classify": {{"own_panel_rules": "{one}"}}}}')
    rules = [
        combined(tmp_path, BS2, *options)[0]["rules"]
        for options in ((), settings, (*settings, "--panel-rules", str(two)))
    ]
    assert rules == ["Likely benign, BS2 alone", "One", "Two"]


def test_yes_no_and_nothing_are_written_in_words(tmp_path: Path):
    row, told = combined(tmp_path, "variant\tcodes\nv\tPVS1, PM2_Supporting\n")
    assert (row["agrees"], row["conflict"], row["panel"], row["points"]) == ("yes", "no", "", "9")
    assert "1 variants: points and table agree for 1, rules of a panel applied to 0" in told.output


def test_cells_are_no_formulas(tmp_path: Path):
    row, _ = combined(tmp_path, "variant\tcodes\tnote\n=1+1\tPM1\t@x\n", "--keep", "note")
    assert (row["variant"], row["note"]) == ("'=1+1", "'@x")


SETTINGS = '"genome": {"fasta": "x.fa", "genes": "x.gff3"}, "classify": {"curation": ""}'


def classify(folder: Path, *options: str, more: str = "") -> str:
    """Classify a case folder and return what was said."""
    told = run(str(folder), "--set", f"{{{SETTINGS}{more}}}", *options)
    assert told.exit_code == 0, told.output + str(told.exception)
    return told.output


def criterion(folder: Path, name: str) -> dict[str, object]:
    """Return what a criterion came to for the stop codon."""
    rows = pl.read_parquet(folder / "tables" / "classified" / "criteria.parquet")
    return rows.row(by_predicate=(pl.col("allele") == STOP) & (pl.col("criterion") == name), named=True)


def test_files_of_the_folder_are_read_where_they_are(tmp_path: Path):
    folder = make_folder(tmp_path)
    classify(folder)
    assert criterion(folder, "PP4")["reason"] == "the phenotype was not compared with diseases"
    (folder / "tables" / "phenotype").mkdir()
    fits = pl.DataFrame({"gene": ["ENSG1"], "phenotype_score": [0.7], "disease": ["OMIM:1"]})
    fits.write_parquet(folder / "tables" / "phenotype" / "genes.parquet")
    classify(folder)
    assert (criterion(folder, "PP4")["outcome"], criterion(folder, "PP4")["value"]) == ("met", 0.7)
    other = tmp_path / "other.parquet"
    fits.with_columns(phenotype_score=pl.lit(0.2)).write_parquet(other)
    classify(folder, "--phenotypes", str(other))
    assert criterion(folder, "PP4")["value"] == 0.2, "a file that is given wins over that of the folder"


def test_the_tables_of_a_folder_can_be_written_elsewhere(tmp_path: Path):
    folder = make_folder(tmp_path)
    classify(folder, "--out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "criteria.parquet").is_file()
    assert not (folder / "tables" / "classified").exists()


def test_a_case_without_candidates(tmp_path: Path):
    folder = make_folder(tmp_path)
    path = folder / "tables" / "inherited" / "candidates.parquet"
    assert "C1: 1 likely pathogenic, 3 not classified, 1 uncertain significance" in classify(folder)
    pl.read_parquet(path).clear().write_parquet(path)
    assert classify(folder).startswith("C1: no candidates\n")


def test_panels_are_those_of_the_folder_or_those_given(tmp_path: Path):
    folder = make_folder(tmp_path)
    classify(folder)
    assert criterion(folder, "PM3")["reason"] == "the disease of the gene is not recessive"
    panels = tmp_path / "panels"
    panels.mkdir()
    (panels / "one.tsv").write_text(PANEL.replace("monoallelic", "biallelic"))
    classify(folder, "--panels", str(panels))
    assert criterion(folder, "PM3")["reason"] != "the disease of the gene is not recessive"


def test_panels_of_a_run_stand_in_for_those_of_the_folder(tmp_path: Path):
    folder = make_folder(tmp_path)
    (tmp_path / "results" / "reference").mkdir()
    (folder / "panels").rename(tmp_path / "results" / "reference" / "panels")
    classify(folder)
    assert criterion(folder, "PM3")["reason"] == "the disease of the gene is not recessive"


def test_without_its_panels_no_case_is_judged(tmp_path: Path):
    folder = make_folder(tmp_path)
    (folder / "panels" / "one.tsv").unlink()
    (folder / "panels").rmdir()
    told = run(str(folder), "--set", f"{{{SETTINGS}}}")
    assert isinstance(told.exception, InputError)
    assert "the case orders one" in str(told.exception)
    text = (folder / "case.json").read_text()
    (folder / "case.json").write_text(text.replace('"panels":["one"]', '"panels":[]'))
    classify(folder)
    assert "is in no panel" in str(criterion(folder, "PM3")["reason"])


def test_what_is_not_there_is_told(tmp_path: Path):
    folder = make_folder(tmp_path)
    told = run(str(folder), "--set", f"{{{SETTINGS}}}")
    assert "and not given: transcripts, fasta, neighbours, phenotypes, identity; criteria" in told.output


@pytest.mark.parametrize("genome", ['{"build": "GRCh38"}', '{"build": "GRCh38", "fasta": "x.fa", "genes": "x.gff3"}'])
def test_of_the_genome_only_the_build_is_asked(tmp_path: Path, genome: str):
    folder = make_folder(tmp_path)
    told = run(str(folder), "--set", f'{{"genome": {genome}, "classify": {{"curation": ""}}}}')
    assert told.exit_code == 0, str(told.exception)
    without = run(str(folder), "--set", '{"classify": {"curation": ""}}')
    assert "the genome build is not told" in str(without.exception)


@pytest.mark.parametrize(
    ("frequency", "title"),
    [
        ("", None),
        ('"frequency": {"name": "Ours", "file": "f.vcf.gz"}', "Ours"),
        (
            '"frequency": {"name": "Ours", "file": "f.vcf.gz", "record": "gnomad_joint"}',
            "gnomAD joint exomes and genomes v4.1",
        ),
    ],
)
def test_the_source_of_frequencies_is_named(tmp_path: Path, frequency: str, title: str | None):
    folder = make_folder(tmp_path)
    classify(folder, more=f', "annotate": {{{frequency}}}')
    assert criterion(folder, "PM2")["data"] == title
