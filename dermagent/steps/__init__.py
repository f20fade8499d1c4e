"""The steps of the workflow, one module or package for each node."""
