"""Pages that join several rooms: the landing, home, the page of a key result, and what the portal says of itself."""
