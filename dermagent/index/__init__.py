"""An index of the user's own labelled images: built once, searched exactly, verified on load."""
