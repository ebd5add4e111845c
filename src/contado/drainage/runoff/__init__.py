"""Runoff of an event by curve number: equations, cells, facts, runs on files or territories."""
