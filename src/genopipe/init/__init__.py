"""A new project: the files that a user fills in."""
