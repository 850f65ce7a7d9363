"""Compile the files of an HPO release: information content of terms, terms of diseases, diseases of genes.

The information content of a term is -ln(n / N): n of the N diseases show the term or a more special one. Source: Resnik
1995, arXiv:cmp-lg/9511007; as used for HPO by Köhler et al. 2009, doi:10.1016/j.ajhg.2009.09.003.
"""

from math import log
from pathlib import Path

import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.hashing import sha256
from genopipe.io.hpo import HpoFiles
from genopipe.io.hpo import Ontology
from genopipe.io.hpo import read_annotations
from genopipe.io.hpo import read_gene_diseases
from genopipe.io.hpo import read_ontology
from genopipe.io.hpo import read_release
from genopipe.io.phenotype_index import HpoRelease
from genopipe.io.phenotype_index import write_index

ABNORMALITY = "HP:0000118"
"""Phenotypic abnormality: what lies under it can be compared."""

# Middle of the range of each frequency term (fraction). Source: HPO, definitions of the terms under HP:0040279.
_FREQUENCY_TERMS = {
    "HP:0040280": 1.0,
    "HP:0040281": 0.895,
    "HP:0040282": 0.545,
    "HP:0040283": 0.17,
    "HP:0040284": 0.025,
    "HP:0040285": 0.0,
}
# Modes of inheritance in genopipe's words. Source: HPO, terms under HP:0000005.
MODE_TERMS = {
    "HP:0000006": "dominant",
    "HP:0012275": "dominant",
    "HP:0003743": "dominant",
    "HP:0003744": "dominant",
    "HP:0000007": "recessive",
    "HP:0001417": "x_linked",
    "HP:0001419": "x_linked_recessive",
    "HP:0001423": "x_linked_dominant",
    "HP:0001450": "y_linked",
    "HP:0001427": "mitochondrial",
}


def ancestors_of(ontology: Ontology) -> dict[str, frozenset[str]]:
    """Return for each term its ancestors and itself.

    Raises:
        InputError: A term is its own ancestor.
    """
    found: dict[str, frozenset[str]] = {}
    for start in ontology.names:
        waiting = [start]
        while waiting:
            term = waiting[-1]
            parents = [parent for parent in ontology.parents.get(term, ()) if parent in ontology.names]
            lacking = [parent for parent in parents if parent not in found]
            if term in found or not lacking:
                found.setdefault(term, frozenset({term}).union(*(found[parent] for parent in parents)))
                waiting.pop()
            elif len(waiting) > len(ontology.names):
                cause = f"{start} is its own ancestor"
                raise InputError([fault("HPO-FORM", "hp.obo", cause, "give hp.obo of an HPO release")])
            else:
                waiting += lacking
    return found


def _frequency() -> pl.Expr:
    """Return column `frequency` as a fraction; null: not told."""
    text = pl.col("frequency")
    parts = text.str.extract_groups(r"^(\d+)/(\d+)$")
    part = parts.struct.field("1").cast(pl.Float64) / parts.struct.field("2").cast(pl.Float64)
    percent = text.str.extract(r"^(\d+(?:\.\d+)?)%$").cast(pl.Float64) / 100
    word = text.replace_strict(_FREQUENCY_TERMS, default=None, return_dtype=pl.Float64)
    return pl.coalesce(word, pl.when(part.is_finite()).then(part), percent)


def _annotations(path: Path, ontology: Ontology, numbers: dict[str, int]) -> pl.DataFrame:
    """Return one row a disease and term: `disease`, `number`, `frequency` (the highest told), `shows`."""
    successors = pl.col("hpo_id").replace(ontology.replaced)
    rows = read_annotations(path).filter(pl.col("aspect") == "P")
    rows = rows.select(
        disease="database_id",
        number=successors.replace_strict(numbers, default=None, return_dtype=pl.UInt32),
        frequency=_frequency(),
        denied=(pl.col("qualifier") == "NOT").fill_null(value=False),
    ).filter(pl.col("number").is_not_null())
    shows = ~pl.col("denied") & (pl.col("frequency") > 0).fill_null(value=True)
    rows = rows.with_columns(shows=shows)
    best = rows.group_by("disease", "number").agg(pl.col("frequency").filter("shows").max(), pl.col("shows").any())
    return best.sort("disease", "number")


def _information(rows: pl.DataFrame, ancestors: list[list[int]]) -> list[float]:
    """Return the information content of each term (nats); a term that no disease shows is taken as shown by one."""
    shown = rows.filter("shows").select("disease", "number")
    lifted = shown.with_columns(
        pl.col("number").replace_strict(dict(enumerate(ancestors)), return_dtype=pl.List(pl.UInt32))
    )
    counts = dict(lifted.explode("number").unique().group_by("number").len().iter_rows())
    diseases = shown["disease"].n_unique()
    return [log(diseases / max(counts.get(number, 0), 1)) for number in range(len(ancestors))]


def _diseases(rows: pl.DataFrame, annotations: Path) -> pl.DataFrame:
    written = read_annotations(annotations)
    names = written.group_by("database_id").agg(name=pl.col("disease_name").first())
    modes = written.filter(pl.col("aspect") == "I").select(
        disease="database_id", mode=pl.col("hpo_id").replace_strict(MODE_TERMS, default="other")
    )
    listed = modes.group_by("disease").agg(modes=pl.col("mode").unique().sort())
    shown = rows.filter("shows").group_by("disease").agg(shown="number", frequencies="frequency")
    absent = rows.filter(~pl.col("shows")).group_by("disease").agg(absent="number")
    joined = shown.join(names, left_on="disease", right_on="database_id").join(listed, on="disease", how="left")
    joined = joined.join(absent, on="disease", how="left").sort("disease")
    empty = pl.lit([], dtype=pl.List(pl.UInt32))
    filled = joined.with_columns(pl.col("modes").fill_null([]), pl.col("absent").fill_null(empty))
    return filled.select("disease", "name", "modes", "shown", "frequencies", "absent")


def compile_release(files: HpoFiles, folder: Path) -> HpoRelease:
    """Compile the files of a release.

    Args:
        files: The ontology, the annotations of diseases and the genes of diseases.
        folder: Where the compiled form goes.

    Returns:
        What was compiled.

    Raises:
        InputError: A file is missing, wrong, or of another kind; or no gene has a disease with terms.
    """
    ontology = read_ontology(files.ontology)
    every = ancestors_of(ontology)
    under = [term for term in ontology.names if ABNORMALITY in every[term]]
    numbers = {term: number for number, term in enumerate(under)}
    ancestors = [sorted(numbers[a] for a in every[term] if a in numbers) for term in under]
    rows = _annotations(files.annotations, ontology, numbers)
    terms = pl.DataFrame(
        {"term": under, "name": [ontology.names[term] for term in under]}, schema={"term": pl.String, "name": pl.String}
    ).with_columns(
        information=pl.Series(_information(rows, ancestors), dtype=pl.Float64),
        ancestors=pl.Series(ancestors, dtype=pl.List(pl.UInt32)),
    )
    diseases = _diseases(rows, files.annotations)
    pairs = read_gene_diseases(files.genes).join(
        diseases.select("disease").with_row_index("number"), on="disease", maintain_order="left"
    )
    if not pairs.height:
        cause = "no gene has a disease that the annotations describe"
        raise InputError([fault("HPO-FORM", str(files.genes), cause, "give the three files of one release")])
    release = HpoRelease(
        ontology=ontology.release,
        annotations=read_release(files.annotations),
        sha256={path.name: sha256(path) for path in files},
        terms=len(under),
        diseases=diseases.height,
        pairs=pairs.height,
    )
    frames = {"terms": terms, "old_terms": _old_terms(ontology, numbers), "diseases": diseases}
    write_index(frames | {"genes": pairs.select("ncbi", "symbol", "number")}, release, folder)
    return release


def _old_terms(ontology: Ontology, numbers: dict[str, int]) -> pl.DataFrame:
    """Return the ids that are no more in use with their successors, and the current terms outside the abnormalities."""
    replaced = [(old, new, ontology.names[new]) for old, new in ontology.replaced.items()]
    others = [(term, None, name) for term, name in ontology.names.items() if term not in numbers]
    schema = {"term": pl.String, "successor": pl.String, "name": pl.String}
    return pl.DataFrame([*replaced, *others], schema=schema, orient="row")
