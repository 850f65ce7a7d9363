"""The reference genome: contigs, digests, gene models; and which build a list of contigs looks like."""

import hashlib
import tempfile
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pysam

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.genome import BUILDS
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.io.blocks import DamageError
from genopipe.io.blocks import read_blocks
from genopipe.io.naming import show
from genopipe.io.text import file_faults

if TYPE_CHECKING:  # a run that compares contigs alone needs no settings
    from genopipe.config import GenomeSettings

_INDEX_COLUMNS = 5
_LETTERS = frozenset("ACGTUNRYSWKMBDHVacgtunrykmswbdhv")
_PROBED = 10_000
_PLACES = 200


@dataclass(frozen=True)
class Reference:
    """An indexed FASTA file.

    Attributes:
        path: The FASTA file.
        lengths: Length of each contig by name, in the order of the file (bases).
        index: The `.fai` file used; may lie in a temporary folder.
        block_index: The `.gzi` file used, or None for a plain FASTA.
    """

    path: Path
    lengths: Mapping[str, int]
    index: Path
    block_index: Path | None = None

    def fetch(self, contig: str, start: int, end: int) -> str:
        """Return bases, upper-case.

        Args:
            contig: Name of the contig.
            start: First base, 0-based.
            end: Base behind the last one, 0-based.
        """
        with self.open() as fasta:
            return str(fasta.fetch(contig, start, end)).upper()

    def open(self) -> pysam.FastaFile:
        """Open the FASTA file for many fetches."""
        block = str(self.block_index) if self.block_index else None
        return pysam.FastaFile(str(self.path), filepath_index=str(self.index), filepath_index_compressed=block)


def read_reference(path: Path) -> tuple[Reference | None, list[Fault]]:
    """Open a reference FASTA; an index that is missing is made in a temporary folder.

    Args:
        path: FASTA file, plain or bgzipped.

    Returns:
        The reference, or None, and the faults.
    """
    faults = file_faults(path)
    if faults:
        return None, faults
    index, block = Path(f"{path}.fai"), Path(f"{path}.gzi")
    packed = _is_gzip(path)
    if not index.exists() or (packed and not block.exists()):
        return _make_index(path, packed)
    return _with_index(path, index, block if packed else None)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder that lives as long as the process."""
    return tempfile.TemporaryDirectory(prefix="genopipe-")


def _make_index(path: Path, packed: bool) -> tuple[Reference | None, list[Fault]]:
    stem = Path(_temporary().name) / hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    index, block = Path(f"{stem}.fai"), Path(f"{stem}.gzi")
    options = ["--fai-idx", str(index), *(["--gzi-idx", str(block)] if packed else [])]
    try:
        pysam.faidx(*options, str(path))
    except (pysam.utils.SamtoolsError, OSError) as error:
        fix = "give a FASTA with even lines, plain or packed with bgzip (not gzip)"
        return None, [fault("REF-INDEX", str(path), f"cannot be indexed: {tool_reason(error)}", fix)]
    cause = "no index beside it (.fai, and .gzi where it is bgzipped)"
    made, faults = _with_index(path, index, block if packed else None)
    return made, [note("REF-NO-INDEX", str(path), cause, "nothing; or run `samtools faidx` once"), *faults]


def tool_reason(error: Exception) -> str:
    """Return the last line that samtools or bcftools said before it failed."""
    said = str(error).replace("\\n", "\n").rpartition("stderr=")[2].strip(" '\"\n")
    return show(said.splitlines()[-1][-80:] if said else "no reason given")


def _with_index(path: Path, index: Path, block: Path | None) -> tuple[Reference | None, list[Fault]]:
    lengths: dict[str, int] = {}
    if index.stat().st_mtime < path.stat().st_mtime - 1 and not block:
        cause = f"{index.name} is older than the FASTA"
        return None, [fault("REF-INDEX", str(path), cause, "run `samtools faidx` again")]
    try:
        for line in index.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) < _INDEX_COLUMNS or cells[0] in lengths:
                raise ValueError(f"line {show(line)}")
            lengths[cells[0]] = int(cells[1])
    except (ValueError, OSError) as error:
        return None, [fault("REF-INDEX", str(index), f"not an index: {error}", "run `samtools faidx` again")]
    if not lengths:
        return None, [fault("REF-EMPTY", str(path), "no sequence", "bring the FASTA again")]
    return _probed(Reference(path, lengths, index, block))


def _probed(reference: Reference) -> tuple[Reference | None, list[Fault]]:
    """Read the end of the first and of the last contig: a cut file or a foreign index shows there."""
    names = list(reference.lengths)
    for contig in {names[0], names[-1]}:
        end = reference.lengths[contig]
        start = max(0, end - _PROBED)
        try:
            bases = reference.fetch(contig, start, end)
        except (OSError, ValueError, KeyError) as error:
            return None, [fault("REF-READ", str(reference.path), f"cannot read {contig}: {error}", "copy it again")]
        if len(bases) != end - start or not set(bases) <= _LETTERS:
            cause = f"{contig} does not hold {end:,} bases as its index says"
            return None, [fault("REF-READ", str(reference.path), cause, "run `samtools faidx` again, or copy it again")]
    return reference, []


@cache
def contig_digest(reference_path: str, modified: float, contig: str) -> str:
    """Return the MD5 of a contig's bases, upper-case, as SAM headers hold it in M5.

    Args:
        reference_path: The FASTA file.
        modified: Its time of change (seconds), so that a changed file is read again.
        contig: Name of the contig.

    Source:
        SAM specification, section 1.3.2 (https://samtools.github.io/hts-specs/SAMv1.pdf).
    """
    reference, _ = read_reference(Path(reference_path))
    if reference is None or modified < 0:
        return ""
    digest = hashlib.md5(usedforsecurity=False)
    with reference.open() as fasta:
        for start in range(0, reference.lengths[contig], 1 << 24):
            digest.update(str(fasta.fetch(contig, start, start + (1 << 24))).upper().encode())
    return digest.hexdigest()


def looks_like(lengths: Mapping[str, int | None]) -> str:
    """Return the build whose known contig lengths these are, or an empty text.

    Args:
        lengths: Contig lengths by name (bases), with or without `chr`.
    """
    plain = {name.removeprefix("chr"): length for name, length in lengths.items()}
    for build in BUILDS.values():
        nuclear = {name: n for name, n in build.lengths.items() if build.role(name) is not Role.MITOCHONDRION}
        known = {name.removeprefix("chr"): length for name, length in nuclear.items()}
        met = [name for name in known if name in plain]
        if met and all(plain[name] == known[name] for name in met):
            return build.name
    return ""


def compare_contigs(lengths: Mapping[str, int | None], reference: Mapping[str, int]) -> str:
    """Return how a file's contigs differ from the reference, in words, or an empty text.

    Args:
        lengths: Contigs of the file (bases; None: not stated).
        reference: Contigs of the FASTA (bases).
    """
    build = looks_like(lengths)
    guess = f"; it looks like {build}" if build else ""
    for name, length in lengths.items():
        if name in reference and length is not None and length != reference[name]:
            return f"contig {show(name)} has {length:,} bases, the FASTA's has {reference[name]:,}{guess}"
    foreign = [name for name in lengths if name not in reference]
    if lengths and len(foreign) == len(lengths):
        other = {name.removeprefix("chr"): name for name in reference}
        twin = other.get(foreign[0].removeprefix("chr"))
        hint = f" (there it is {show(twin)})" if twin else ""
        return f"no contig in common with the FASTA, such as {show(foreign[0])}{hint}{guess}"
    return ""


def check_reference(settings: "GenomeSettings", base: Path = Path()) -> tuple[Reference | None, list[Fault]]:
    """Check the FASTA against the build that the settings name, and the gene models against the FASTA.

    Args:
        settings: Section `genome` of the configuration.
        base: Folder to which paths are relative.

    Returns:
        The reference, or None, and the faults.
    """
    reference, faults = read_reference(base / settings.fasta)
    if reference is None:
        return None, faults
    faults += _check_build(settings, reference)
    genes = base / settings.genes
    if not file_faults(genes):
        faults += check_genes(genes, reference)
    return reference, faults


def _check_build(settings: "GenomeSettings", reference: Reference) -> list[Fault]:
    build, where = settings.make_build(), str(reference.path)
    faults = []
    for contig, length in build.lengths.items():
        if contig in reference.lengths and reference.lengths[contig] != length:
            guess = looks_like(reference.lengths)
            cause = f"contig {contig} has {reference.lengths[contig]:,} bases; {build.name} has {length:,}"
            fix = (
                f"it looks like {guess}: set genome.build" if guess else "name the FASTA of the build, or build: custom"
            )
            faults.append(fault("REF-BUILD", where, cause, fix))
    named = [*(settings.contigs or build.primary), *(contig for contig in build.roles if settings.build == "custom")]
    missing = [contig for contig in named if contig not in reference.lengths]
    if missing:
        cause = f"contigs that shall be called are not in the FASTA: {', '.join(map(show, missing[:5]))}"
        fix = "mend genome.contigs or genome.build, or name another FASTA (mind `chr1` against `1`)"
        faults.append(fault("REF-CONTIG", where, cause, fix))
    return faults


def check_masked(build: Build, reference: Reference) -> list[Fault]:
    """Check that the pseudo-autosomal regions of Y are masked, where reads are aligned or called here.

    Unmasked, their reads fit X and Y alike, get mapping quality 0, and every variant there is lost in silence.

    Args:
        build: The genome build.
        reference: The FASTA.
    """
    for par in build.pseudoautosomal:
        if build.role(par.contig) is not Role.Y or reference.lengths.get(par.contig, 0) < par.end:
            continue
        places = range(par.start - 1, par.end, max(1, (par.end - par.start) // _PLACES))
        with reference.open() as fasta:
            seen = {fasta.fetch(par.contig, start, start + 1).upper() for start in places}
        if seen - {"N"}:
            cause = f"the pseudo-autosomal region {par.text()} is not masked with N: its reads would fit X and Y alike"
            fix = "use the analysis set of the build, in which the PARs of Y are hard-masked, and align to that"
            return [fault("REF-PAR", str(reference.path), cause, fix)]
    return []


def check_genes(path: Path, reference: Reference) -> list[Fault]:
    """Check that gene models are GFF3 and share contigs with the FASTA.

    Args:
        path: GFF3 file, plain or gzipped.
        reference: The FASTA.
    """
    contigs: set[bytes] = set()
    try:
        for number, line in _lines(path):
            if line.startswith(b"#") or not line.strip():
                continue
            cells = line.split(b"\t")
            if len(cells) != 9:
                cause = f"{len(cells)} columns instead of 9"
                return [fault("GFF-FORMAT", f"{path}:{number}", cause, "name a GFF3 file (not GTF or BED)")]
            contigs.add(cells[0])
    except (DamageError, OSError) as error:
        return [fault("GFF-READ", str(path), f"reading failed: {error}", "copy it again")]
    names = {name.decode("utf-8", "replace") for name in contigs}
    if not names:
        return [fault("GFF-EMPTY", str(path), "no gene model", "bring the file again")]
    if not names & set(reference.lengths):
        cause = f"no contig in common with {reference.path}: {', '.join(map(show, sorted(names)[:3]))}"
        return [fault("GFF-CONTIG", str(path), cause, "name gene models with the FASTA's contig names")]
    return []


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield lines with their 1-based numbers."""
    rest, number = b"", 0
    for block in read_blocks(path):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            number += 1
            yield number, line
    if rest:
        yield number + 1, rest
