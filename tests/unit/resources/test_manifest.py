"""The records that ship: whole, with terms and a citation each; and what is wrong with a record is told."""

import re

import pytest
from pydantic import ValidationError

from genopipe.config import AnnotateSettings
from genopipe.errors import InputError
from genopipe.io.sources_file import read_manifest
from genopipe.io.sources_file import read_sources
from genopipe.resources.files import wanted_files
from genopipe.source_settings import used_sources
from unit.records import column
from unit.records import record

SHIPPED = read_sources()
ALLELE = {"ref": "r", "alt": "a", "contig": "c", "position": "p"}


def test_both_manifests_are_one(root):
    assert (root / "resources/manifest.yaml").read_bytes() == (root / "src/genopipe/curated/manifest.yaml").read_bytes()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_record_has_terms_and_a_citation(name):
    source = SHIPPED[name]
    assert source.licence.words
    assert source.licence.link.startswith("https://") or name == "own_cohort"
    assert re.match(r"doi:10\.|https://|the laboratory", source.citation)
    assert source.columns or source.grain == "file"


def test_what_may_not_be_used_freely_is_said():
    assert {name for name in ("revel", "cadd", "spliceai") if SHIPPED[name].licence.commercial is False} == {
        "revel",
        "cadd",
        "spliceai",
    }
    assert SHIPPED["alphamissense"].licence.commercial is True


def test_gnomad_is_a_file_a_chromosome_with_its_index():
    files = wanted_files(SHIPPED["gnomad_joint"])
    assert len(files) == 48
    assert sum(file.is_index for file in files) == 24
    assert files[0].urls[0].endswith("/joint/gnomad.joint.v4.1.sites.chr1.vcf.bgz")
    assert files[1].name == "gnomad.joint.v4.1.sites.chr1.vcf.bgz.tbi"


def test_bottlenecked_groups_are_never_grpmax():
    for name in ("gnomad_joint", "gnomad_genomes"):
        roles = SHIPPED[name].frequency
        assert not {"ami", "asj", "fin", "remaining"} & set(roles.filtering)
        assert {"ami", "asj", "fin", "remaining"} <= set(roles.populations)
    assert "mid" not in SHIPPED["gnomad_genomes"].frequency.filtering


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"columns": [column("a", "A"), column("a", "B")]}, "declared twice"),
        ({"columns": [column("a", "A", reduce="at_max")]}, "at_max"),
        ({"columns": [column("a", "A", reduce="at_max", by="b")]}, "at_max"),
        ({"columns": [column("a", "A[2]")]}, "separator"),
        ({"frequency": {"populations": {"global": "b"}}}, "not declared: b"),
        ({"format": "tsv"}, "layout"),
        ({"format": "tsv", "layout": {"contig": "c", "position": "p"}}, "layout.ref"),
        ({"colour": "red"}, "colour"),
        ({"files": [{"url": "https://x/y", "parts": ["1"]}]}, "part"),
        ({"files": [{"url": "https://x/{part}", "parts": ["1"], "sha256": "0"}]}, "each part"),
        ({"columns": [column("A", "A")]}, "pattern"),
        ({"columns": [column("a", "A", reduce="join")]}, "`join` gives a text, no number"),
        ({"columns": [column("a", "A", "text", reduce="mean")]}, "`mean` gives a number or real"),
        ({"columns": [column("a", "A", "integer", reduce="mean")]}, "`mean` gives a number or real"),
        ({"columns": [column("a", "A", "text", reduce="count")]}, "`count` gives"),
        ({"grain": "codon"}, "grain"),
        ({"format": "bed"}, "grain allele is read from vcf or tsv or parquet"),
        ({"format": "vcf", "grain": "gene"}, "grain gene is read from tsv"),
        ({"format": "tsv", "grain": "file"}, "grain file is read from text"),
        ({"format": "bigwig", "grain": "position", "columns": [column("a", "A", reduce="join")]}, "by first, max"),
        ({"format": "bigwig", "grain": "position", "columns": [column("a", "A", "text")]}, "number or real"),
        ({"format": "bed", "grain": "region", "columns": [column("a", "region", "text")]}, "`region` is a flag"),
        ({"format": "bed", "grain": "region", "columns": [column("a", "name", "text", reduce="count")]}, "first, join"),
    ],
)
def test_what_is_wrong_with_a_record(more, words):
    with pytest.raises(ValidationError, match=words):
        record(**{"columns": [column("a", "A")], **more})


def test_a_laboratory_has_its_own_records(tmp_path):
    path = tmp_path / "own.yaml"
    own = (
        "sources:\n  - {name: ours, title: Ours, kind: other, version: '1', build: '', citation: us, format: vcf,\n"
        "     grain: allele, licence: {words: our own, link: '', commercial: true},\n"
        "     columns: [{column: x, from: X, type: text, doc: d, unit: u, missing: m}]}\n"
    )
    path.write_text(own)
    assert read_sources(path)["ours"].columns[0].field == "X"
    path.write_text(own.replace("title", "titel"))
    with pytest.raises(InputError) as caught:
        read_manifest(path)
    assert {(f.code, f.where) for f in caught.value.faults} == {("MANIFEST-KEY", f"{path}:2")}
    assert "did you mean `title`?" in str(caught.value)
    path.write_text(own + own.partition("\n")[2])
    with pytest.raises(InputError, match="MANIFEST-NAME"):
        read_manifest(path)


def test_the_sources_of_the_settings():
    settings = AnnotateSettings.model_validate(
        {
            "frequency": {"name": "P", "file": "p.vcf.gz", "populations": {"global": "AF", "EAS": "AF_eas"}},
            "clinvar": {"file": "c.vcf.gz", "normalised": True},
            "sources": [{"name": "revel", "files": ["r.zip"]}],
        }
    )
    used = used_sources(settings, SHIPPED)
    assert list(used) == ["frequency", "clinvar", "revel"]
    assert used["frequency"].source.frequency.populations == {"global": "populations_0", "EAS": "populations_1"}
    assert (used["clinvar"].source.normalised, used["frequency"].source.normalised) == (True, False)
    assert used["revel"].files == ("r.zip",)
    with pytest.raises(InputError, match="SOURCE-NAME"):
        used_sources(AnnotateSettings.model_validate({"sources": [{"name": "revell", "files": ["r"]}]}), SHIPPED)
    twice = {"sources": [{"name": "revel", "files": ["r"]}, {"name": "revel", "files": ["r"]}]}
    with pytest.raises(InputError, match="named twice"):
        used_sources(AnnotateSettings.model_validate(twice), SHIPPED)
    other = {"sources": [{"name": "hpo_release", "files": ["hp.obo"]}]}
    with pytest.raises(InputError, match="SOURCE-OTHER"):
        used_sources(AnnotateSettings.model_validate(other), SHIPPED)


def test_a_record_tells_how_the_main_source_is_read():
    settings = {"frequency": {"name": "gnomAD", "file": "g.vcf.bgz", "record": "gnomad_joint"}}
    used = used_sources(AnnotateSettings.model_validate(settings), SHIPPED)
    assert used["frequency"].source.frequency == SHIPPED["gnomad_joint"].frequency
