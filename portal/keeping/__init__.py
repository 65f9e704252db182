"""Keeping what must not be lost, and destroying what must not be kept."""
