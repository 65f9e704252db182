"""Retrospectives: what was said is on the table, is talked about, and ends as actions or decisions."""
