"""The command line: one thin module a command, named like the package it calls."""
