"""Scenarios: the ground with and without works, every fact before and after."""
