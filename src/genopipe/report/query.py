"""What a user asks about: an allele in one of its spellings, or a gene."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import allele_key
from genopipe.io.naming import show

_BASES = "[ACGTNacgtn]+"
_ALLELE = re.compile(
    rf"(?P<contig>[^\s:]+?)[-:](?P<position>\d+)[-:](?P<ref>{_BASES})[-:>/](?P<alt>{_BASES}|\*|<[A-Za-z0-9:_]+>)\Z"
)
_LIKE_ALLELE = re.compile(r"[^\s:]+[-:]\d[\d,]*([-:\s>/].*)?\Z")
_GENE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}\Z")
_SPELLING = (
    "write an allele as 1-55051215-G-A, chr1:55051215:G:A or a HGVS description (g., c., n. or p.), or a gene as its "
    "symbol or id"
)


@dataclass(frozen=True)
class AlleleQuery:
    """An allele that was asked for.

    Attributes:
        contig: Contig as the user wrote it.
        position: 1-based position.
        ref: REF bases.
        alt: ALT bases.
    """

    contig: str
    position: int
    ref: str
    alt: str

    @property
    def allele(self) -> str:
        """Name of the allele in every table."""
        return allele_key(self.contig, self.position, self.ref, self.alt)


def parse_allele(text: str) -> AlleleQuery | None:
    """Return the allele that a text names, or None when it names none."""
    match = _ALLELE.match(text.strip())
    if match is None:
        return None
    ref, alt = match["ref"].upper(), match["alt"]
    query = AlleleQuery(match["contig"], int(match["position"]), ref, alt if alt.startswith("<") else alt.upper())
    return query if query.position >= 1 and query.ref != query.alt else None


def _fault(text: str, cause: str, fix: str) -> Fault:
    return fault("EXPLAIN-QUERY", show(text), cause, fix)


def check_gene(text: str, known: Collection[str], with_models: bool = False) -> str:
    """Return a gene that is known to this case, by symbol or id.

    Args:
        text: What the user wrote.
        known: Symbols and ids of all genes that the case's tables, its panels or the gene models name.
        with_models: The gene models were asked.

    Raises:
        InputError: The text is neither an allele nor such a gene.
    """
    if text in known:
        return text
    same = sorted(name for name in known if name.upper() == text.strip().upper())
    if same:
        return same[0]
    if _LIKE_ALLELE.match(text) or not _GENE.match(text):
        raise InputError([_fault(text, "this is neither an allele nor a gene", _SPELLING)])
    by_lower = {name.lower(): name for name in sorted(known)}
    near = get_close_matches(text.lower(), by_lower, n=1, cutoff=0.7)
    fix = f"did you mean `{by_lower[near[0]]}`?" if near else _SPELLING
    cause = "no allele of this family and no panel of this case lies in a gene of this name"
    cause += ", and the gene models do not know it" if with_models else ""
    raise InputError([_fault(text, cause, fix)])
