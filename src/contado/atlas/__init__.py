"""Atlas: a sheet asked of every place at once, and shown: tables, maps, rasters and a page."""
