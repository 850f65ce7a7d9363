"""Additional (secondary) findings: of those who agreed, in the genes of a list, by the list's rules."""
