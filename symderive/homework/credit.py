"""Credit: a policy on top of a report. It gives points, and never changes a status."""
from __future__ import annotations
