# What is made once of the reference genome, the gene models and the panels.

from pathlib import Path

from genopipe.io.panels import panel_build
from genopipe.io.panels import panel_file
from genopipe.plan import RESOLVED_PANELS
from genopipe.source_settings import gene_names_file
from genopipe.source_settings import hard_regions

HARD_REGIONS = hard_regions(SETTINGS.report.hard_regions, PLAN.sources)


def given_panel(wildcards):
    """Return the file of a panel as the laboratory gives it."""
    return panel_file(Path(SETTINGS.input.panels), wildcards.panel)


rule describe_reference:
    input:
        fasta=FASTA,
    output:
        dictionary="results/reference/genome.dict",
    log:
        "logs/describe_reference.log",
    benchmark:
        "benchmarks/describe_reference.tsv"
    conda:
        "../../envs/samtools.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    shell:
        r"""
        samtools dict \
            --uri genome \
            --output {output.dictionary:q} \
            {input.fasta:q} \
            2> {log:q}
        """


rule unpack_reference:
    input:
        fasta=FASTA,
    output:
        fasta=temp("results/reference/genome.fa"),
        index=temp("results/reference/genome.fa.fai"),
    log:
        "logs/unpack_reference.log",
    benchmark:
        "benchmarks/unpack_reference.tsv"
    conda:
        "../../envs/samtools.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=60,
    shell:
        r"""
        exec 2> {log:q}
        gzip --decompress --stdout {input.fasta:q} > {output.fasta:q}
        samtools faidx \
            --fai-idx {output.index:q} \
            {output.fasta:q}
        cmp <(cut -f 1,2 {input.fasta:q}.fai) <(cut -f 1,2 {output.index:q}) 1>&2
        """


rule index_for_bwa:
    input:
        fasta=FASTA,
    output:
        index=multiext("results/reference/bwa/genome", ".amb", ".ann", ".bwt", ".pac", ".sa"),
    log:
        "logs/index_for_bwa.log",
    benchmark:
        "benchmarks/index_for_bwa.tsv"
    conda:
        "../../envs/bwa.yaml"
    threads: 1
    resources:
        mem_mb=8000,
        runtime=240,
    params:
        prefix=subpath(output[0], strip_suffix=".amb"),
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
    conda:
        "../../envs/minimap2.yaml"
    threads: 2
    resources:
        mem_mb=16000,
        runtime=60,
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
        fasta=FASTA,
    output:
        transcripts="results/reference/transcripts.parquet",
    log:
        "logs/compile_genes.log",
    benchmark:
        "benchmarks/compile_genes.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        version=__version__,
    shell:
        r"""
        genopipe genes \
            --genes {input.genes:q} \
            --fasta-index {input.fasta:q}.fai \
            --out {output.transcripts:q} \
            > {log:q} 2>&1
        """


rule resolve_panel:
    input:
        given=given_panel,
        genes=SETTINGS.genome.genes,
        names=gene_names_file(SETTINGS) or [],
        withdrawn=SETTINGS.input.withdrawn_names or [],
    output:
        panel="results/reference/panels/{panel}.tsv",
    log:
        "logs/resolve_panel/{panel}.log",
    benchmark:
        "benchmarks/resolve_panel/{panel}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        build=panel_build(SETTINGS.genome.build),
        version=__version__,
    shell:
        r"""
        given={input.given:q}
        names=({input.names:q})
        withdrawn=({input.withdrawn:q})
        genopipe panel \
            --"${{given##*.}}" "$given" \
            --genes {input.genes:q} \
            --build {params.build:q} \
            ${{names:+--names "$names"}} \
            ${{withdrawn:+--withdrawn "$withdrawn"}} \
            --out {output.panel:q} \
            > {log:q} 2>&1
        """


rule list_panel_genes:
    input:
        transcripts="results/reference/transcripts.parquet",
        panels=PLAN.panel_files,
        lists=told_files(),
        regions=list(HARD_REGIONS.values()),
        manifest=optional(SETTINGS.annotate.manifest, SETTINGS.annotate.manifest),
        fasta=FASTA,
    output:
        stretches="results/reference/panel_genes.bed",
        hard="results/reference/hard_regions.json",
    log:
        "logs/list_panel_genes.log",
    benchmark:
        "benchmarks/list_panel_genes.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        additional=optional(agreed(Wish.ADDITIONAL), SETTINGS.additional.lists),
        carriers=optional(agreed(Wish.CARRIER), SETTINGS.carriers.lists),
        regions=[f"{name}={path}" for name, path in HARD_REGIONS.items()],
        version=__version__,
    shell:
        r"""
        lists=()
        for name in {params.additional:q}; do
            lists+=(--additional "$name")
        done
        for name in {params.carriers:q}; do
            lists+=(--carriers "$name")
        done
        for region in {params.regions:q}; do
            lists+=(--regions "$region")
        done
        for manifest in {input.manifest:q}; do
            lists+=(--manifest "$manifest")
        done
        genopipe targets \
            --transcripts {input.transcripts:q} \
            --out {output.stretches:q} \
            --hard {output.hard:q} \
            --fasta-index {input.fasta:q}.fai \
            "${{lists[@]}}" \
            {input.panels:q} \
            > {log:q} 2>&1
        """


rule build_source:
    input:
        given=given_source,
        fasta=FASTA,
    output:
        store="results/reference/sources/{source}.json",
    log:
        "logs/build_source/{source}.log",
    benchmark:
        "benchmarks/build_source/{source}.tsv"
    wildcard_constraints:
        source=one_of(PLAN.built_sources),
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=1440,
    params:
        settings=source_settings,
        version=__version__,
    shell:
        r"""
        genopipe resources build \
            --reference {input.fasta:q} \
            --set {params.settings:q} \
            --out {output.store:q} \
            {wildcards.source:q} \
            > {log:q} 2>&1
        """
