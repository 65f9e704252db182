"""What stands in a text that needs a second look: texts in, findings out. No page, table, clock."""

from portal.detectors.detecting import find, hunting
from portal.detectors.findings import Finding, Kind, Why
from portal.detectors.likeness import alike, nearest
from portal.detectors.naming import mentions

__all__ = ["Finding", "Kind", "Why", "alike", "find", "hunting", "mentions", "nearest"]
