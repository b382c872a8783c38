"""Pages of the report: the first one, articles, chapters, and the frame around each."""
