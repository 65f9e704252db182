"""Accounts, teams, sites, signing in, and who may collect how many tokens."""
