"""The /say zone: what is said, from the inbox to the release to the author's return. Knows no person."""
