"""What is known of the ground: layers, their roles, their catalogue and its snapshots."""

from contado.territory.align import align_raster
from contado.territory.building import Building, building, create
from contado.territory.catalogue import Source, snapshot_id
from contado.territory.checks import check
from contado.territory.contributions import Added, accept, add
from contado.territory.folder import Territory
from contado.territory.grid import Bounds, Lattice
from contado.territory.layer import Layer
from contado.territory.licences import LICENCES, attributions, derived_licence
from contado.territory.places import Places
from contado.territory.roles import Role, roles
from contado.territory.settings import Settings

__all__ = [
    "LICENCES",
    "Added",
    "Bounds",
    "Building",
    "Lattice",
    "Layer",
    "Places",
    "Role",
    "Settings",
    "Source",
    "Territory",
    "accept",
    "add",
    "align_raster",
    "attributions",
    "building",
    "check",
    "create",
    "derived_licence",
    "roles",
    "snapshot_id",
]
