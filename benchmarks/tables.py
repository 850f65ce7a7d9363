"""CPU time and peak memory of the stages on a trio, against bcftools and cyvcf2 on the same file in the same run."""

import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

GENOTYPES = ("0/1", "0/0", "1/1", "0/1", "0/0")
HEADER = """##fileformat=VCFv4.2
##contig=<ID=chr1,length={length}>
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depth by allele">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tchild\tfather\tmother
"""


def make_inputs(folder: Path, variants: int) -> tuple[Path, Path]:
    """Write a reference and the VCF of a trio, one in twenty records with two ALTs.

    Returns:
        Paths of the FASTA and of the BCF.
    """
    draw = random.Random(1)
    length = variants * 10 + 100
    sequence = "".join(draw.choices("ACGT", k=length))
    (folder / "genome.fa").write_text(f">chr1\n{sequence}\n")
    subprocess.run(["samtools", "faidx", folder / "genome.fa"], check=True)
    with (folder / "trio.vcf").open("w") as out:
        out.write(HEADER.format(length=length))
        for number in range(variants):
            position = 10 * number + 50
            ref = sequence[position - 1]
            others = [base for base in "ACGT" if base != ref]
            two = number % 20 == 0
            calls = []
            for _ in range(3):
                text = "1/2" if two else draw.choice(GENOTYPES)
                reads = "0,14,15" if two else {"0/1": "15,15", "0/0": "30,0", "1/1": "0,30"}[text]
                calls.append(f"{text}:{reads}:30:99")
            alts = ",".join(others[: 1 + two])
            out.write(
                "\t".join(["chr1", str(position), ".", ref, alts, "60", "PASS", ".", "GT:AD:DP:GQ", *calls]) + "\n"
            )
    subprocess.run(["bcftools", "view", "-Ob", "-o", folder / "trio.bcf", folder / "trio.vcf"], check=True)
    return folder / "genome.fa", folder / "trio.bcf"


def measure(*command: object) -> tuple[float, float]:
    """Return CPU seconds and peak memory (MiB) of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [str(word) for word in command]
    script = (
        "import resource,subprocess,sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    result = subprocess.run([sys.executable, "-c", script, *words], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, int(result.stdout.split()[-1]) / 1024


CYVCF2 = """
import sys
from cyvcf2 import VCF
for v in VCF(sys.argv[1]):
    v.CHROM, v.POS, v.REF, v.ALT, v.QUAL, v.FILTERS
    v.genotypes, v.format("AD"), v.format("DP"), v.format("GQ")
"""


def main() -> None:
    """Print one row a command: CPU seconds, ratio to the peer, peak memory."""
    variants = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reference, vcf = make_inputs(folder, variants)
        rows = {
            "bcftools view": measure("bcftools", "view", "-Ov", vcf),
            "cyvcf2, every field": measure(sys.executable, "-c", CYVCF2, vcf),
            "genopipe normalise": measure(
                "genopipe", "normalise", "--vcf", vcf, "--reference", reference, "--out", folder / "tables"
            ),
        }
    base = rows["cyvcf2, every field"][0]
    print(f"{variants:,} records of a trio")
    for what, (seconds, memory) in rows.items():
        print(f"{what:22} {seconds:8.2f} s CPU  {seconds / base:6.2f} x cyvcf2  {memory:8.0f} MiB")


if __name__ == "__main__":
    main()
