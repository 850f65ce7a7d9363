"""Every mode of inheritance that fits an allele in a family; a missing genotype is neither REF nor evidence."""
