"""Classify alleles after ACMG/AMP: evidence criterion by criterion, then its combination to a class."""
