"""The mathematics of not knowing who spoke: no web, no database, no import of any other room."""
