"""A family's VCF as called, as rows of `alleles` and `genotypes`: in normal form, in order, each allele once."""
