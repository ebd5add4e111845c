"""Tiles: models on rasters larger than memory, by tiles with halo, on one machine or more."""
