"""Hydraulic and hydrological invariance (Lombardy r.r. 7/2017): class, volumes, design check."""
