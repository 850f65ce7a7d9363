"""Quality of each person's data: proofs after each tool, figures for the report and for the run's page."""
