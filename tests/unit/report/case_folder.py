"""A small case folder, as the stages before the report leave it: a family of eight, five of them sequenced."""

import json
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.cases import CaseFile
from genopipe.io.parquet import write_table
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENE_DISEASES
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER
from genopipe.tables import MODE_NAMES
from genopipe.tables import Column
from genopipe.tables import Table

Row = dict[str, Any]
NORMALISED = (
    "allele", "contig", "position", "ref", "alt", "end", "variant_class", "called_as", "multiallelic",
    "quality", "filters",
)  # fmt: skip
"""The columns of alleles that normalise writes."""

MEMBERS = (
    ("P1", "FA1", "MO1", "male", "affected", "proband", "reads"),
    ("SI1", "FA1", "MO1", "female", "unaffected", "sibling", "reads"),
    ("FA1", "GF1", "GM1", "male", "unaffected", "father", "reads"),
    ("MO1", None, None, "female", "unaffected", "mother", "reads"),
    ("UN1", "GF1", "GM1", "unknown", "unknown", "relative", None),
    ("GF1", None, None, "male", "unaffected", "grandfather", None),
    ("GM1", None, None, "female", "unaffected", "grandmother", None),
)
CASE = {
    "case": "CASE-07",
    "family": "FAM-07",
    "proband": "P1",
    "indication": "Developmental delay and seizures from the age of 8 months; brother of a healthy girl.",
    "observed": [{"id": "HP:0001263", "label": "Global developmental delay"}, {"id": "HP:0001250", "label": "Seizure"}],
    "excluded": [{"id": "HP:0000252", "label": "Microcephaly"}],
    "panels": ["epilepsy"],
    "consent": {"main_findings": True},
}
PANEL = (
    "# name: Childhood epilepsy version: 2.1\n"
    "gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance\n"
    "ALDH7A1\tENSG00000164904\tgreen\tbiallelic\tcomplete\n"
    "SCN1A\tENSG00000144285\tgreen\tmonoallelic\tcomplete\n"
    "CDKL5\tENSG00000008086\tgreen\tx_linked_dominant\tcomplete\n"
    "MT-TL1\tENSG00000209082\tamber\tmitochondrial\tincomplete\n"
)


def make_case(**changes: Any) -> CaseFile:
    """Return the case, some of its fields changed; `forms` replaces every start form."""
    form = changes.pop("form", None)
    names = ("person", "father", "mother", "sex", "affection", "relation", "form")
    members = [dict(zip(names, row, strict=True)) for row in MEMBERS]
    for member in members:
        member["form"] = form if form and member["form"] else member["form"]
    return CaseFile.model_validate({"case": CASE | changes, "members": members})


def allele(contig: str, position: int, ref: str, alt: str, **facts: Any) -> Row:
    """Return a row of alleles; frequency absent and not in ClinVar unless said otherwise."""
    row = dict.fromkeys(ALLELES.schema())
    row |= {
        "allele": f"{contig.removeprefix('chr')}-{position}-{ref}-{alt}",
        "contig": contig,
        "position": position,
        "ref": ref,
        "alt": alt,
        "end": position + len(ref) - 1,
        "variant_class": "snv" if len(ref) == len(alt) else "deletion" if len(ref) > len(alt) else "insertion",
        "called_as": f"{contig}:{position}:{ref}>{alt}",
        "multiallelic": False,
        "quality": 221.4,
        "frequency_state": "absent",
    }
    return row | facts


def genotype(name: str, person: str, text: str, depth: int | None = 30, **facts: Any) -> Row:
    """Return a row of genotypes from a GT such as 0/1, 1|0, 0/2, 1 or ./. (1 is the ALT, 2 another one)."""
    copies = text.replace("|", "/").split("/")
    called = any(copy != "." for copy in copies)
    counts = {"alt": copies.count("1"), "ref": copies.count("0"), "other": copies.count("2")}
    alt_reads = None if depth is None else round(depth * counts["alt"] / len(copies))
    row = dict.fromkeys(GENOTYPES.schema()) | {
        "allele": name,
        "person": person,
        "ploidy": len(copies) if text != "." else None,
        "missing_copies": copies.count("."),
        "phased": "|" in text if called else None,
        "genotype_text": text,
        "depth": depth,
        "ref_reads": None if depth is None or alt_reads is None else depth - alt_reads,
        "alt_reads": alt_reads,
        "alt_fraction": alt_reads / depth if depth and alt_reads is not None else None,
        "genotype_quality": 99 if called else None,
    }
    row |= {f"{kind}_copies": number if called else None for kind, number in counts.items()}
    return row | facts


def candidate(name: str, gene: str, symbol: str, **facts: Any) -> Row:
    """Return a row of candidates: a stop in a panel gene that fits nothing, set aside, unless said otherwise."""
    row = dict.fromkeys(CANDIDATES.schema()) | {
        "allele": name,
        "gene": gene,
        "gene_symbol": symbol,
        "transcript": f"{gene.replace('ENSG', 'ENST')}.4",
        "consequence": "missense_variant",
        "impact": "MODERATE",
        "severity": 13,
        "modes_in_panel": [],
        "modes_not_assessable": [],
        "partners": [],
        "partners_in_all": 0,
        "evidence": [],
        "missing": [],
        "copies_inferred": False,
        "inherited_from": "unknown",
        "bucket": "set_aside",
        "tier": "untiered",
        "tier_reason": "set_aside",
        "by": "inheritance",
        "reason": "fits no mode in this family",
    }
    row |= facts
    fits, open_ = set(facts.get("modes", ())), set(row["modes_not_assessable"])
    row |= {mode: True if mode in fits else None if mode in open_ else False for mode in MODE_NAMES}
    return row | {"modes": [mode for mode in MODE_NAMES if mode in fits]}


def consequence(row: Row) -> Row:
    """Return the row of consequences on the reported transcript of a candidate."""
    shared = {name: row[name] for name in CONSEQUENCES.schema() if name in CANDIDATES.schema()}
    extra = {"biotype": "protein_coding", "strand": "+", "mane": "MANE_Select", "canonical": True}
    return shared | extra | {"reported": True, "reported_reason": "MANE Select"}


@dataclass
class Tables:
    """The rows of a case before they are written."""

    alleles: list[Row] = field(default_factory=list)
    genotypes: list[Row] = field(default_factory=list)
    candidates: list[Row] = field(default_factory=list)
    ledger: list[Row] = field(default_factory=list)

    def add(self, row: Row, texts: dict[str, Row], *candidates: Row) -> None:
        """Add an allele with its genotypes, and its candidates or the ledger's row without a gene."""
        self.alleles.append(row)
        self.genotypes += texts.values()
        self.candidates += candidates
        columns = list(LEDGER.schema())
        self.ledger += [{name: one[name] for name in columns} for one in candidates]
        if not candidates:
            alone = {"gene": "", "gene_symbol": "", "bucket": "set_aside", "by": "no_gene", "reason": "touches no gene"}
            self.ledger.append({"allele": row["allele"], **alone})


def genotypes_of(name: str, *texts: str, depth: int | None = 30) -> dict[str, Row]:
    """Return the genotypes of proband, sister, father and mother, in that order."""
    people = ("P1", "SI1", "FA1", "MO1")
    return {
        person: genotype(name, person, text, depth=depth) for person, text in zip(people, texts, strict=False) if text
    }


def add_pair(tables: Tables) -> None:
    """Add a compound heterozygote: a known stop from the mother and a deletion from the father."""
    stop = allele(
        "chr5", 126_550_123, "C", "T", hgvs_g="NC_000005.10:g.126550123C>T",
        frequency_state="found", frequency_global=0.00031, frequency_max=0.00081,
        frequency_population="eas", frequencies="global=0.00031;eas=0.00081;nfe=0.0002;afr=0", allele_number=152_312,
        homozygotes=0, clinvar_id="204763", clinvar_significance="Pathogenic/Likely_pathogenic", clinvar_stars=2,
        clinvar_review="criteria_provided,_multiple_submitters,_no_conflicts", clinvar_pathogenic=True,
        clinvar_conditions="Pyridoxine-dependent_epilepsy|Epilepsy,_early-onset,_vitamin_B6-dependent",
    )  # fmt: skip
    loss = allele("chr5", 126_561_408, "GTA", "G", called_as="chr5:126561406:CAGTA>CAG")
    shared = {
        "modes": ["compound_heterozygous"], "modes_in_panel": ["compound_heterozygous"], "panel": "epilepsy",
        "panel_confidence": "green", "panel_mode": "biallelic", "partner_phase": "in_trans_by_parents",
        "bucket": "finding", "by": "panel_gene", "impact": "HIGH",
    }  # fmt: skip
    gene = ("ENSG00000164904", "ALDH7A1")
    reason = "fits compound_heterozygous; green in panel epilepsy"
    first = candidate(
        stop["allele"], *gene, **shared, consequence="stop_gained", severity=4,
        hgvs_c="ENST00000164904.4:c.1195C>T", hgvs_p="ENSP00000164904.1:p.(Gln399Ter)", partners=[loss["allele"]],
        inherited_from="mother", reason=f"ClinVar (likely) pathogenic; {reason}",
    )  # fmt: skip
    second = candidate(
        loss["allele"], *gene, **shared, consequence="frameshift_variant&splice_region_variant", severity=5,
        hgvs_c="ENST00000164904.4:c.835_836del", hgvs_p="ENSP00000164904.1:p.(Val279LeufsTer3)",
        partners=[stop["allele"]], partners_in_all=1, inherited_from="father",
        evidence=["compound_heterozygous:phase=in_trans_by_parents", "parent_mosaic:MO1=4/60"],
        reason=f"high impact; {reason}",
    )  # fmt: skip
    tables.add(stop, genotypes_of(stop["allele"], "0/1", "0/1", "0/0", "0/1"), first)
    tables.add(loss, genotypes_of(loss["allele"], "0/1", "0/0", "0/1", "0/0", depth=27), second)


def add_candidates(tables: Tables) -> None:
    """Add candidates: hemizygous on X, a mitochondrial fraction, and a missense with another allele beside it."""
    on_x = allele("chrX", 18_588_012, "G", "A", frequency_state="not_assessable")
    tables.add(
        on_x,
        genotypes_of(on_x["allele"], "1", "0/0", "0", "./."),
        candidate(
            on_x["allele"], "ENSG00000008086", "CDKL5", modes=["x_linked_recessive"],
            hgvs_c="ENST00000008086.4:c.533G>A", hgvs_p="ENSP00000008086.1:p.(Arg178Gln)",
            modes_not_assessable=["x_linked_dominant"], missing=["x_linked_dominant:without=MO1"],
            panel="epilepsy", panel_confidence="green",
            panel_mode="x_linked_dominant", bucket="candidate", by="moderate_impact",
            reason="missense_variant in a panel gene, not known to ClinVar and not de novo",
        ),
    )  # fmt: skip
    mito = allele("chrM", 3243, "A", "G", clinvar_id="9589", clinvar_significance="Pathogenic", clinvar_stars=None,
                  clinvar_pathogenic=True)  # fmt: skip
    heteroplasmy = {
        person: genotype(mito["allele"], person, text, 1200, alt_fraction=part, alt_reads=round(1200 * part))
        for person, text, part in (("P1", "1", 0.374), ("SI1", "0", 0.0), ("FA1", "0", 0.0), ("MO1", "1", 0.052))
    }
    tables.add(
        mito,
        heteroplasmy,
        candidate(
            mito["allele"], "ENSG00000209082", "MT-TL1", consequence="non_coding_transcript_variant", impact="MODIFIER",
            severity=30, modes=["mitochondrial"], modes_in_panel=["mitochondrial"], panel="epilepsy",
            panel_confidence="amber", panel_mode="mitochondrial", bucket="candidate", by="panel_confidence",
            reason="the gene is amber in panel epilepsy", inherited_from="mother",
        ),
    )  # fmt: skip
    other = allele("chr2", 166_045_080, "T", "C", multiallelic=True, called_as="chr2:166045080:T>C,G")
    tables.add(
        other,
        genotypes_of(other["allele"], "1/2", "0/2", "1/1", "2/2"),
        candidate(
            other["allele"], "ENSG00000144285", "SCN1A", modes=["dominant_incomplete"], panel="epilepsy",
            panel_confidence="green", panel_mode="monoallelic", bucket="candidate", by="panel_mode",
            reason="fits dominant_incomplete, but panel epilepsy expects monoallelic", inherited_from="father",
        ),
    )  # fmt: skip


def add_set_aside(tables: Tables, number: int = 40) -> None:
    """Add alleles that were set aside: by inheritance and frequency, without a gene, and in two genes at once."""
    for index in range(number):
        row = allele("chr1", 1_000 + index, "A", "G")
        name = row["allele"]
        rule = ("consequence", "frequency", "genotype_quality", "not_in_proband")[index % 4]
        rows = [] if index % 5 == 0 else [candidate(name, "ENSG00000000001", "GENE1", by=rule)]
        rows += [candidate(name, "ENSG00000000002", "GENE2", by="consequence")] if index % 7 == 1 else []
        tables.add(row, genotypes_of(name, "0/1", "./.", "0/0", "0/1"), *rows)


def rich_tables() -> Tables:
    """Return a family with findings, candidates and alleles set aside."""
    tables = Tables()
    add_pair(tables)
    add_candidates(tables)
    add_set_aside(tables)
    return tables


def _write(rows: list[Row], path: Path, table: Table, names: tuple[str, ...] | None = None) -> None:
    schema = table.schema(names)
    kept = [{name: row.get(name) for name in schema} for row in rows]
    write_table(pl.DataFrame(kept, schema=schema), path, table)


def _made(rows: list[Row]) -> tuple[str, ...]:
    """Return the columns of candidates, without those of stages that were not run: the rows say nothing there."""
    told = {name for row in rows for name, value in row.items() if value is not None}
    of_class = set() if "class_state" in told else {n for n in CANDIDATES.schema() if n[:5] == "class"} | {"criteria"}
    kept = (column for column in CANDIDATES.columns if column.name not in of_class)
    return tuple(column.name for column in kept if column.missing or column.name in told or not rows)


def write_case(folder: Path, tables: Tables, case: CaseFile | None = None) -> Path:
    """Write a case folder and return it."""
    steps = folder / "tables"
    _write(tables.alleles, steps / "normalised" / "alleles.parquet", ALLELES, NORMALISED)
    _write(tables.genotypes, steps / "normalised" / "genotypes.parquet", GENOTYPES)
    _write(tables.alleles, steps / "annotated" / "alleles.parquet", ALLELES)
    consequences = [consequence(row) for row in tables.candidates]
    _write(consequences, steps / "annotated" / "consequences.parquet", CONSEQUENCES)
    _write(tables.candidates, steps / "filtered" / "candidates.parquet", CANDIDATES, _made(tables.candidates))
    _write(tables.ledger, steps / "filtered" / "ledger.parquet", LEDGER)
    (folder / "case.json").write_text((case or make_case()).model_dump_json(indent=1), encoding="utf-8")
    return folder


def quality_of(person: str) -> Row:
    """Return the measured quality of a person; the proband's CDKL5 is thinly covered, MT-TL1 was not measured."""
    genes = [
        ("ENSG00000164904", "ALDH7A1", 34.2, (1.0, 0.9998, 0.987)),
        ("ENSG00000144285", "SCN1A", 31.8, (0.999, 0.995, 0.972)),
        ("ENSG00000008086", "CDKL5", 14.1, (0.93, 0.71, 0.212)),
    ]
    return {
        "person": person,
        "form": "reads",
        "reads": 812_345_678,
        "reads_dropped": 0,
        "q30_fraction": 0.9312,
        "mapped_fraction": 0.9987,
        "insert_size": 412.0,
        "mean_depth": 36.41,
        "depth_by_contig": {"chr1": 35.2, "chrX": 18.1},
        "genes": [
            {"gene": gene, "gene_symbol": symbol, "bases": 1620, "mean_depth": depth,
             "covered": dict(zip((10, 15, 20), parts, strict=True))}
            for gene, symbol, depth, parts in genes
        ],
    }  # fmt: skip


def write_extras(folder: Path) -> list[str]:
    """Write panels, quality and versions beside a case; return the options that give them."""
    panels = folder / "panels"
    panels.mkdir(parents=True)
    (panels / "epilepsy.tsv").write_text(PANEL, encoding="utf-8")
    options = ["--panels", str(panels)]
    for person in ("P1", "FA1", "MO1"):
        path = folder / f"{person}.quality.json"
        path.write_text(json.dumps(quality_of(person)), encoding="utf-8")
        options += ["--quality", str(path)]
    versions = {
        "genopipe": "0.1.0",
        "tools": [{"tool": "bwa", "version": "0.7.18"}, {"tool": "bcftools", "version": "1.21"}],
        "resources": {"reference": "GRCh38, sha256 5f1c...", "ClinVar": "2026-11-02"},
    }
    (folder / "versions.json").write_text(json.dumps(versions), encoding="utf-8")
    sections = {
        "report": {"laboratory": "Demonstration laboratory"},
        "genome": {"fasta": "genome.fa", "genes": "genes.gff3"},
        "annotate": {
            "frequency": {"name": "gnomAD 4.1", "file": "frequency.vcf.gz"},
            "clinvar": {"name": "ClinVar 2026-11-02", "file": "clinvar.vcf.gz"},
            "sources": [{"name": "revel", "files": ["revel.csv"]}, {"name": "hgnc", "files": ["hgnc.txt"]}],
        },
        "inherit": {},
        "filter": {},
    }
    return [*options, "--versions", str(folder / "versions.json"), "--set", json.dumps(sections)]


RANKED = {
    "phenotype_score": 0.81,
    "phenotype_disease": "OMIM:266100 Epilepsy, early-onset, 4, vitamin B6-dependent",
    "phenotype_matches": ["HP:0001250=HP:0002123=1.45", "HP:0001263=HP:0001263=1.54"],
    "rank_score": 0.841,
    "rank": 1,
    "rank_parts": [
        "phenotype=0.81*0.292", "consequence=1.0*0.109:high", "frequency=0.696*0.146:0.000663",
        "class=0.949*0.161:6_points", "inheritance=0.9*0.292:compound", "mode=compound_heterozygous",
        "with=5-126561408-GTA-G",
    ],
    "rank_state": "ranked",
}  # fmt: skip
"""What ranking says of the first allele of the pair."""


def add_ranks(tables: Tables) -> None:
    """Rank the rows that are reported: the pair first, then two candidates; the last one has no place."""
    worse = {
        "phenotype_matches": [], "rank_score": 0.45, "rank": 3, "rank_state": "ranked",
        "rank_parts": ["phenotype=0.2*0.292:no_disease", "consequence=0.5*0.109:missense",
                       "frequency=0.5*0.146:not_assessable", "class=0.1*0.161:not_assessable",
                       "inheritance=0.4*0.292:x_linked", "mode=x_linked_recessive"],
    }  # fmt: skip
    for row in tables.candidates:
        told = {"ALDH7A1": RANKED, "CDKL5": worse, "SCN1A": worse | {"rank": 2, "rank_score": 0.5}}
        row.update(told.get(row["gene_symbol"], {"rank_state": "too common"}))


def write_phenotype(folder: Path) -> None:
    """Write what the stage `phenotype` leaves of the pair's gene."""
    disease = dict.fromkeys(GENE_DISEASES.schema()) | {
        "gene": "ENSG00000164904", "gene_symbol": "ALDH7A1", "disease": "OMIM:266100",
        "disease_name": "Epilepsy, early-onset, 4, vitamin B6-dependent", "phenotype_score": 0.81,
        "disease_modes": ["recessive"], "matches": RANKED["phenotype_matches"],
        "conflicts": ["HP:0000252=HP:0000252=0.17", "HP:0000252=HP:0011451=not told"],
    }  # fmt: skip
    _write([disease], folder / "tables" / "phenotype" / "diseases.parquet", GENE_DISEASES)
    told = {
        "observed": [{"id": "HP:0001250", "label": "Seizure"}],
        "excluded": [{"id": "HP:0000252", "label": "Microcephaly"}],
        "terms": {"HP:0002123": "Generalized myoclonic seizure"},
        "release": {"annotations": "2025-01-16"},
    }
    (folder / "tables" / "phenotype" / "phenotype.json").write_text(json.dumps(told), encoding="utf-8")


def told_table(name: str, key: str, columns: dict[str, tuple[pl.DataType, str]]) -> Table:
    """Return the declaration of a table of sources: column to its type and its source."""
    told = [
        Column(column, dtype, "A figure.", "score", "no value", source) for column, (dtype, source) in columns.items()
    ]
    return Table(name, f"one {key}", (key,), (Column(key, pl.String(), "The key.", "name"), *told))


def write_sources(folder: Path) -> None:
    """Write what sources say: REVEL, SpliceAI and phyloP of some alleles, constraint of one gene."""
    real, whole = pl.Float64(), pl.Int64()
    splice = {
        f"spliceai_ds_{effect}": (real, f"SpliceAI, masked v1.3, ds_{effect}") for effect in ("ag", "al", "dg", "dl")
    }
    splice |= {
        f"spliceai_dp_{effect}": (whole, f"SpliceAI, masked v1.3, dp_{effect}") for effect in ("ag", "al", "dg", "dl")
    }
    figures = {
        "revel_score": (real, "REVEL v1.3, score"),
        "phylop_score": (real, "phyloP of 100 vertebrates hg38, score"),
    }
    values = told_table("source_values", "allele", {**figures, "cadd_phred": (real, "CADD v1.7, phred"), **splice})
    rows = [
        {"allele": "X-18588012-G-A", "revel_score": 0.9321, "cadd_phred": 26.0, "phylop_score": 9.8,
         "spliceai_ds_ag": 0.0, "spliceai_ds_al": 0.02, "spliceai_ds_dg": 0.01, "spliceai_ds_dl": 0.0,
         "spliceai_dp_al": -3},
        {"allele": "5-126550123-C-T", "cadd_phred": 40.0, "spliceai_ds_ag": 0.0, "spliceai_ds_al": 0.0,
         "spliceai_ds_dg": 0.0, "spliceai_ds_dl": 0.92, "spliceai_dp_dl": 2, "phylop_score": 0.0},
        {"allele": "2-166045080-T-C", "revel_score": 0.0},
    ]  # fmt: skip
    _write(rows, folder / "tables" / "annotated" / "source_values.parquet", values)
    release = "gnomAD gene constraint v4.1: "
    genes = {"gene_symbol": (pl.String(), "gene models")}
    genes |= {f"constraint_{name}": (real, f"{release}{name}") for name in ("loeuf", "pli", "mis_z")}
    told = [{"gene": "ENSG00000008086", "gene_symbol": "CDKL5", "constraint_loeuf": 0.31, "constraint_pli": 0.9,
             "constraint_mis_z": 3.08}]  # fmt: skip
    _write(told, folder / "tables" / "annotated" / "gene_values.parquet", told_table("gene_values", "gene", genes))
