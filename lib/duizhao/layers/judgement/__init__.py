"""Sentences, mentions and quotations → evaluations: words that evaluate, toward whom, in whose voice."""
