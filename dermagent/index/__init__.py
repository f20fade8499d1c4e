"""An index of the user's own labelled pictures: built once, searched exactly, verified on load."""
