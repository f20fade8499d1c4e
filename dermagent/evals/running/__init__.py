"""Run a workflow over a data set, and keep one record a case: ours or another system's."""
