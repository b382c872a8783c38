"""Coding by hand: sheets, and how far coders and program agree."""
