"""The doctor: looks at a running portal from outside and inside, and says what breaks the promise.

Every kind of check is a module of plain functions that return findings. None changes anything.
"""
