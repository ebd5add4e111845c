"""Is a territory what it says? Every version is read again and checked as when it was added."""

from __future__ import annotations

from contado.errors import BadInput, Problem
from contado.territory.folder import Territory, altered_snapshots
from contado.territory.frame_checks import check_frame
from contado.territory.layer import Layer
from contado.territory.raster_checks import check_meta, check_raster
from contado.territory.raster_opening import look
from contado.territory.reading import to_crs
from contado.territory.roles import roles
from contado.territory.shelf import check_source


def check(territory: Territory) -> list[Problem]:
    """Return every problem of a territory; none where it is whole.

    Every version, in force or not, must have its file, unaltered, and be what its role asks.
    """
    problems = [
        Problem("territory.role_required", str(territory.root), {"role": name})
        for name, role in roles().items()
        if role.required and name not in territory.layers
    ]
    problems += altered_snapshots(territory.catalogue, territory.history)
    for row in territory.catalogue.layers:
        problems += check_layer(territory, Layer(territory.root, row))
    return problems


def check_layer(territory: Territory, layer: Layer) -> list[Problem]:
    """Return every problem of one version."""
    if layer.role not in roles():
        return [Problem("territory.role_unknown", layer.id, _known(layer.role))]
    if not layer.path.is_file():
        return [Problem("territory.file_missing", layer.id, {"file": layer.file})]
    if not layer.intact():
        return [Problem("territory.file_altered", layer.id, {"file": layer.file})]
    problems = check_source(layer.row, layer.id) + check_meta(layer.spec, layer.meta, layer.id)
    try:
        return problems + _check_content(territory, layer)
    except BadInput as error:
        return problems + list(error.problems)


def _check_content(territory: Territory, layer: Layer) -> list[Problem]:
    if layer.spec.kind == "raster":
        lies = territory.crs, territory.grid
        cells = layer.spec.cells
        with look(layer.path, classes=cells is not None and cells.content == "class") as raster:
            return check_raster(raster, layer.spec, *lies, meta=layer.meta, where=layer.id)
    frame = layer.frame()
    moved = to_crs(frame, territory.crs, layer.id)[1] if layer.spec.kind == "vector" else []
    return moved + check_frame(frame, layer.spec, layer.id)


def _known(role: str) -> dict[str, object]:
    return {"role": role, "known": ", ".join(roles())}
