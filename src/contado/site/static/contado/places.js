// The places of a result on a map that one moves about, in place of the drawing.
import * as maplibregl from "../vendor/maplibre-gl/maplibre-gl.mjs";

maplibregl.setWorkerUrl(new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);

export function openMap(id) {
  const container = document.getElementById(id);
  container.hidden = false;
  document.getElementById("result-drawing").classList.add("print-only");
  const map = new maplibregl.Map({
    container,
    style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": "#f4f6f8" } }] },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 19,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  return map;
}

/** Draw the places that the filter keeps; the others stay as an outline. */
export async function places(map, told) {
  const answer = await fetch(told.url);
  const data = await answer.json();
  const kept = new Set(told.kept);
  const box = new maplibregl.LngLatBounds();
  for (const feature of data.features) {
    const { row } = feature.properties;
    const code = told.codes[row];
    const hatched = code >= told.hatched && code < told.colours.length - 1;
    feature.properties = { row, hatched, colour: told.colours[told.codes[row]], kept: kept.has(row), name: told.names[row] ?? "", label: told.labels[told.codes[row]] };
    if (kept.has(row) || !kept.size) walk(feature.geometry?.coordinates ?? [], (point) => box.extend(point));
  }
  await new Promise((done) => { if (map.loaded()) done(); else map.once("load", done); });
  map.addSource("places", { type: "geojson", data });
  map.addLayer({ id: "places", type: "fill", source: "places", filter: ["get", "kept"], paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.9 } });
  map.addImage("stripes", stripes());
  map.addLayer({ id: "hatched", type: "fill", source: "places", filter: ["all", ["get", "kept"], ["get", "hatched"]], paint: { "fill-pattern": "stripes" } });
  map.addLayer({ id: "edges", type: "line", source: "places", paint: { "line-color": "#3c4650", "line-width": 0.6, "line-opacity": ["case", ["get", "kept"], 1, 0.3] } });
  if (!box.isEmpty()) map.fitBounds(box, { padding: 24, animate: false });
  name(map);
  map.on("idle", () => { document.documentElement.dataset.map = "idle"; });
}

/** The stripes of classes that are several, as the drawing has them. */
function stripes() {
  const size = 10;
  const data = new Uint8ClampedArray(4 * size * size);
  for (let at = 0; at < size * size; at += 1) {
    const striped = ((at % size) + Math.floor(at / size)) % size < 3;
    data.set(striped ? [60, 70, 80, 255] : [0, 0, 0, 0], 4 * at);
  }
  return new ImageData(data, size, size);
}

function walk(part, take) {
  if (typeof part[0] === "number") take(part);
  else for (const each of part) walk(each, take);
}

/** Say the name and the class of what stands under the pointer; a click goes to its row. */
function name(map) {
  const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, className: "map-name-popup" });
  map.on("mousemove", "places", (event) => {
    const { name: called, label } = event.features[0].properties;
    popup.setLngLat(event.lngLat).setText(`${called}: ${label}`).addTo(map);
  });
  map.on("mouseleave", "places", () => popup.remove());
  map.on("click", "places", (event) => {
    const row = document.getElementById(`row-${event.features[0].properties.row}`);
    if (!row) return;
    document.querySelector("tr.pointed")?.classList.remove("pointed");
    row.classList.add("pointed");
    row.scrollIntoView({ block: "center" });
  });
}
