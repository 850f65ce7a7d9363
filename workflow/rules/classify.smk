# Classes of candidates after ACMG/AMP, each criterion with its evidence.

from pathlib import Path

from genopipe.io.curation_file import curation_path

CLINVAR_KNOWN = "results/reference/clinvar_neighbours/clinvar_known.parquet"


def curation(wildcards):
    """Return the file of curators' changes of a case, where there is one."""
    folder = SETTINGS.classify.curation
    found = curation_path(Path(folder), wildcards.case) if folder else None
    return [] if found is None else [str(found)]


rule classify:
    input:
        case="results/cases/{case}/case.json",
        candidates="results/cases/{case}/tables/inherited/candidates.parquet",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        values="results/cases/{case}/tables/annotated/source_values.parquet",
        genes="results/cases/{case}/tables/annotated/gene_values.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        identity="results/cases/{case}/laboratory/identity.json",
        transcripts="results/reference/transcripts.parquet",
        fasta=FASTA,
        neighbours=optional(SETTINGS.annotate.clinvar, CLINVAR_KNOWN),
        phenotypes=optional(hasattr(rules, "phenotype"), "results/cases/{case}/tables/phenotype/genes.parquet"),
        panels=case_panels,
        curated=SETTINGS.classify.files,
        lists=[*SETTINGS.additional.files, *SETTINGS.carriers.files],
        curation=curation,
    output:
        candidates="results/cases/{case}/tables/classified/candidates.parquet",
        criteria="results/cases/{case}/tables/classified/criteria.parquet",
    log:
        "logs/classify/{case}.log",
    benchmark:
        "benchmarks/classify/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=120,
    params:
        tables=subpath(input.alleles, parent=True),
        folder=subpath(output.candidates, parent=True),
        panels=RESOLVED_PANELS,
        settings=PLAN.section_json("genome", "classify", "filter", "inherit", "annotate", "additional", "carriers"),
        version=__version__,
    shell:
        r"""
        neighbours=({input.neighbours:q})
        phenotypes=({input.phenotypes:q})
        genopipe classify case \
            --candidates {input.candidates:q} \
            --tables {params.tables:q} \
            --genotypes {input.genotypes:q} \
            --case {input.case:q} \
            --panels {params.panels:q} \
            --transcripts {input.transcripts:q} \
            --fasta {input.fasta:q} \
            ${{neighbours:+--neighbours "${{neighbours%/*}}"}} \
            ${{phenotypes:+--phenotypes "$phenotypes"}} \
            --identity {input.identity:q} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
