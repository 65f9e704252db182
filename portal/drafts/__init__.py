"""Objectives that are being written: nobody but their people sees them until they are published."""
