"""Tiles: models on rasters larger than memory, by tiles with halo, on one machine or more.

The room knows grids, rasters, filters, units and running; what is computed belongs to the rooms
above.

Reading
    ``with open_stack({"land_cover": a, "reference_et": b}, whole={"land_cover"}) as stack:`` checks
    that the files share one metric grid (all problems at once); then ``stack.grid``,
    ``stack.read(name, window)``, ``stack.valid(name, values)``, ``stack.nodata(name)``.
Filters
    `disc_count` (exact whole numbers); `Kernel` and `DecayMean`, whose weights are kept for further
    fields, and whose `DecayMean.change` gives what a change inside a window does.
Units
    `read_units` and `UnitCells`: sums and means of rasters in polygons, overlaps counted in full.
Writing
    ``with rasters_written(folder, [RasterFile("cc"), ...], grid) as out: out.write("cc", values,
    window)``; NaN is written as the raster's nodata.
Running
    `contado.tiles.running`: ``with run_in_memory() as run`` or ``with run_in_files(folder, key,
    cluster=...) as run``, then ``run.stage(name, windows, work)`` gives the parts that the tasks
    made; `contado.tiles.parts.Mosaic` reads them by window; `contado.tiles.smoothing.smoothed` is
    the stage of a filter that reaches far, on a coarser grid where a stated bound allows.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
