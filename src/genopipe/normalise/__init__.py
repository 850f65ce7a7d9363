"""From a family's VCF to the tables `alleles` and `genotypes`: nothing lost, another allele never taken for REF."""
