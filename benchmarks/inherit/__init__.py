"""How fast the inheritance of a trio is judged."""
