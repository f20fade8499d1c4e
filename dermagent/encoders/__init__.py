"""Image encoders behind one protocol: pictures in, vectors out; weights come from packages or from the user."""
