"""Our commands: what a laboratory would type."""

from benchmarks.annotation import checks
from benchmarks.annotation.commands import Command

# Kernels, stores and gene models are compiled once before; what that costs is told on the way.
_BUILD = "genopipe resources build --manifest {scratch}/manifest.yaml --reference {fasta} --stores {scratch}/stores"
_GENES = "genopipe genes --genes {gff3} --fasta-index {fasta}.fai --out {scratch}/{word}.parquet"
PREPARE = (
    "genopipe compile",
    f"{_BUILD} --file {{frequency}} --out {{scratch}}/frequency.json bench_frequency",
    f"{_BUILD} --file {{clinvar}} --out {{scratch}}/clinvar.json clinvar",
    _GENES.replace("{gff3}", "{dense}").replace("{word}", "dense"),
    _GENES.replace("{gff3}", "{sparse}").replace("{word}", "sparse"),
)
_MODELS = "{scratch}/dense.parquet"
_ANNOTATE = f"genopipe annotate --vcf {{vcf}} --fasta {{fasta}} --transcripts {_MODELS}"
_SOURCES = "--source frequency={scratch}/frequency.json --source clinvar={scratch}/clinvar.json"
_CANDIDATES = f"{_ANNOTATE} {_SOURCES} --pedigree {{pedigree}} --keep-below 0.01 --out {{out}}"
OURS = (
    Command(
        "candidates",
        "tables of the trio, AF, ClinVar, trio flags, consequences; HGVS of the rare",
        _CANDIDATES,
        check=checks.candidates_are_right,
        ours=True,
    ),
    Command(
        "candidates, sparse",
        "the same, one transcript a gene",
        _CANDIDATES.replace(_MODELS, "{scratch}/sparse.parquet"),
        check=checks.candidates_are_right,
        ours=True,
    ),
    Command(
        "every row",
        "every allele on all transcripts, consequences and HGVS, Parquet",
        f"{_ANNOTATE} --out {{out}}.parquet",
        check=checks.every_row_is_right,
        ours=True,
    ),
    Command(
        "one record",
        "start-up: the same on a VCF of one record",
        f"{_ANNOTATE} --out {{out}}.parquet",
        vcf="single",
        ours=True,
    ),
    Command(
        "one record, GFF3",
        "the same with gene models read from their GFF3, not compiled before",
        f"{_ANNOTATE.replace(_MODELS, '{dense}')} --out {{out}}.parquet",
        vcf="single",
        ours=True,
    ),
    Command("exome", "the candidates path on an exome's 100,000 records", _CANDIDATES, vcf="exome", ours=True),
    Command("candidates, tenth", "the candidates path on every tenth record", _CANDIDATES, vcf="tenth", ours=True),
    Command(
        "normalise",
        "VCF to tables",
        "genopipe normalise --vcf {vcf} --reference {fasta} --out {out}",
        check=checks.tables_are_right,
        ours=True,
    ),
    Command(
        "scan",
        "streams the frequency store through five times, asking for one allele of the trio in fifty",
        "{python} {here}/scan.py {scratch}/frequency.json {truth}",
        ours=True,
    ),
)
