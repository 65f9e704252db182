"""A blocker's life after it is published: typed decisions, replies, and what the author is told."""
