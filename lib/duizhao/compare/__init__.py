"""Layers → comparisons of sources, with counts and intervals."""
