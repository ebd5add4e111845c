"""The analyses: a page of YAML declares each, and the module of its name computes it."""
