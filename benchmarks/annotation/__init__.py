"""The speed of annotation, as ratios to its peers on one synthetic trio: `python -m benchmarks.annotation`."""
