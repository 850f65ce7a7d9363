"""The shipped workflow on simulated families, from reads to reports."""
