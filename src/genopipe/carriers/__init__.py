"""Carrier status of those who agreed, and couples at risk."""
