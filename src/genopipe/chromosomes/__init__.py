"""What whole stretches of a person's chromosomes show: runs of homozygosity, uniparental disomy, mosaic aneuploidy.

All of it is for the laboratory only: it tells of consanguinity and of parents that are none.
"""
