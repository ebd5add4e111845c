// The map: layers of this host only, added when they are first shown.
import * as maplibregl from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { page, words } from "./page.js";

maplibregl.setWorkerUrl(new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);

const BOTTOM = { picture: 0, fill: 1, line: 2, point: 3 };

export function openMap(id, view) {
  const container = document.getElementById(id);
  const map = new maplibregl.Map({
    container,
    style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": "#f4f6f8" } }] },
    bounds: view,
    fitBoundsOptions: { padding: 36 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 19,
    locale: words.map,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: page.attribution }));
  // Folded where it would cover the map; the foot of the page says it whole.
  if (container.clientWidth < 600 || page.attribution.length > 150) map.once("load", () => container.querySelector(".maplibregl-ctrl-attrib").classList.remove("maplibregl-compact-show"));
  map.on("idle", () => { document.documentElement.dataset.map = "idle"; });
  return map;
}

/** Show or hide a layer; what it needs is asked of the server the first time. */
export async function show(map, layer, visible) {
  if (!map.getSource(layer.source)) {
    if (!visible) return;
    map.addSource(layer.source, await source(layer));
  }
  for (const drawn of drawings(layer)) {
    if (!map.getLayer(drawn.id)) map.addLayer(drawn, above(map, layer));
    map.setLayoutProperty(drawn.id, "visibility", visible ? "visible" : "none");
  }
}

async function source(layer) {
  if (layer.draw !== "picture") return { type: "geojson", data: layer.url };
  const picture = await (await fetch(layer.url)).json();
  return { type: "image", url: picture.url, coordinates: picture.corners };
}

/** The first layer on the map that belongs above this one: pictures, then areas, lines, points. */
function above(map, layer) {
  const rank = (each) => BOTTOM[each.draw] * 100 + page.layers.indexOf(each);
  const higher = page.layers
    .filter((each) => rank(each) > rank(layer))
    .sort((one, other) => rank(one) - rank(other))
    .flatMap((each) => drawings(each).map((drawn) => drawn.id))
    .find((id) => map.getLayer(id));
  return higher ?? map.getStyle().layers.find((each) => each.id.startsWith("td-"))?.id;
}

function drawings(layer) {
  const { id, source: name, colour, opacity } = layer;
  const drawn = (suffix, type, paint, rest = {}) => ({ id: `${id}${suffix}`, source: name, type, paint, ...rest });
  if (layer.draw === "picture") return [drawn("", "raster", { "raster-opacity": 0.85, "raster-resampling": "nearest" })];
  if (layer.draw === "line") return [drawn("", "line", { "line-color": colour, "line-opacity": opacity, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 13, 1.6] })];
  if (layer.draw === "point") return [drawn("", "circle", {
    "circle-color": colour,
    "circle-stroke-color": "#ffffff",
    "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 1.2, 13, 4, 16, 6],
    "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 10, 0, 12, 1],
  })];
  const fill = layer.steps
    ? ["match", ["get", layer.level], ...layer.steps.flatMap((step) => [step.value, step.colour]), "#c9ced4"]
    : colour;
  return [
    drawn("", "fill", { "fill-color": fill, "fill-opacity": layer.steps ? ["interpolate", ["linear"], ["zoom"], 10, opacity, 14, opacity / 4] : opacity }, { filter: ["==", ["geometry-type"], "Polygon"] }),
    drawn("-edge", "line", { "line-color": layer.steps ? "#ffffff" : colour, "line-width": layer.steps ? 0.6 : 1.2, "line-opacity": 0.9 }),
  ];
}

/** Say the name of what stands under the pointer. */
export function nameUnderPointer(map) {
  const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, className: "map-name-popup" });
  map.on("mousemove", (event) => {
    if (document.documentElement.dataset.drawing) return popup.remove();
    const known = page.layers.flatMap((layer) => drawings(layer).map((drawn) => drawn.id)).filter((id) => map.getLayer(id));
    const names = new Set(map.queryRenderedFeatures(event.point, { layers: known }).map((each) => each.properties.name).filter(Boolean));
    if (!names.size) return popup.remove();
    popup.setLngLat(event.lngLat).setText([...names].slice(0, 4).join(" · ")).addTo(map);
  });
  map.on("mouseout", () => popup.remove());
}

/** Where one clicks, and no area is being drawn, offer what can be asked of the places there. */
export function offerAnalyses(map) {
  map.on("click", (event) => {
    if (document.documentElement.dataset.drawing) return;
    const asked = page.layers.filter((layer) => layer.key);
    const known = asked.flatMap((layer) => drawings(layer).map((drawn) => drawn.id)).filter((id) => map.getLayer(id));
    const found = new Map();
    for (const each of map.queryRenderedFeatures(event.point, { layers: known })) {
      const layer = asked.find((one) => one.source === each.source);
      const code = each.properties[layer.key];
      if (code) found.set(`${layer.source}:${code}`, each.properties.name ?? code);
    }
    if (!found.size) return;
    const list = document.createElement("ul");
    for (const [place, name] of found) {
      const link = document.createElement("a");
      link.href = `${page.urls.analyses}?luogo=${encodeURIComponent(place)}`;
      link.textContent = words.analysesOf.replace("{name}", name);
      list.append(Object.assign(document.createElement("li"), { className: "place" }));
      list.lastChild.append(link);
    }
    new maplibregl.Popup({ className: "place-popup", closeOnClick: true }).setLngLat(event.lngLat).setDOMContent(list).addTo(map);
  });
}
