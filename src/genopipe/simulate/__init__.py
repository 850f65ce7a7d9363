"""A small synthetic world: genome, genes, population and families whose diagnoses are known.

The same seed makes the same bytes. `world.py` tells the order; the other modules make one thing each.
"""
