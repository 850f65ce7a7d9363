"""`genopipe init`: whole, commented, never over another file, and right up to the files that are not there yet."""

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from genopipe.cases import SheetRow
from genopipe.cli.check import command as check
from genopipe.cli.init import command
from genopipe.config import Settings
from genopipe.errors import InputError
from genopipe.init.project import CaseForm
from genopipe.init.project import project_texts
from genopipe.preflight.project import check_project
from genopipe.settings_fields import fields_of

FORMS = [(build, form) for build in ("GRCh38", "GRCh37", "custom") for form in CaseForm]


def uncommented(text: str) -> str:
    """Take the # away from every option; comments are `# ` and one word after another."""
    return re.sub(r"^( *)#(?=\S|  )", r"\1", text, flags=re.MULTILINE)


def init(folder: Path, *options: str) -> str:
    return CliRunner().invoke(command, [str(folder), *options], catch_exceptions=False).output


@pytest.mark.parametrize(("build", "form"), FORMS)
def test_only_files_that_are_not_there_are_missing(tmp_path, build, form):
    init(tmp_path, "--build", build, "--form", form.value)
    faults = check_project(Path("config/config.yaml"), tmp_path)
    assert {fault.code for fault in faults} == {"FILE-MISSING"}
    named = {"genome.fa", "genes.gff3.gz", "father1.cram", *(f"child1_L{n}_R{m}.fastq.gz" for n in "12" for m in "12")}
    assert all(any(name in fault.cause for fault in faults) for name in named)


@pytest.mark.parametrize(("build", "form"), FORMS)
def test_the_settings_are_the_defaults(build, form):
    given = yaml.safe_load(project_texts(build, form)["config/config.yaml"])
    settings = Settings.model_validate(given)
    genome = {"fasta": "resources/genome.fa", "genes": "resources/genes.gff3.gz", "build": build}
    expected = Settings.model_validate({"genome": genome})
    if form is CaseForm.PHENOPACKETS:
        assert settings.input.cases == "config/cases"
        settings = settings.model_copy(update={"input": expected.input})
    assert settings == expected


def test_every_commented_option_is_right_when_it_is_taken_in():
    settings = Settings.model_validate(yaml.safe_load(uncommented(project_texts()["config/config.yaml"])))
    assert settings.annotate.frequency is not None
    assert settings.annotate.clinvar is not None
    plain = settings.model_copy(
        update={"annotate": Settings.model_fields["annotate"].get_default(call_default_factory=True)}
    )
    genome = {"fasta": "resources/genome.fa", "genes": "resources/genes.gff3.gz"}
    assert plain == Settings.model_validate({"genome": genome})


def test_every_option_stands_there_with_its_meaning():
    text = project_texts()["config/config.yaml"]
    words = " ".join(re.sub(r"^ *(?:#  )?# ", "", line).strip() for line in text.splitlines() if "# " in line)
    options = yaml.safe_load(uncommented(text))
    for section in fields_of(Settings):
        for field in fields_of(section.section):
            assert field.name in options[section.name]
            assert field.doc in words
            inner = fields_of(field.section) if field.section else []
            assert all(item.name in options[section.name][field.name] and item.doc in words for item in inner)


def test_what_must_be_given_is_marked():
    text = project_texts()["config/config.yaml"]
    assert re.search(r"FILL IN\]\n  fasta: ", text)
    assert re.search(r"FILL IN\]\n  genes: ", text)
    assert text.count("FILL IN]") == 2


def test_the_sheet_tells_of_every_column():
    text = project_texts()["config/samples.tsv"]
    header = next(line for line in text.splitlines() if not line.startswith("#")).split("\t")
    assert header == [name for name in SheetRow.__dataclass_fields__ if name != "line"]
    assert all(re.search(rf"^#.*\b{name}  ", text, re.MULTILINE) for name in header)


def test_nothing_is_overwritten(tmp_path):
    init(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    (tmp_path / "config/families.ped").unlink()
    with pytest.raises(InputError) as caught:
        init(tmp_path)
    assert caught.value.exit_status == 2
    assert {fault.code for fault in caught.value.faults} == {"INIT-EXISTS"}
    assert len(caught.value.faults) == len(before) - 1
    assert not (tmp_path / "config/families.ped").exists()


def test_the_next_two_commands_are_printed(tmp_path, monkeypatch, root):
    monkeypatch.chdir(tmp_path)
    assert init(Path("new")).splitlines()[-2:] == [
        "  genopipe check --directory new",
        f"  snakemake --snakefile {root}/workflow/Snakefile --directory new --cores all",
    ]
    monkeypatch.chdir(root)
    assert init(tmp_path / "a b").splitlines()[-1] == f"  snakemake --directory '{tmp_path}/a b' --cores all"


def test_the_phenopacket_is_plain(tmp_path):
    packet = json.loads(project_texts(form=CaseForm.PHENOPACKETS)["config/cases/case1.json"])
    assert set(packet) == {"id", "subject", "phenotypicFeatures", "metaData"}


def test_the_repository_holds_what_init_writes(root):
    texts = project_texts()
    assert {path: (root / path).read_text(encoding="utf-8") for path in texts} == texts
    there = {path.relative_to(root).as_posix() for path in (root / "config").rglob("*") if path.is_file()}
    assert there == set(texts)


def test_check_takes_the_project_by_its_folder(tmp_path):
    init(tmp_path / "new")
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(check, ["--directory", str(tmp_path / "new")], catch_exceptions=False)
    assert {fault.code for fault in caught.value.faults} == {"FILE-MISSING"}
    assert any(fault.where == f"{tmp_path}/new/config/samples.tsv:15" for fault in caught.value.faults)
