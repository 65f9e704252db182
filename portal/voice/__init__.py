"""The /say zone: from the inbox to the release to the author's return. Knows no person."""
