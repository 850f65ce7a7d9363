"""What genopipe adds between a caller and its gVCF."""
