// Search as one types; the list is a listbox that arrow keys walk through.
import { byId, page, say, settled } from "./page.js";

export function searchBox(go) {
  const [input, list, status] = [byId("q"), byId("search-results"), byId("search-status")];
  let found = [];
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
    at = (index + found.length) % found.length;
    [...list.children].forEach((line, each) => line.setAttribute("aria-selected", each === at));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const draw = () => {
    list.replaceChildren(...found.map((place, index) => {
      const line = document.createElement("li");
      line.id = `found-${index}`;
      line.role = "option";
      const kind = document.createElement("span");
      kind.textContent = place.kind;
      line.append(place.name, kind);
      line.addEventListener("mousedown", (event) => { event.preventDefault(); choose(place); });
      return line;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    at = -1;
    status.textContent = say("found", { count: found.length });
  };
  const ask = async () => {
    const asked = input.value.trim();
    if (asked.length < 2) { found = []; return close(); }
    const answer = await fetch(`${page.urls.search}?${new URLSearchParams({ q: asked, lang: page.language })}`);
    if (!answer.ok || asked !== input.value.trim()) return;
    found = (await answer.json()).places;
    draw();
  };

  input.addEventListener("input", settled(ask, 150));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (list.hidden || !found.length) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); mark(at < 0 ? -1 : at - 1); }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(found[at]); }
  });
  byId("search").addEventListener("submit", async (event) => {
    event.preventDefault();
    await ask();
    if (found.length) choose(found[0]);
  });
}
