# Small variants, per person and region, as gVCF. The caller is one word of the configuration and one file here.


include: f"callers/{SETTINGS.call.caller}.smk"


rule call_mitochondrion:
    input:
        alignment=f"results/alignments/{{person}}.{ALIGNMENT}",
        index=f"results/alignments/{{person}}.{ALIGNMENT}.{ALIGNMENT_INDEX}",
        fasta=PLAIN_FASTA,
        fasta_index=f"{PLAIN_FASTA}.fai",
    output:
        calls=temp("results/calls/{person}/{region}.bcf"),
    log:
        "logs/call_mitochondrion/{person}.{region}.log",
    benchmark:
        "benchmarks/call_mitochondrion/{person}.{region}.tsv"
    wildcard_constraints:
        region=one_of(MITOCHONDRIAL),
    conda:
        "../../envs/calling.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=120,
    params:
        region=region_text,
        mapping_quality=SETTINGS.call.minimum_mapping_quality,
        base_quality=SETTINGS.call.minimum_base_quality,
        fraction=SETTINGS.call.minimum_heteroplasmy,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.calls:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        freebayes \
            --fasta-reference {input.fasta:q} \
            --region {params.region:q} \
            --min-mapping-quality {params.mapping_quality:q} \
            --min-base-quality {params.base_quality:q} \
            --min-alternate-fraction {params.fraction:q} \
            --min-alternate-count 2 \
            --pooled-continuous \
            --haplotype-length -1 \
            --gvcf \
            --gvcf-chunk 100 \
            {input.alignment:q} \
            | genopipe blocks --ploidy 2 --heteroplasmy {params.fraction:q} --out "$work/all.vcf.gz"
        bcftools annotate \
            --no-version \
            --remove '^INFO/END,^FORMAT/GT,^FORMAT/DP,^FORMAT/AD' \
            --output-type b \
            --output {output.calls:q} \
            "$work/all.vcf.gz"
        """


rule gather_calls:
    input:
        calls=called_regions,
        fasta=FASTA,
    output:
        gvcf="results/gvcf/{person}.g.bcf",
        index="results/gvcf/{person}.g.bcf.csi",
        proof="results/proofs/calls/{person}.json",
    log:
        "logs/gather_calls/{person}.log",
    benchmark:
        "benchmarks/gather_calls/{person}.tsv"
    wildcard_constraints:
        person=one_of(CALLED_HERE),
    conda:
        "../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=120,
    params:
        caller=SETTINGS.call.caller,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.gvcf:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        printf '##genopipe_caller=%s\n' {params.caller:q} > "$work/header"
        bcftools concat \
            --no-version \
            --output-type u \
            {input.calls:q} \
            | bcftools norm \
                --no-version \
                --fasta-ref {input.fasta:q} \
                --check-ref e \
                --output-type u \
            | bcftools annotate \
                --no-version \
                --header-lines "$work/header" \
                --output-type b \
                --output {output.gvcf:q}
        bcftools index --csi {output.gvcf:q}
        genopipe prove calls \
            --person {wildcards.person:q} \
            --gathered {output.gvcf:q} \
            --out {output.proof:q} \
            {input.calls:q} 1>&2
        """


rule adopt_gvcf:
    input:
        given=given_file,
        fasta=FASTA,
    output:
        gvcf="results/gvcf/{person}.g.bcf",
        index="results/gvcf/{person}.g.bcf.csi",
        proof="results/proofs/calls/{person}.json",
    log:
        "logs/adopt_gvcf/{person}.log",
    benchmark:
        "benchmarks/adopt_gvcf/{person}.tsv"
    wildcard_constraints:
        person=one_of(FROM_GVCF),
    conda:
        "../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=120,
    params:
        name=name_in_file,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.gvcf:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        printf '%s %s\n' {params.name:q} {wildcards.person:q} > "$work/names"
        bcftools view \
            --no-version \
            --samples {params.name:q} \
            --output-type b \
            --output "$work/own.bcf" \
            {input.given:q}
        bcftools reheader \
            --samples "$work/names" \
            --output "$work/named.bcf" \
            "$work/own.bcf"
        bcftools norm \
            --no-version \
            --fasta-ref {input.fasta:q} \
            --check-ref e \
            --output-type b \
            --output {output.gvcf:q} \
            "$work/named.bcf"
        bcftools index --csi {output.gvcf:q}
        genopipe prove calls \
            --person {wildcards.person:q} \
            --gathered {output.gvcf:q} \
            --out {output.proof:q} \
            "$work/named.bcf" 1>&2
        """
