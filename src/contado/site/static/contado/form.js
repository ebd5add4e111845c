// The form: it fills itself from a file, and asks for the verdict when something changes.
import { byId, number, page, say, settled, words } from "./page.js";

const form = byId("assessment");
const TROUBLE = ["file", "coordinates", "area", "measures", "surfaces", "realisation"];
// Number of the last question of each kind: answers to earlier ones are left unread.
let asked = 0;
let reading = 0;
let waiting = null; // a file that was refused: another system or identifier may make it readable

async function post(url, data) {
  try {
    const answer = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (answer.headers.get("content-type")?.startsWith("application/json")) return await answer.json();
    return { errors: { area: `<p>${say("failed", { status: answer.status })}</p>` } };
  } catch {
    return { errors: { area: `<p>${say("failed", { status: 0 })}</p>` } };
  }
}

const fields = () => {
  const data = new FormData(form);
  data.delete("file");
  return data;
};

/** Only some fields: what a file or typed coordinates are read with. */
const some = (...names) => {
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", ...names]) data.set(name, form.elements.namedItem(name).value);
  return data;
};

/** Show the problems beside their fields; they come as HTML made by our own templates. */
function complain(errors = {}, groups = TROUBLE) {
  for (const name of groups) byId(`${name}-error`).innerHTML = (errors[name] ?? "").trim();
}

/** Leave no verdict standing: it would be that of another area. Answers under way go unread. */
export function noVerdict() {
  asked += 1;
  byId("summary").replaceChildren(byId("no-summary").content.cloneNode(true));
  byId("verdict-body").replaceChildren(byId("no-verdict").content.cloneNode(true));
  byId("verdict-body").classList.remove("busy");
}

/** The area is being drawn anew; a file on its way comes too late. */
export function noArea() {
  reading += 1;
  waiting = null;
  noVerdict();
  complain();
}

/** The area is gone, and with it the file it came from; what stands in the form stays. */
export function noFile() {
  noArea();
  byId("declaration").value = "";
}

/** Ask for the verdict of what is typed; only the last question's answer is shown. */
export async function judge() {
  if (!byId("geometry").value) return;
  const mine = ++asked;
  byId("verdict-body").classList.add("busy");
  for (const each of document.querySelectorAll("#summary .summary-empty, #verdict-body .empty"))
    each.textContent = words.judging;
  const answer = await post(page.urls.verdict, fields());
  if (mine !== asked) return;
  if (answer.verdict) {
    byId("summary").innerHTML = answer.summary;
    replaceVerdict(answer.verdict);
  } else noVerdict();
  // What was noticed in a file stays beside it.
  complain(answer.errors, TROUBLE.filter((name) => name !== "file"));
  byId("verdict-body").classList.remove("busy");
  document.documentElement.dataset.verdict = String(mine);
}

/** Put the new verdict in place, with the reasons open that were open. */
function replaceVerdict(html) {
  const body = byId("verdict-body");
  const open = [...body.querySelectorAll("details[open]")].map((each) => each.id);
  body.innerHTML = html;
  for (const id of open) byId(id)?.setAttribute("open", "");
}

/** Read an area from a file or from coordinates; a file fills the whole form anew. */
async function read(data, fromFile) {
  const mine = ++reading;
  const answer = await post(page.urls.read, data);
  if (mine !== reading) return null;
  complain(answer.errors);
  if (!answer.geometry) return null;
  byId("declaration").value = answer.fields.declaration;
  if (fromFile) fill(answer.fields);
  return answer.geometry;
}

function fill(values) {
  for (const field of form.querySelectorAll("[data-declared]")) {
    const value = values[field.name] ?? "";
    if (field.type === "checkbox") field.checked = value === "on";
    else field.value = value;
  }
  byId("coordinates").value = "";
}

/** Say how much of the area is treated, and mark the chosen measures. */
export function total() {
  let sum = 0;
  for (const field of form.querySelectorAll("[data-share]")) {
    const share = Number(field.value) || 0;
    const row = field.closest("tr");
    row.classList.toggle("chosen", share > 0);
    if (!row.querySelector("[data-overlapping]").checked) sum += share;
  }
  const line = byId("share-total");
  line.textContent = sum ? say(sum > 100.000001 ? "over" : "treated", { sum: number.format(sum) }) : "";
  line.classList.toggle("over", sum > 100.000001);
}

export function watchForm(place) {
  const soon = settled(judge, 250);
  // Typed coordinates become an area when that is asked for, and travel at no other time.
  byId("coordinates").removeAttribute("name");
  const take = async (data, fromFile) => {
    const geometry = await read(data, fromFile);
    if (!geometry) return false;
    byId("crs").value = ""; // said of this file or these vertices, not of the next
    place(geometry);
    total();
    return true;
  };
  const takeFile = async (file, ...names) => {
    const data = some(...names);
    data.set("file", file);
    waiting = file;
    if (await take(data, true) && waiting === file) waiting = null;
  };
  const takeCoordinates = () => {
    const data = some("crs", "declaration");
    data.set("coordinates", byId("coordinates").value);
    waiting = null;
    return take(data, false);
  };
  form.addEventListener("input", (event) => {
    if (["file", "coordinates", "crs"].includes(event.target.id)) return;
    total();
    soon();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.id !== "submit") return;
    const typed = byId("coordinates").value.trim();
    if (!byId("geometry").value && !typed) return;
    event.preventDefault();
    if (byId("geometry").value) judge();
    else takeCoordinates();
  });
  byId("file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) takeFile(file, "crs").then(() => { event.target.value = ""; });
  });
  for (const name of ["crs", "id"]) byId(name).addEventListener("change", () => { if (waiting) takeFile(waiting, "crs", "id"); });
  byId("use-coordinates").addEventListener("click", takeCoordinates);
  total();
}
