# A family's calls together, then one left-aligned ALT allele a record that still knows the genotype as called.
# Carriers are found by GT~"[1-9]": GT="alt" does not see half calls (./1), whose alleles would be lost.


rule merge_family:
    input:
        gvcfs=family_gvcfs(""),
        indexes=family_gvcfs(".csi"),
        fasta=FASTA,
    output:
        called="results/families/{case}/called.bcf",
        index="results/families/{case}/called.bcf.csi",
        proof="results/proofs/families/{case}.json",
    log:
        "logs/merge_family/{case}.log",
    benchmark:
        "benchmarks/merge_family/{case}.tsv"
    wildcard_constraints:
        case=one_of(FROM_GVCFS),
    conda:
        "../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=480,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.called:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        gvcfs=({input.gvcfs:q})
        together() {{
            if (( ${{#gvcfs[@]}} == 1 )); then
                bcftools view --no-version --output-type u "${{gvcfs[0]}}"
            else
                bcftools merge \
                    --no-version \
                    --gvcf {input.fasta:q} \
                    --merge both \
                    --output-type u \
                    "${{gvcfs[@]}}"
            fi
        }}
        together \
            | bcftools view \
                --no-version \
                --include 'N_PASS(GT~"[1-9]") > 0' \
                --output-type u \
            | bcftools view \
                --no-version \
                --trim-alt-alleles \
                --output-type b \
                --output {output.called:q}
        bcftools index --csi {output.called:q}
        parts=()
        for number in "${{!gvcfs[@]}}"; do
            parts+=("$work/$number.bcf")
            bcftools view \
                --no-version \
                --include 'GT~"[1-9]"' \
                --output-type b \
                --output "${{parts[-1]}}" \
                "${{gvcfs[$number]}}"
        done
        genopipe prove family \
            --called {output.called:q} \
            --out {output.proof:q} \
            "${{parts[@]}}" 1>&2
        """


rule adopt_family_calls:
    input:
        given=given_family_file,
    output:
        called="results/families/{case}/called.bcf",
        index="results/families/{case}/called.bcf.csi",
        proof="results/proofs/families/{case}.json",
    log:
        "logs/adopt_family_calls/{case}.log",
    benchmark:
        "benchmarks/adopt_family_calls/{case}.tsv"
    wildcard_constraints:
        case=one_of(FROM_VCF),
    conda:
        "../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=120,
    params:
        names=names_in_family_file,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.called:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        printf '%s\n' {params.names:q} > "$work/names"
        cut -d ' ' -f 1 "$work/names" > "$work/samples"
        bcftools view \
            --no-version \
            --samples-file "$work/samples" \
            --output-type u \
            {input.given:q} \
            | bcftools view \
                --no-version \
                --trim-alt-alleles \
                --include 'N_PASS(GT~"[1-9]") > 0' \
                --output-type b \
                --output "$work/own.bcf"
        bcftools reheader \
            --samples "$work/names" \
            --output {output.called:q} \
            "$work/own.bcf"
        bcftools index --csi {output.called:q}
        bcftools view \
            --no-version \
            --samples-file "$work/samples" \
            --output-type b \
            --output "$work/given.bcf" \
            {input.given:q}
        bcftools reheader \
            --samples "$work/names" \
            --output "$work/named.bcf" \
            "$work/given.bcf"
        genopipe prove family \
            --called {output.called:q} \
            --out {output.proof:q} \
            "$work/named.bcf" 1>&2
        """


rule normalise:
    input:
        called=family_calls,
        fasta=FASTA,
    output:
        alleles="results/cases/{case}/tables/normalised/alleles.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        proof="results/cases/{case}/tables/normalised/proof.json",
    log:
        "logs/normalise/{case}.log",
    benchmark:
        "benchmarks/normalise/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        folder=subpath(output.alleles, parent=True),
        version=__version__,
    shell:
        r"""
        genopipe normalise \
            --vcf {input.called:q} \
            --reference {input.fasta:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
