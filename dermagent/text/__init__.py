"""Text as such, without medicine: normalise it, cut it into tokens and sentences, find many phrases at once."""
