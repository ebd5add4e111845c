"""Calibration: a model of temperature held against what was observed."""
