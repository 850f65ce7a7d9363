"""The combined rank of candidates: phenotype, consequence, frequency, inheritance and class in one documented score."""
