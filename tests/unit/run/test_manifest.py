"""The manifest: every file, and every way in which one can differ afterwards."""

import json

import pytest

from genopipe import __version__
from genopipe.errors import ContentError
from genopipe.io.json_file import write_json
from genopipe.run.manifest import make_manifest
from genopipe.run.manifest import verify_manifest
from genopipe.run.versions import collect_versions
from unit.made import write_vcf


@pytest.fixture
def project(tmp_path):
    results = tmp_path / "results"
    (results / "cases" / "C1").mkdir(parents=True)
    (results / "cases" / "C1" / "report.html").write_text("<p>report</p>")
    (results / "proofs").mkdir()
    (results / "proofs" / "one.json").write_text('{"counts": {"reads": 3}}')
    (tmp_path / "panels").mkdir()
    (tmp_path / "panels" / "p.tsv").write_text("x")
    (tmp_path / "in.txt").write_text("input")
    versions = results / "versions.json"
    write_json(collect_versions({"b": "2\n", "a": " 1"}, {}).model_dump(mode="json"), versions)
    manifest = results / "manifest.json"
    made = make_manifest(results, [tmp_path / "in.txt", tmp_path / "panels"], versions, manifest)
    write_json(made.model_dump(mode="json"), manifest)
    return tmp_path, manifest


def test_all_is_listed_with_relative_paths(project):
    folder, manifest = project
    told = json.loads(manifest.read_text())
    assert [entry["path"] for entry in told["inputs"]] == ["in.txt", "panels/p.tsv"]
    assert [entry["path"] for entry in told["outputs"]] == [
        "results/cases/C1/report.html",
        "results/proofs/one.json",
        "results/versions.json",
    ]
    assert str(folder) not in manifest.read_text()
    assert told["counts"] == {"proofs/one.json": {"reads": 3}}
    assert verify_manifest(manifest) == (5, [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: (f / "in.txt").write_text("inpuu"), "in.txt: its content has changed"),
        (lambda f: (f / "in.txt").write_text("inp"), "in.txt: 3 bytes, the manifest says 5"),
        (lambda f: (f / "in.txt").unlink(), "in.txt: missing"),
        (lambda f: (f / "results/cases/C1/report.html").unlink(), "results/cases/C1/report.html: missing"),
        (lambda f: (f / "results/new.txt").write_text("x"), "results/new.txt: not in the manifest"),
        (lambda f: (f / "results/versions.json").write_text("{}"), "results/versions.json: 2 bytes"),
    ],
    ids=["bit", "cut", "input gone", "output gone", "added", "replaced"],
)
def test_every_change_is_found(project, change, words):
    folder, manifest = project
    change(folder)
    _, (line,) = verify_manifest(manifest)
    assert line.startswith(words)


def test_the_same_run_is_the_same_manifest(project):
    folder, manifest = project
    inputs = [folder / "panels", folder / "in.txt", folder / "in.txt"]
    again = make_manifest(folder / "results", inputs, folder / "results" / "versions.json", manifest)
    write_json(again.model_dump(mode="json"), folder / "again.json")
    assert (folder / "again.json").read_bytes() == manifest.read_bytes()


def test_a_damaged_manifest(project):
    _, manifest = project
    manifest.write_text(manifest.read_text()[:-20])
    with pytest.raises(ContentError):
        verify_manifest(manifest)


def test_versions(tmp_path):
    vcf = write_vcf(tmp_path / "c.vcf", [], [])
    vcf.write_text(vcf.read_text().replace("##contig=<ID=chr1", "##fileDate=2025-01-01\n##contig=<ID=chr1", 1))
    got = collect_versions({"samtools": "1.16\n", "bcftools": "1.17"}, {"ClinVar": vcf})
    assert got.genopipe == __version__
    assert [(tool.tool, tool.version) for tool in got.tools] == [("bcftools", "1.17"), ("samtools", "1.16")]
    assert got.resources["ClinVar"].startswith("c.vcf, dated 2025-01-01, SHA-256 ")
    with pytest.raises(ContentError, match="mosdepth"):
        collect_versions({"mosdepth": " \n"}, {})
