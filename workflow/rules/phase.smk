# Phase by reads, one person at a time: whatshap refuses a contig on which someone has one copy and someone two, and
# reads of parents need not be asked: what they say, the genotypes say.


def phased_people(pattern):
    """Return a function that gives a file of each member of a case who is phased by reads."""

    def of_case(wildcards):
        return [pattern.format(case=wildcards.case, person=person) for person in PLAN.phased(wildcards.case)]

    return of_case


def family_calls(wildcards):
    """Return a family's calls, phased where reads are there."""
    return f"results/families/{wildcards.case}/{'phased' if PLAN.phased(wildcards.case) else 'called'}.bcf"


rule phase_person:
    input:
        called="results/families/{case}/called.bcf",
        index="results/families/{case}/called.bcf.csi",
        alignment=f"results/alignments/{{person}}.{ALIGNMENT}",
        alignment_index=f"results/alignments/{{person}}.{ALIGNMENT}.{ALIGNMENT_INDEX}",
        fasta=PLAIN_FASTA,
        fasta_index=f"{PLAIN_FASTA}.fai",
    output:
        phased=temp("results/families/{case}/phased/{person}.bcf"),
    log:
        "logs/phase_person/{case}.{person}.log",
    benchmark:
        "benchmarks/phase_person/{case}.{person}.tsv"
    wildcard_constraints:
        person=one_of(CALLED_HERE),
    conda:
        "../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=720,
    params:
        mitochondrion=PLAN.mitochondrion,
        mapping_quality=SETTINGS.call.minimum_mapping_quality,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.phased:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        mitochondrion=({params.mitochondrion:q})
        bcftools view \
            --no-version \
            --samples {wildcards.person:q} \
            ${{mitochondrion:+--targets "^$mitochondrion"}} \
            --output-type u \
            {input.called:q} \
            | bcftools view \
                --no-version \
                --include 'GT="RA" && ALT!="*"' \
                --output-type b \
                --output "$work/heterozygous.bcf"
        whatshap phase \
            --reference {input.fasta:q} \
            --mapping-quality {params.mapping_quality:q} \
            --output "$work/phased.vcf" \
            "$work/heterozygous.bcf" \
            {input.alignment:q} 1>&2
        bcftools view \
            --no-version \
            --output-type b \
            --output "$work/phased.bcf" \
            "$work/phased.vcf"
        genopipe prove phase \
            --called "$work/heterozygous.bcf" \
            --phased "$work/phased.bcf" \
            --person {wildcards.person:q} \
            --out "$work/proof.json" 1>&2
        mv "$work/phased.bcf" {output.phased:q}
        """


rule gather_phase:
    input:
        called="results/families/{case}/called.bcf",
        index="results/families/{case}/called.bcf.csi",
        phased=phased_people("results/families/{case}/phased/{person}.bcf"),
    output:
        calls="results/families/{case}/phased.bcf",
        index="results/families/{case}/phased.bcf.csi",
        proof="results/proofs/phase/{case}.json",
    log:
        "logs/gather_phase/{case}.log",
    benchmark:
        "benchmarks/gather_phase/{case}.tsv"
    conda:
        "../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=240,
    params:
        people=phased_people("{person}"),
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.calls:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        phased=({input.phased:q})
        people=({params.people:q})
        cp {input.called:q} "$work/calls.bcf"
        for number in "${{!phased[@]}}"; do
            cp "${{phased[$number]}}" "$work/person.bcf"
            bcftools index --force --csi "$work/person.bcf"
            bcftools index --force --csi "$work/calls.bcf"
            bcftools annotate \
                --no-version \
                --annotations "$work/person.bcf" \
                --pair-logic exact \
                --columns FORMAT/GT,FORMAT/PS \
                --output-type b \
                --output "$work/next.bcf" \
                "$work/calls.bcf"
            mv "$work/next.bcf" "$work/calls.bcf"
        done
        genopipe prove phase \
            --called {input.called:q} \
            --phased "$work/calls.bcf" \
            "${{people[@]/#/--person=}}" \
            --out {output.proof:q} 1>&2
        bcftools index --force --csi --output {output.index:q} "$work/calls.bcf"
        mv "$work/calls.bcf" {output.calls:q}
        """
