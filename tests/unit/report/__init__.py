"""Tests of the case report."""
