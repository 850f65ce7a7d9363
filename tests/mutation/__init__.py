"""Mutation testing: the rules are changed in one place at a time, and the tests must notice."""
