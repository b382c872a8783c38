"""Sentences → quotations: marks and reporting words, who speaks, and where what is said begins and ends."""
