"""Pathogenic alleles of listed genes in those who agreed: what additional findings and carriers share."""
