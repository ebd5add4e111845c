"""Night heat: anomaly above a reference, of places, units and cells."""
