# The terms of a case beside every disease and gene, and the rank of candidates that follows from them. The release of
# HPO is compiled once.

HPO_INDEX = multiext(
    "results/reference/phenotypes/", "terms.parquet", "old_terms.parquet", "diseases.parquet", "genes.parquet"
)
GENE_NAMES = [file for file in [gene_names_file(SETTINGS)] if file]


rule compile_ontology:
    input:
        given=list(SETTINGS.phenotype.own_files.values()),
    output:
        tables=HPO_INDEX,
        release="results/reference/phenotypes/release.json",
    log:
        "logs/compile_ontology.log",
    benchmark:
        "benchmarks/compile_ontology.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        folder=subpath(output.release, parent=True),
        settings=PLAN.section_json("phenotype"),
        version=__version__,
    shell:
        r"""
        genopipe ontology \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """


rule phenotype:
    input:
        case="results/cases/{case}/case.json",
        transcripts="results/reference/transcripts.parquet",
        tables=HPO_INDEX,
        release="results/reference/phenotypes/release.json",
        names=GENE_NAMES,
    output:
        genes="results/cases/{case}/tables/phenotype/genes.parquet",
        diseases="results/cases/{case}/tables/phenotype/diseases.parquet",
        summary="results/cases/{case}/tables/phenotype/phenotype.json",
    log:
        "logs/phenotype/{case}.log",
    benchmark:
        "benchmarks/phenotype/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        folder=subpath(output.genes, parent=True),
        index=subpath(input.release, parent=True),
        settings=PLAN.section_json("phenotype"),
        version=__version__,
    shell:
        r"""
        names=({input.names:q})
        genopipe phenotype \
            --case {input.case:q} \
            --transcripts {input.transcripts:q} \
            --index {params.index:q} \
            ${{names:+--gene-names "$names"}} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """


rule rank:
    input:
        case="results/cases/{case}/case.json",
        candidates="results/cases/{case}/tables/classified/candidates.parquet",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        diseases="results/cases/{case}/tables/phenotype/diseases.parquet",
    output:
        candidates="results/cases/{case}/tables/ranked/candidates.parquet",
    log:
        "logs/rank/{case}.log",
    benchmark:
        "benchmarks/rank/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=6000,
        runtime=60,
    params:
        tables=subpath(input.alleles, parent=True),
        phenotype=subpath(input.diseases, parent=True),
        folder=subpath(output.candidates, parent=True),
        settings=PLAN.section_json("genome", "rank", "filter", "inherit"),
        version=__version__,
    shell:
        r"""
        genopipe rank \
            --candidates {input.candidates:q} \
            --tables {params.tables:q} \
            --genotypes {input.genotypes:q} \
            --phenotype {params.phenotype:q} \
            --case {input.case:q} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
