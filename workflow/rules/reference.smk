# What is made once of the reference genome, the gene models and the panels.


rule describe_reference:
    input:
        fasta=FASTA,
    output:
        dictionary="results/reference/genome.dict",
    log:
        "logs/describe_reference.log",
    benchmark:
        "benchmarks/describe_reference.tsv"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    conda:
        "../../envs/samtools.yaml"
    shell:
        r"""
        samtools dict \
            --uri genome \
            --output {output.dictionary:q} \
            {input.fasta:q} \
            2> {log:q}
        """


rule index_for_bwa:
    input:
        fasta=FASTA,
    output:
        index=multiext("results/reference/bwa/genome", ".amb", ".ann", ".bwt", ".pac", ".sa"),
    params:
        prefix="results/reference/bwa/genome",
    log:
        "logs/index_for_bwa.log",
    benchmark:
        "benchmarks/index_for_bwa.tsv"
    threads: 1
    resources:
        mem_mb=8000,
        runtime=240,
    conda:
        "../../envs/bwa.yaml"
    shell:
        r"""
        bwa index \
            -p {params.prefix:q} \
            {input.fasta:q} \
            2> {log:q}
        """


rule index_for_minimap2:
    input:
        fasta=FASTA,
    output:
        index="results/reference/genome.mmi",
    log:
        "logs/index_for_minimap2.log",
    benchmark:
        "benchmarks/index_for_minimap2.tsv"
    threads: 2
    resources:
        mem_mb=16000,
        runtime=60,
    conda:
        "../../envs/minimap2.yaml"
    shell:
        r"""
        minimap2 \
            -x sr \
            -t {threads} \
            -d {output.index:q} \
            {input.fasta:q} \
            2> {log:q}
        """


rule compile_genes:
    input:
        genes=SETTINGS.genome.genes,
    output:
        transcripts="results/reference/transcripts.parquet",
    params:
        version=__version__,
    log:
        "logs/compile_genes.log",
    benchmark:
        "benchmarks/compile_genes.tsv"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    shell:
        r"""
        genopipe genes \
            --genes {input.genes:q} \
            --out {output.transcripts:q} \
            > {log:q} 2>&1
        """


rule list_panel_genes:
    input:
        transcripts="results/reference/transcripts.parquet",
        panels=PLAN.panel_files,
    output:
        stretches="results/reference/panel_genes.bed",
    params:
        version=__version__,
    log:
        "logs/list_panel_genes.log",
    benchmark:
        "benchmarks/list_panel_genes.tsv"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    shell:
        r"""
        genopipe targets \
            --transcripts {input.transcripts:q} \
            --out {output.stretches:q} \
            {input.panels:q} \
            > {log:q} 2>&1
        """
