"""The user's guideline files, read into passages with their places; what could not be read is named."""
