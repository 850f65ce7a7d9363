"""The case report: one typed model of the case, and the forms that are made from it (HTML, JSON, TSV)."""
