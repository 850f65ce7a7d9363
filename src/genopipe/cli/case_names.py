"""Ids of a case and its proband, where those of a published phenopacket cannot be ids or are none of the VCF."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from genopipe.cli.case_given import Asked
from genopipe.errors import Fault
from genopipe.errors import note
from genopipe.io.naming import show
from genopipe.io.pedigree_file import read_pedigree_rows
from genopipe.io.vcf_content import opened
from genopipe.pedigree import ID_PATTERN
from genopipe.pedigree import Affection

_LONGEST = 64


def with_names(asked: Asked) -> tuple[Asked, list[Fault]]:
    """Return what is asked with an id of the case and the proband, and what was said of them.

    The phenopacket's id, with `_` in place of blanks and marks that an id cannot hold; and, where the phenopacket's
    person has a name that no sample can bear (`patient 1`), the one affected person of the pedigree who is a sample of
    the VCF, or the VCF's only sample. A person of another name may be another person: then nothing is changed, nor
    where several can be meant, and the checks that come after say what is wrong.

    Args:
        asked: What was given.
    """
    packet = _packet(asked.phenopacket)
    told: list[Fault] = []
    where = str(asked.phenopacket)
    stated = str(packet.get("id") or "")
    name = asked.name or _as_id(stated)
    if name and name != stated and not asked.name:
        told.append(note("CASE-ID", where, f"the id {show(stated)} cannot name a folder", f"the case is {name}"))
    subject = packet.get("subject")
    person = str(subject.get("id") or "") if isinstance(subject, dict) else ""
    proband = asked.proband or _proband(asked, person)
    if proband and proband != person and not asked.proband:
        cause = f"the person {show(person)} is no sample of the VCF"
        told.append(note("CASE-PROBAND", where, cause, f"the proband is {proband}, the only one it can be"))
    return replace(asked, name=name, proband=proband), told


def _packet(path: Path) -> dict[str, Any]:
    """Return a phenopacket as it stands; empty where it is none: reading it in earnest says why."""
    try:
        packet = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return packet if isinstance(packet, dict) else {}


def _as_id(text: str) -> str:
    """Return a name with `_` in place of what an id cannot hold; empty: nothing is left."""
    if re.match(ID_PATTERN, text) or not _is_plain(text):
        return text
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", text)
    return re.sub(r"^[_.-]+", "", plain)[:_LONGEST].rstrip("_.-")


def _is_plain(text: str) -> bool:
    """Say whether a name is one that people give: letters, digits, blanks and marks, but no path and no markup."""
    return text.isprintable() and not re.search(r"[/\\<>`$]|^\.", text)


def _proband(asked: Asked, person: str) -> str:
    """Return the only one who can be the proband; empty: the phenopacket's person, or nobody or several can be."""
    try:
        with opened(asked.vcf) as reader:
            samples = [str(name) for name in reader.header.samples]
    except (OSError, ValueError):
        return ""
    if person in samples or re.match(ID_PATTERN, person) or not _is_plain(person):
        return ""
    if asked.ped is None:
        return samples[0] if len(samples) == 1 else ""
    rows, _ = read_pedigree_rows(asked.ped)
    own = [row.person.person for row in rows if row.person.affection is Affection.AFFECTED]
    carried = [name for name in own if name in samples]
    return carried[0] if len(carried) == 1 else ""
