// The page: map, search, area and form, each in its own module, put together here.
import { Area, box } from "./draw.js";
import { judge, noArea, noFile, watchForm } from "./form.js";
import { nameUnderPointer, offerAnalyses, openMap, show } from "./map.js";
import { byId, number, page, say } from "./page.js";
import { searchBox } from "./search.js";

byId("layers").open = !matchMedia("(max-width: 991px)").matches;
const map = openMap("map", page.view);
const goTo = (view) => map.fitBounds(view, { padding: 60, maxZoom: 16, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 600 });

searchBox((place) => goTo(place.box));

const layerSwitches = [...document.querySelectorAll("[data-layer]")];
const layerOf = (input) => page.layers.find((each) => each.id === input.dataset.layer);

/** Write the area into the form, and say how large it is. */
function setArea(geometry) {
  byId("geometry").value = geometry ? JSON.stringify(geometry) : "";
  byId("draw-clear").hidden = !geometry;
  byId("draw-start").hidden = false;
  byId("draw-undo").hidden = true;
  byId("draw-start").textContent = say(geometry ? "redraw" : "draw");
  byId("draw-status").textContent = geometry ? say("area", { area: number.format(Number(squareMetres(geometry).toPrecision(3))) }) : say("noArea");
}

/** Area in m² on the sphere, for the eye only: the server measures it on the plane of its CRS. */
function squareMetres(geometry) {
  const rings = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const radians = Math.PI / 180;
  const ring = (points) => Math.abs(points.slice(1).reduce((sum, [x, y], at) => {
    const [u, v] = points[at];
    return sum + (x - u) * radians * (2 + Math.sin(v * radians) + Math.sin(y * radians));
  }, 0) * 6378137 ** 2 / 2);
  return rings.reduce((sum, [outer, ...holes]) => sum + ring(outer) - holes.reduce((all, hole) => all + ring(hole), 0), 0);
}

map.on("load", async () => {
  await Promise.all(layerSwitches.filter((each) => each.checked).map((each) => show(map, layerOf(each), true)));
  for (const input of layerSwitches) {
    input.addEventListener("change", () => {
      show(map, layerOf(input), input.checked);
      document.querySelector(`[data-legend="${input.dataset.layer}"]`).hidden = !input.checked;
    });
  }
  nameUnderPointer(map);
  offerAnalyses(map);

  const area = new Area(map, (geometry) => {
    setArea(geometry);
    if (geometry) judge();
    else noFile();
  });
  const place = (geometry) => { area.put(geometry); setArea(geometry); goTo(box(geometry)); judge(); };
  byId("draw-start").addEventListener("click", () => {
    area.begin();
    setArea(null);
    noArea();
    byId("draw-start").hidden = true;
    byId("draw-undo").hidden = false;
    byId("draw-status").textContent = say("drawing");
  });
  byId("draw-undo").addEventListener("click", () => area.clear());
  byId("draw-clear").addEventListener("click", () => area.clear());
  watchForm(place);
  const given = byId("geometry").value;
  if (given) place(JSON.parse(given));
  document.documentElement.dataset.ready = "yes";
});
