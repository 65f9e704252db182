"""Pages that join rooms: landing, home, a key result, and what the portal says of itself."""
