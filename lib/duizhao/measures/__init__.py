"""Statistics: numbers in, numbers out; nothing here knows of news."""
