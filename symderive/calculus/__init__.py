"""Kinds of problem in calculus that are more than a list of derivatives: the parts of each, and how they are laid out."""
