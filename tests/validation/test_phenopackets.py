"""6,182 published cases as phenopackets: each read whole, its HPO terms counted again."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from genopipe.errors import errors_among
from genopipe.io.cases_file import CaseEntry
from genopipe.io.phenopacket import read_phenopacket

COMPANION = "family: F1\nconsent: {main_findings: true}\n"


def read_packets(data: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(data / "phenopackets" / "phenopackets.ndjson.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)["phenopacket"]


def hpo_terms(packet: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the observed and the excluded HPO terms of a phenopacket, read here by itself."""
    found: dict[bool, set[str]] = {False: set(), True: set()}
    for feature in packet.get("phenotypicFeatures", []):
        if feature["type"]["id"].startswith("HP:"):
            found[bool(feature.get("excluded", False))].add(feature["type"]["id"])
    return found[False], found[True]


def read(folder: Path, packet: dict[str, Any], consent: bool) -> tuple[CaseEntry | None, set[str]]:
    """Read a phenopacket from a file; return the case and the codes of the errors."""
    path, beside = folder / "P1.json", folder / "P1.yaml"
    path.write_text(json.dumps(packet), encoding="utf-8")
    beside.unlink(missing_ok=True)
    if consent:
        beside.write_text(COMPANION, encoding="utf-8")
    entry, faults = read_phenopacket(path)
    return entry, {item.code for item in errors_among(faults)}


def renamed(packet: dict[str, Any]) -> dict[str, Any]:
    """Return a phenopacket with the ids that a laboratory would give it: many published ones hold blanks."""
    return {**packet, "id": "C1", "subject": {**packet["subject"], "id": "P1"}}


def test_phenopackets(record: Any, data: Path, tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    for packet in read_packets(data):
        counts["n"] += 1
        counts["consent"] += read(tmp_path, packet, consent=False)[1] == {"CASE-CONSENT"}
        entry, codes = read(tmp_path, packet, consent=True)
        counts["as published"] += entry is not None
        refusals.update(codes)
        entry, _ = read(tmp_path, renamed(packet), consent=True)
        if entry is None:
            continue
        counts["read"] += 1
        yes, no = hpo_terms(packet)
        observed, excluded = {term.id for term in entry.case.observed}, {term.id for term in entry.case.excluded}
        counts["same"] += (observed, excluded) == (yes, no)
        counts.update({"yes": len(yes), "yes read": len(yes & observed), "no": len(no), "no read": len(no & excluded)})
    n, codes_text = counts["n"], ", ".join(f"{k}x {code}" for code, k in sorted(refusals.items())) or "none"
    record("phenopackets.without_consent", n, counts["consent"], "without consent beside them: refused for that alone")
    note = (
        f"read or refused with a code, none with a crash, ids as published; {counts['as published']} read, {codes_text}"
    )
    record("phenopackets.as_published", n, counts["as published"] + refusals["CASE-ID"], note)
    record("phenopackets.read", n, counts["read"], "read with consent beside them and ids that genopipe allows")
    record("phenopackets.terms", counts["read"], counts["same"], "of those, observed and excluded terms as in the JSON")
    record("phenopackets.observed", counts["yes"], counts["yes read"], "observed HPO terms read as observed")
    record("phenopackets.excluded", counts["no"], counts["no read"], "excluded HPO terms read as excluded")
