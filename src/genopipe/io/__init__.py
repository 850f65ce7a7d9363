"""Files to objects and tables, and back: nothing else opens a data file."""
