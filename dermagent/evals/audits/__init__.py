"""What is looked at beside accuracy: spoilt inputs, leaks, sites, pseudo-labels, outlines, written questions."""
