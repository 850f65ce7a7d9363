"""The candidates path: a family's VCF in one pass; what is rare is described and written, the rest is counted."""
