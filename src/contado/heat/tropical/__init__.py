"""Tropical nights of a station, by year and summer."""
