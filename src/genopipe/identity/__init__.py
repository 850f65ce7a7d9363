"""Who is who, proven from the data: sexes, relations, purity and ancestry, each with its verdict.

Everything that is written here is for the laboratory alone.
"""
