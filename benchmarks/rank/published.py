"""Published cases: their terms, and their causal alleles as candidates.

The consequence of a causal allele is read from its published c. and p. descriptions.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.cases import Case
from genopipe.cases import Consent
from genopipe.cases import PhenotypeTerm

INTRONIC = re.compile(r"\d([+-])(\d+)")
PUBLICATION = re.compile(r"PMID_(\d+)")
DONOR_REACH, ACCEPTOR_REACH = 6, 8
"""Last bases of an intron that belong to the splice region: at its start, at its end (bases). Source: Ensembl's
splice_donor_region_variant and splice_region_variant; the tract before the acceptor is not looked at."""

PROTEIN_FORMS = (
    (r"fs", ("truncating", "HIGH", "frameshift_variant")),
    (r"ext", ("truncating", "HIGH", "stop_lost")),
    (r"Met1(\?|[A-Z])", ("truncating", "HIGH", "start_lost")),
    (r"Ter|\*", ("truncating", "HIGH", "stop_gained")),
    (r"=\)?$", ("synonymous", "LOW", "synonymous_variant")),
    (r"del|ins|dup", ("in_frame", "MODERATE", "inframe_deletion")),
    (r"[A-Z][a-z]{2}\d+[A-Z][a-z]{2}", ("missense", "MODERATE", "missense_variant")),
)
"""What a p. description says, the first that fits: kind, impact and consequence."""

NOT_CODING = ("other", "MODIFIER", "non_coding_transcript_variant")

Row = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """A published case.

    Attributes:
        name: Its id in the store.
        gene: Symbol of the causal gene.
        disease: Id of the disease.
        publication: PubMed id; empty: none is told.
        sex: MALE, FEMALE or another word.
        case: Its terms.
        alleles: Causal alleles as rows of candidates.
        mode: dominant, homozygous, compound or x_linked.
        kinds: missense, truncating, splice, in_frame, synonymous, other; indel beside them where a length changes.
    """

    name: str
    gene: str
    disease: str
    publication: str
    sex: str
    case: Case
    alleles: tuple[Row, ...]
    mode: str
    kinds: frozenset[str]


def splice_of(coding: str) -> str | None:
    """Return what an allele beside a splice site is by its c. description: site, region or intron; None: no intron."""
    offsets = [(sign, int(bases)) for sign, bases in INTRONIC.findall(coding)]
    if not offsets:
        return None
    if len(offsets) == 1 and re.search(r"_\d+(?![\d+-])|c\.\d+_", coding):
        return "site"
    nearest = min(bases for _, bases in offsets)
    if nearest <= 2:
        return "site"
    reach = DONOR_REACH if offsets[0][0] == "+" else ACCEPTOR_REACH
    return "region" if nearest <= reach else "intron"


def consequence_of(row: Row) -> tuple[str, str, str]:
    """Return kind, impact and consequence of a published allele by its c. and p. descriptions."""
    coding, protein = row["hgvs_c"] or "", (row["hgvs_p"] or "").rpartition(":")[2]
    splice = splice_of(coding)
    beside = {
        "site": ("splice", "HIGH", "splice_donor_variant"),
        "region": ("splice", "LOW", "splice_region_variant"),
        "intron": ("other", "MODIFIER", "intron_variant"),
    }
    if splice:
        return beside[splice]
    return next((told for pattern, told in PROTEIN_FORMS if re.search(pattern, protein)), NOT_CODING)


def _case_of(packet: Row, number: int) -> Case:
    terms: dict[bool, dict[str, PhenotypeTerm]] = {False: {}, True: {}}
    for feature in packet.get("phenotypicFeatures", []):
        term = feature["type"]["id"]
        if re.fullmatch(r"HP:\d{7}", term):
            terms[bool(feature.get("excluded", False))][term] = PhenotypeTerm(id=term)
    excluded = [term for name, term in terms[True].items() if name not in terms[False]]
    return Case(
        case=f"C{number}",
        family=f"F{number}",
        proband="P",
        observed=tuple(terms[False].values()),
        excluded=tuple(excluded),
        consent=Consent(main_findings=True),
    )


def modes_of(rows: list[Row]) -> tuple[str, tuple[str, ...]] | None:
    """Return the mode of a case by zygosity and contig, and the modes that each allele fits in a person alone."""
    zygosities = {row["zygosity"] for row in rows}
    on_x = rows[0]["chrom"] == "chrX"
    if len(rows) == 1 and on_x:
        single = {
            "heterozygous": ("x_linked_dominant", "pseudo_dominant"),
            "hemizygous": ("x_linked_recessive", "x_linked_dominant"),
            "homozygous": ("x_linked_recessive", "x_linked_dominant"),
        }
        return "x_linked", single[rows[0]["zygosity"]]
    if len(rows) == 1 and zygosities == {"heterozygous"}:
        return "dominant", ("dominant",)
    if len(rows) == 1 and zygosities == {"homozygous"}:
        return "homozygous", ("recessive_homozygous", "dominant")
    if len(rows) == 2 and zygosities == {"heterozygous"} and not on_x:
        return "compound", ("compound_heterozygous", "dominant")
    return None


def _alleles(rows: list[Row], modes: tuple[str, ...]) -> tuple[tuple[Row, ...], frozenset[str]]:
    names = [f"{row['chrom'].removeprefix('chr')}-{row['pos']}-{row['ref']}-{row['alt']}" for row in rows]
    made, kinds = [], set()
    for row, name in zip(rows, names, strict=True):
        kind, impact, consequence = consequence_of(row)
        kinds |= {kind} | ({"indel"} if len(row["ref"]) != len(row["alt"]) else set())
        partners = [other for other in names if other != name] if "compound_heterozygous" in modes else []
        made.append(
            {
                "allele": name,
                "symbol": row["gene"],
                "impact": impact,
                "consequence": consequence,
                "modes": list(modes),
                "partners": partners,
                "partner_phase": "unknown" if partners else None,
                "causal": True,
            }
        )
    return tuple(made), frozenset(kinds)


def read_published(data: Path) -> Iterator[Published]:
    """Give the published cases with one causal gene, whose alleles have a position and a mode, and that have terms.

    Args:
        data: Folder of the phenopackets.
    """
    variants: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(data / "hgvs.tsv.gz"):
        variants[row["case_id"]].append(row)
    with gzip.open(data / "phenopackets.ndjson.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            packet = json.loads(line)
            rows = variants[packet["case_id"]]
            whole = bool(rows) and all(row["pos"] and row["gene"] for row in rows)
            if not whole or len({row["gene"] for row in rows}) != 1 or len({row["pos"] for row in rows}) != len(rows):
                continue
            told = modes_of(rows)
            case = _case_of(packet["phenopacket"], number)
            if told is None or not case.observed:
                continue
            alleles, kinds = _alleles(rows, told[1])
            publication = PUBLICATION.search(packet["case_id"])
            yield Published(
                packet["case_id"],
                rows[0]["gene"],
                rows[0]["disease_id"] or "",
                publication[1] if publication else "",
                rows[0]["sex"] or "",
                case,
                alleles,
                told[0],
                kinds,
            )


def _rows(path: Path) -> list[Row]:
    return list(pl.read_csv(path, separator="\t", infer_schema=False, quote_char=None).iter_rows(named=True))


def families_of(cases: Iterable[Published]) -> dict[str, str]:
    """Return for each case the set it belongs to: cases that share a gene or a disease are in one set."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    listed = list(cases)
    for one in listed:
        leader[find(f"gene {one.gene}")] = find(f"disease {one.disease}" if one.disease else f"gene {one.gene}")
    return {one.name: find(f"gene {one.gene}") for one in listed}
