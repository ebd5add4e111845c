// The area on the map: drawn with terra-draw, or put there from a file or coordinates.
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "../vendor/terra-draw/terra-draw.modern.js";
import { TerraDrawMapLibreGLAdapter } from "../vendor/terra-draw/terra-draw-maplibre-gl-adapter.modern.js";

const LOOK = { fillColor: "#ff9900", fillOpacity: 0.35, outlineColor: "#8a2f00", outlineWidth: 3 };

/** One area at most. `changed` is called with its GeoJSON geometry, or null. */
export class Area {
  constructor(map, changed) {
    this.changed = changed;
    this.map = map;
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7 }),
      modes: [
        new TerraDrawPolygonMode({ styles: LOOK, showCoordinatePoints: true }),
        new TerraDrawSelectMode({
          styles: { selectedPolygonColor: "#ff9900", selectedPolygonFillOpacity: 0.35, selectedPolygonOutlineColor: "#8a2f00", selectedPolygonOutlineWidth: 3 },
          flags: { polygon: { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } } },
        }),
      ],
    });
    this.draw.start();
    this.draw.setMode("select");
    this.draw.on("finish", (id, { action }) => this.finished(id, action));
  }

  finished(id, action) {
    if (action === "draw") {
      this.keepOnly(id);
      this.stop();
    }
    this.changed(this.draw.getSnapshotFeature(id).geometry);
  }

  keepOnly(id) {
    const others = this.draw.getSnapshot().map((each) => each.id).filter((each) => each !== id);
    if (others.length) this.draw.removeFeatures(others);
  }

  begin() {
    this.draw.clear();
    this.draw.setMode("polygon");
    document.documentElement.dataset.drawing = "yes";
  }

  stop() {
    this.draw.setMode("select");
    delete document.documentElement.dataset.drawing;
  }

  clear() {
    this.stop();
    this.draw.clear();
    this.plain(null);
    this.changed(null);
  }

  /** Put a geometry on the map; one of several parts is shown and cannot be reshaped. */
  put(geometry) {
    this.stop();
    this.draw.clear();
    const single = geometry.type === "Polygon" && geometry.coordinates.length === 1;
    this.plain(single ? null : geometry);
    if (single) {
      const [added] = this.draw.addFeatures([{ type: "Feature", geometry, properties: { mode: "polygon" } }]);
      if (!added.valid) this.plain(geometry);
    }
  }

  plain(geometry) {
    const data = { type: "FeatureCollection", features: geometry ? [{ type: "Feature", geometry, properties: {} }] : [] };
    const source = this.map.getSource("area");
    if (source) return source.setData(data);
    this.map.addSource("area", { type: "geojson", data });
    this.map.addLayer({ id: "area", source: "area", type: "fill", paint: { "fill-color": "#ff9900", "fill-opacity": 0.35 } });
    this.map.addLayer({ id: "area-edge", source: "area", type: "line", paint: { "line-color": "#8a2f00", "line-width": 3 } });
  }
}

/** West, south, east, north of a geometry. */
export function box(geometry) {
  const points = geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2);
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
