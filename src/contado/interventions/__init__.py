"""What a proponent declares of an intervention, and the files it comes in."""

from contado.interventions.geometry import geometry_of
from contado.interventions.model import DeclaredMeasure, Intervention, SurfaceChange, Surfaces
from contado.interventions.reading import Read, from_geojson, read_interventions
from contado.interventions.slug import folder_name, folder_names, slug

__all__ = [
    "DeclaredMeasure",
    "Intervention",
    "Read",
    "SurfaceChange",
    "Surfaces",
    "folder_name",
    "folder_names",
    "from_geojson",
    "geometry_of",
    "read_interventions",
    "slug",
]
