"""Articles → layers: sentences, tokens, quotations, evaluations, frames, marks of certainty; rows with offsets."""
