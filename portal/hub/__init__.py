"""Live events: one process that tells everybody who has a session open what changed in it."""
