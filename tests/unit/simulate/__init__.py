"""Tests of genopipe.simulate."""
