// Search as one types; the list is a listbox that arrow keys walk through.
import { byId, page, say, settled } from "./page.js";

export function searchBox(go) {
  const [input, list, status] = [byId("q"), byId("search-results"), byId("search-status")];
  let places = [];
  let at = -1;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const choose = (place) => {
    input.value = place.name;
    close();
    go(place);
  };
  const mark = (index) => {
    at = (index + places.length) % places.length;
    [...list.children].forEach((line, each) => line.setAttribute("aria-selected", each === at));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const draw = () => {
    list.replaceChildren(...places.map((place, index) => {
      const line = document.createElement("li");
      line.id = `found-${index}`;
      line.role = "option";
      const kind = document.createElement("span");
      kind.textContent = place.kind;
      line.append(place.name, kind);
      line.addEventListener("mousedown", (event) => { event.preventDefault(); choose(place); });
      return line;
    }));
    list.hidden = !places.length;
    input.setAttribute("aria-expanded", String(places.length > 0));
    at = -1;
    status.textContent = say("placesFound", { count: places.length });
  };
  const ask = async () => {
    const asked = input.value.trim();
    if (asked.length < 2) { places = []; return close(); }
    const answer = await fetch(`${page.urls.search}?${new URLSearchParams({ q: asked, lang: page.language })}`);
    if (!answer.ok || asked !== input.value.trim()) return;
    places = (await answer.json()).places;
    draw();
  };

  input.addEventListener("input", settled(ask, 150));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (list.hidden || !places.length) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); mark(at < 0 ? -1 : at - 1); }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(places[at]); }
  });
  byId("search").addEventListener("submit", async (event) => {
    event.preventDefault();
    await ask();
    if (places.length) choose(places[0]);
  });
}
