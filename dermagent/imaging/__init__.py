"""Images as arrays: load untrusted files, judge photographs, draw test images; pure functions wherever possible."""
