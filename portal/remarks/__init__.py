"""What signed-in people say under their own name, about a key result, a blocker or a topic."""
