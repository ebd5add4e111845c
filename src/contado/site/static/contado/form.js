// The form: it fills itself from a file, and asks for the verdict when something changes.
import { byId, number, page, say, settled } from "./page.js";

const form = byId("assessment");
const TROUBLE = ["upload", "coordinates", "area", "measures", "surfaces", "realisation"];
let asked = 0;

async function post(url, data) {
  const answer = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" } });
  if (answer.headers.get("content-type")?.startsWith("application/json")) return answer.json();
  return { errors: { area: `<p>${say("failed", { status: answer.status })}</p>` } };
}

const fields = () => {
  const data = new FormData(form);
  data.delete("file");
  return data;
};

/** Show the problems beside their fields; they come as HTML made by our own templates. */
function complain(errors = {}) {
  for (const name of TROUBLE) byId(`${name}-error`).innerHTML = (errors[name] ?? "").trim();
}

/** Ask for the verdict of what is typed; only the last question's answer is shown. */
export async function judge() {
  const turn = ++asked;
  if (!byId("geometry").value) return;
  byId("verdict-body").classList.add("busy");
  try {
    const answer = await post(page.urls.verdict, fields());
    if (turn !== asked) return;
    complain(answer.errors);
    if (answer.summary) byId("summary").innerHTML = answer.summary;
    if (answer.verdict) replaceVerdict(answer.verdict);
    document.documentElement.dataset.verdict = String(turn);
  } catch {
    complain({ area: `<p>${say("failed", { status: 0 })}</p>` });
  } finally {
    byId("verdict-body").classList.remove("busy");
  }
}

/** Put the new verdict in place, with the reasons open that were open. */
function replaceVerdict(html) {
  const body = byId("verdict-body");
  const open = [...body.querySelectorAll("details[open]")].map((each) => each.id);
  body.innerHTML = html;
  for (const id of open) byId(id)?.setAttribute("open", "");
}

/** Read an area from a file or from coordinates, and fill the form with what it declares. */
async function read(data) {
  const answer = await post(page.urls.read, data);
  complain(answer.errors);
  if (answer.geometry) fill(answer);
  return answer.geometry ?? null;
}

function fill({ declared }) {
  for (const [name, value] of Object.entries(declared)) {
    const field = form.elements.namedItem(name);
    if (!field) continue;
    if (field.type === "checkbox") field.checked = value === "on";
    else field.value = value;
  }
}

/** Say how much of the area is treated, and mark the chosen measures. */
export function total() {
  let sum = 0;
  for (const field of form.querySelectorAll("[data-share]")) {
    const share = Number(field.value) || 0;
    const row = field.closest("tr");
    row.classList.toggle("chosen", share > 0);
    if (!row.querySelector("[data-overlap]").checked) sum += share;
  }
  const line = byId("share-total");
  line.textContent = sum ? say(sum > 100.000001 ? "over" : "treated", { sum: number.format(sum) }) : "";
  line.classList.toggle("over", sum > 100.000001);
}

export function watchForm(place) {
  const soon = settled(judge, 250);
  form.addEventListener("input", (event) => {
    if (["upload", "coordinates", "crs"].includes(event.target.id)) return;
    total();
    soon();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.id !== "submit" || !byId("geometry").value) return;
    event.preventDefault();
    judge();
  });
  const take = async (data) => {
    const geometry = await read(data);
    if (geometry) { place(geometry); total(); }
  };
  byId("upload").addEventListener("change", (event) => {
    if (!event.target.files.length) return;
    const data = fields();
    data.delete("coordinates");
    data.set("file", event.target.files[0]);
    take(data).then(() => { event.target.value = ""; });
  });
  byId("use-coordinates").addEventListener("click", () => take(fields()));
  total();
}
