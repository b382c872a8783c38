"""Bytes → articles: every line of a saved page with its role, and what the page says of itself."""
