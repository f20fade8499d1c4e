"""Image encoders behind one protocol: images in, vectors out; weights come from packages or from the user."""
