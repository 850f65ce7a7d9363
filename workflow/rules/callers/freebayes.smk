# freebayes, one person and region at a time; alleles are not clumped, so that families merge allele by allele.


rule call_region:
    input:
        alignment=f"results/alignments/{{person}}.{ALIGNMENT}",
        index=f"results/alignments/{{person}}.{ALIGNMENT}.{ALIGNMENT_INDEX}",
        fasta=PLAIN_FASTA,
        fasta_index=f"{PLAIN_FASTA}.fai",
    output:
        calls=temp("results/calls/{person}/{region}.bcf"),
    log:
        "logs/call_region/{person}.{region}.log",
    benchmark:
        "benchmarks/call_region/{person}.{region}.tsv"
    wildcard_constraints:
        region=one_of(NUCLEAR),
    conda:
        "../../../envs/calling.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=480,
    params:
        region=region_text,
        ploidy=region_ploidy,
        mapping_quality=SETTINGS.call.minimum_mapping_quality,
        base_quality=SETTINGS.call.minimum_base_quality,
        depth=SETTINGS.call.maximum_depth,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.calls:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        freebayes \
            --fasta-reference {input.fasta:q} \
            --region {params.region:q} \
            --ploidy {params.ploidy:q} \
            --min-mapping-quality {params.mapping_quality:q} \
            --min-base-quality {params.base_quality:q} \
            --limit-coverage {params.depth:q} \
            --genotype-qualities \
            --haplotype-length -1 \
            --gvcf \
            --gvcf-chunk 100 \
            {input.alignment:q} \
            | genopipe blocks --ploidy {params.ploidy:q} --out "$work/all.vcf.gz"
        bcftools annotate \
            --no-version \
            --remove '^INFO/END,^FORMAT/GT,^FORMAT/DP,^FORMAT/AD,^FORMAT/GQ' \
            --output-type b \
            --output {output.calls:q} \
            "$work/all.vcf.gz"
        """
