"""The fast reader of VCF text: a header in Python, the records in compiled kernels, one row an ALT allele.

It knows the constructs that callers write. A record with any other stops it with a reason, and the caller hands the
file, from that record on, to `genopipe.io.slow_vcf`: it never guesses.
"""
