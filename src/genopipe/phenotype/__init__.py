"""How well the terms of a case fit every disease and gene, and why."""
