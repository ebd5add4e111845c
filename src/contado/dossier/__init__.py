"""The dossier: assess, freeze, verify, compare and render a verdict with every reason."""

from contado.dossier.model import Act, Change, Correction, Dossier, FactReading

__all__ = ["Act", "Change", "Correction", "Dossier", "FactReading"]
