"""The attacker. It reads one folder of artefacts, and knows nothing of how the world was made.

It imports the standard library and itself, nothing else: a test sees to that.
"""
