"""Cycles, objectives, key results, check-ins, and their import."""
