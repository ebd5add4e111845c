"""Exposure: residents by age in each class of heat."""
