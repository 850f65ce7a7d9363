"""Every input is checked before a job starts; every fault is told at once, one line each."""
