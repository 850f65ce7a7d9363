"""How well candidates are ranked: published cases in a background of rare alleles; calibration and measurement."""
