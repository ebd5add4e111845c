// A job that is waited for: how far it is, until its page can be shown.
const job = document.getElementById("job");
const says = document.getElementById("job-says");
const share = document.getElementById("job-share");
const words = JSON.parse(document.getElementById("job-words").textContent);
const PATIENT = 3000;
let wait = 300;

async function look() {
  try {
    const answer = await fetch(job.dataset.url, { headers: { Accept: "application/json" } });
    const status = await answer.json();
    if (status.ended) return location.reload();
    const before = status.before ? `: ${words.before.replace("{n}", status.before)}` : "";
    const text = `${words[status.state]}${status.doing ? `: ${status.doing}` : ""}${before}.`;
    if (says.textContent !== text) says.textContent = text;
    share.value = status.share;
    wait = Math.min(PATIENT, wait * 1.2);
  } catch {
    says.textContent = words.lost;
    wait = PATIENT;
  }
  setTimeout(look, wait);
}
setTimeout(look, wait);
