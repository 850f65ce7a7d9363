"""A small case whose input files hold hostile texts wherever the checks before a run allow a text to be free."""

import json
from pathlib import Path

from unit.made import GENE
from unit.made import HEADER
from unit.made import bases
from unit.made import make_reference
from unit.made import record
from unit.made import write_vcf

SCRIPT = "<script>window.hit=1</script>"
IMAGE = "<img src=x onerror=window.hit=1>"
FORMULA = '=HYPERLINK("http://x.invalid/","x")'
PEOPLE = ("constructor", "1E10", "toString")
"""Proband, father and mother: ids that are allowed, and that a script or a spreadsheet may take for something else."""
TEXTS = {
    "indication": f"{{{{ 7 * 7 }}}} {IMAGE} \u202egnp.exe</script>",
    "laboratory": f"@SUM(1)|{SCRIPT}",
    "seizure": f"Seizure{SCRIPT}\u2028",
    "head": f"-1+{IMAGE}",
    "title": f"{FORMULA} {IMAGE}",
    "version": "2.0 ]]><!--",
    "symbol": "ONE",
    "condition": "=cmd|x<svg/onload=window.hit=1>|\"'><b>y</b>",
    "significance": "Pathogenic",
    "review": "criteria_provided,_single_submitter",
    "curator": f"{FORMULA} {SCRIPT} ${{7*7}}",
    "who": "<b onmouseover=window.hit=1>Dr X</b>",
    "name": f"CHAN <i>{IMAGE}",
    "patient": '=1+1"onclick="window.hit=1',
    "tool": "bwa<script>",
    "tool_version": "=1+1",
    "resource": "__proto__",
    "release": f"javascript:window.hit=1 {IMAGE}",
}
_CLINVAR = """##fileformat=VCFv4.2
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="s">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="r">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="d">
##contig=<ID=chr1,length=300>
"""
_HOSTILE_HEADER = f"""##INFO=<ID=X,Number=.,Type=String,Description="{IMAGE} </script>">
##source={SCRIPT}
"""
AT = 150


def _panel() -> str:
    rows = (
        "gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance",
        "ONE\tENSG1\tgreen\tmonoallelic\tcomplete",
    )
    return f"# name: {TEXTS['title']} version: {TEXTS['version']}\n" + "\n".join(rows) + "\n"


def _packet() -> dict[str, object]:
    return {
        "id": "C1",
        "subject": {"id": PEOPLE[0], "sex": "FEMALE"},
        "phenotypicFeatures": [
            {"type": {"id": "HP:0001250", "label": TEXTS["seizure"]}},
            {"type": {"id": "HP:0000252", "label": TEXTS["head"]}, "excluded": True},
        ],
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    }


def _write_curation(folder: Path, allele: str) -> None:
    told = {
        "allele": allele,
        "gene": "ENSG1",
        "action": "add",
        "reason": TEXTS["curator"],
        "who": TEXTS["who"],
        "source": SCRIPT,
        "date": "2026-01-02",
    }
    changes = [told | {"criterion": "PS3", "strength": "strong"}, told | {"criterion": "PM1", "strength": "moderate"}]
    folder.mkdir()
    (folder / "C1.yaml").write_text(json.dumps({"changes": changes}), encoding="utf-8")


def write_hostile_case(folder: Path) -> list[str]:
    """Write the files of a case.

    Args:
        folder: Where they go.

    Returns:
        The words of the command that interprets it, but for `--out`.
    """
    reference = make_reference(folder)
    ref, alt = bases(reference, AT, 2), bases(reference, AT)
    line = record(
        AT, ref, alt, "0/1:9,9:18:90", "0/0:30,0:30:90", "0/0:30,0:30:90", info=f"X={IMAGE.replace(' ', '%20')},=1+1"
    )
    columns = line.split("\t")
    columns[2] = SCRIPT
    write_vcf(folder / "in.vcf", list(PEOPLE), ["\t".join(columns)], HEADER + _HOSTILE_HEADER)
    info = f"CLNSIG={TEXTS['significance']};CLNREVSTAT={TEXTS['review']};CLNDN={TEXTS['condition'].replace('=', '%3D')}"
    write_vcf(folder / "clinvar.vcf", [], [f"chr1\t{AT}\t77\t{ref}\t{alt}\t.\t.\t{info}"], _CLINVAR)
    (folder / "genes.gff3").write_text(GENE)
    (folder / "one.tsv").write_text(_panel(), encoding="utf-8")
    kid, father, mother = PEOPLE
    pedigree = f"F1\t{kid}\t{father}\t{mother}\t2\t2\nF1\t{father}\t0\t0\t1\t1\nF1\t{mother}\t0\t0\t2\t1\n"
    (folder / "family.ped").write_text(pedigree)
    (folder / "P1.json").write_text(json.dumps(_packet()), encoding="utf-8")
    beside = {"indication": TEXTS["indication"], "consent": {"main_findings": True, "drug_response": True}}
    (folder / "P1.yaml").write_text(json.dumps(beside), encoding="utf-8")
    _write_curation(folder / "curation", f"1-{AT}-{ref}-{alt}")
    people = {kid: {"name": TEXTS["name"], "patient": TEXTS["patient"]}}
    (folder / "identifiers.yaml").write_text(json.dumps({"people": people}), encoding="utf-8")
    versions = {
        "genopipe": "0.1.0",
        "tools": [{"tool": TEXTS["tool"], "version": TEXTS["tool_version"]}],
        "resources": {TEXTS["resource"]: TEXTS["release"]},
    }
    (folder / "versions.json").write_text(json.dumps(versions), encoding="utf-8")
    settings = {
        "genome": {"build": "synthetic"},
        "report": {"laboratory": TEXTS["laboratory"]},
        "classify": {"curation": "curation"},
        "input": {"identifiers": "identifiers.yaml"},
        "annotate": {"clinvar": {"file": "clinvar.vcf"}},
    }
    given = {"vcf": "in.vcf", "ped": "family.ped", "phenopacket": "P1.json", "fasta": "genome.fa"}
    given |= {"transcripts": "genes.gff3", "panel": "one.tsv", "versions": "versions.json", "set": json.dumps(settings)}
    return ["case", *(word for name, value in given.items() for word in (f"--{name}", value)), "--no-identity"]
