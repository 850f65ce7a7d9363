# The parents' reads asked again about what may be new in a child: a gVCF tells depth where nothing was called, no ALT
# reads. After annotate, so that common alleles need not be asked. Families without alignments have no recounts.


def parents_alignments(suffix):
    """Return a function that gives the alignment of each parent of a case who has one."""

    def of_case(wildcards):
        return [
            f"results/alignments/{person}.{ALIGNMENT}{suffix}" for person in PLAN.parents_with_reads(wildcards.case)
        ]

    return of_case


def recounts(wildcards):
    """Return a case's table of recounts, where its parents have reads."""
    table = f"results/cases/{wildcards.case}/tables/recounted/recounts.parquet"
    return optional(PLAN.parents_with_reads(wildcards.case), table)


def parents_reads(wildcards):
    """Return the parents' alignments as `person=path`, for a command line."""
    return [f"{person}=results/alignments/{person}.{ALIGNMENT}" for person in PLAN.parents_with_reads(wildcards.case)]


rule recount:
    input:
        case="results/cases/{case}/case.json",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        alignments=parents_alignments(""),
        indexes=parents_alignments(f".{ALIGNMENT_INDEX}"),
        fasta=FASTA,
    output:
        recounts="results/cases/{case}/tables/recounted/recounts.parquet",
    log:
        "logs/recount/{case}.log",
    benchmark:
        "benchmarks/recount/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=6000,
        runtime=240,
    params:
        tables=subpath(input.alleles, parent=True),
        folder=subpath(output.recounts, parent=True),
        reads=parents_reads,
        settings=PLAN.section_json("genome", "call", "inherit", "filter"),
        version=__version__,
    shell:
        r"""
        reads=({params.reads:q})
        genopipe recount \
            --tables {params.tables:q} \
            --genotypes {input.genotypes:q} \
            --case {input.case:q} \
            --fasta {input.fasta:q} \
            "${{reads[@]/#/--reads=}}" \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
