"""Tests of the benchmarks: that the made data are what they say, never how fast anything is."""
