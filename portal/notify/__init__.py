"""Telling people outside the portal that something waits: by mail and in chat rooms.

A message holds ids and buckets. What somebody said without a name never leaves by it.
"""
