"""Instruments: what goals, answers and silence tell of a quarter, and of its leaders."""
