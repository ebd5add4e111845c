// A result: the filter is applied as soon as it is changed; the map can be moved about; it prints.
const form = document.getElementById("filter");
document.addEventListener("change", (event) => {
  if (form && event.target.form === form && event.target.id !== "filter-text") form.requestSubmit();
});

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());

const told = document.getElementById("page-data");
if (told) {
  const { places, openMap } = await import("./places.js");
  await places(openMap("result-map"), JSON.parse(told.textContent));
}
