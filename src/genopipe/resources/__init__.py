"""Annotation sources: fetched whole, checked against their record, compiled once."""
