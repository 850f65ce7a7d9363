"""Who is who between the families of a run: one person under two names, samples exchanged across families."""
