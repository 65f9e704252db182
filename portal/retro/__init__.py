"""Retrospectives: what was said is talked about, and ends as actions or decisions."""
