"""Add to each allele its consequences, population frequency and ClinVar record."""
