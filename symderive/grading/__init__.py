"""Grading: many rows judged, on this machine or on a cluster; credit by a policy; reports for people and for other systems."""
