"""Figures of a quarter in, signs of formalism out: pure, no Flask, no tables (docs/radar.md)."""
