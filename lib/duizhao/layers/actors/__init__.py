"""Sentences → mentions of countries, blocs and the persons who stand for them."""
