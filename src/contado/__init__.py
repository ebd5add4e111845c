"""Contado: metropolitan plans as dated data, measured on real ground and explained."""

__version__ = "0.1.0"
