"""The commands of the peers. In timed runs what they write is thrown away, which favours them."""

from benchmarks.annotation import checks
from benchmarks.annotation.commands import Command

SNPEFF = "/usr/share/java/snpeff.jar"
"""Where the Debian package has it."""
# Every field that a reader of a trio needs, as Python objects.
CYVCF2 = """
import sys
from cyvcf2 import VCF
for v in VCF(sys.argv[1]):
    v.CHROM, v.POS, v.ID, v.REF, v.ALT, v.QUAL, v.FILTERS, dict(v.INFO)
    v.genotypes, v.format('AD'), v.format('DP'), v.format('GQ')
"""


_CSQ = "bcftools csq -l -p a -f {fasta} -g {dense}"
_FREQUENCY = "bcftools annotate -a {frequency_bcf} -c INFO/source_AF:=INFO/AF -Ou"
_RARE = "bcftools view -i 'INFO/source_AF<0.01 || INFO/source_AF=\".\"' -Ou"
_SNPEFF = f"java -Xmx4g -jar {SNPEFF}"
_VEP = "vep -i {vcf} --vcf --format vcf --gff {scratch}/genes.gff3.gz --fasta {fasta} --no_stats --force_overwrite"
_DENOVO = "denovo:kid.alts == 1 && mom.alts == 0 && dad.alts == 0"

PEERS = (
    Command(
        "bcftools view",
        "reads and writes every record: the floor",
        "bcftools view -Ou {vcf} > {out}",
        check=checks.has_every_record,
    ),
    Command("cyvcf2", "reads every field into Python objects", "{python} {scratch}/read.py {vcf} > {out}"),
    Command(
        "bcftools csq",
        "consequences on all transcripts",
        f"{_CSQ} -Ou {{vcf}} > {{out}}",
        check=checks.has_planted_in_bcsq,
    ),
    Command(
        "bcftools csq, sparse",
        "consequences, one transcript a gene",
        f"{_CSQ.replace('{dense}', '{sparse}')} -Ou {{vcf}} > {{out}}",
        check=checks.has_planted_in_bcsq,
    ),
    Command(
        "bcftools annotate",
        "AF of the frequency source (BCF)",
        f"{_FREQUENCY} {{vcf}} > {{out}}",
        check=checks.has_frequencies,
    ),
    Command(
        "bcftools chain",
        "annotate (AF), csq, filter on AF < 1 %",
        f"{_FREQUENCY} {{vcf}} | {_CSQ} -Ou | {_RARE} > {{out}}",
        check=checks.keeps_rare_records,
    ),
    Command(
        "bcftools chain, ClinVar",
        "the same, with ClinVar: annotate, index, annotate, csq, filter",
        "bcftools annotate -a {clinvar} -c INFO/CLNSIG,INFO/CLNREVSTAT -Ob1 -o {scratch}/clinvar.bcf {vcf}"
        " && bcftools index -f {scratch}/clinvar.bcf"
        f" && {_FREQUENCY} {{scratch}}/clinvar.bcf | {_CSQ} -Ou | {_RARE} > {{out}}",
        check=checks.keeps_rare_records,
    ),
    Command(
        "vcfanno",
        "AF and AN of the frequency source, ClinVar",
        "GOGC=2000 vcfanno -p 1 {scratch}/vcfanno.toml {vcf} > {out}",
        check=checks.has_frequencies_of_single,
        needs="vcfanno",
    ),
    Command(
        "snpEff",
        "consequences and HGVS on all transcripts",
        f"{_SNPEFF} ann -noStats -nodownload -noLog -c {{scratch}}/snpEff.config bench {{vcf}} > {{out}}",
        check=checks.has_planted_in_ann,
        needs=SNPEFF,
        prepare=(
            "mkdir -p {scratch}/data/bench && cp {dense} {scratch}/data/bench/genes.gff"
            " && ln -sf {fasta} {scratch}/data/bench/sequences.fa",
            f"{_SNPEFF} build -gff3 -noCheckCds -noCheckProtein -noLog -c {{scratch}}/snpEff.config bench",
        ),
    ),
    Command(
        "slivar",
        "trio expression with AF of the frequency source",
        f"slivar expr -v {{vcf}} -p {{pedigree}} -g {{scratch}}/source.zip --pass-only -o {{out}} --trio '{_DENOVO}'",
        needs="slivar",
        check=checks.has_new_mutations,
        prepare=("slivar make-gnotate --prefix {scratch}/source -f AF:source_AF {frequency}",),
    ),
    Command(
        "fastVEP",
        "consequences and HGVS on all transcripts",
        "fastvep annotate -i {vcf} -o {out} --gff3 {dense} --fasta {fasta} --hgvs",
        needs="fastvep",
    ),
    Command(
        "VEP",
        "consequences on all transcripts; every tenth record",
        f"{_VEP} -o {{out}}",
        vcf="tenth",
        needs="vep",
        prepare=(
            "grep -v '^#' {dense} | sort -k1,1 -k4,4n -k5,5n | bgzip -c > {scratch}/genes.gff3.gz",
            "tabix -f -p gff {scratch}/genes.gff3.gz",
        ),
    ),
    Command(
        "VEP, HGVS",
        "the same with symbols, HGVS and canonical; every tenth record",
        f"{_VEP} --symbol --hgvs --canonical -o {{out}}",
        vcf="tenth",
        needs="vep",
    ),
)
