"""The parents' reads asked again about alleles that may be new in their child: low-level mosaicism shows there."""
