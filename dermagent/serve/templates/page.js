"use strict";
const $ = (id) => document.getElementById(id);
const form = $("case"), button = $("go"), state = $("state"), report = $("report"), save = $("save");
let saved = null;

const base64 = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => failed(new Error(`${file.name} could not be read`));
  reader.readAsDataURL(file);
});

async function asked() {
  const images = [];
  for (const file of $("pictures").files) {
    images.push({ content: await base64(file), modality: $("modality").value });
  }
  const headers = { "Content-Type": "application/json", "Accept": "text/html" };
  if ($("token")) headers["Authorization"] = `Bearer ${$("token").value}`;
  const body = JSON.stringify({ history: $("history").value, images });
  const answer = await fetch("v1/diagnose", { method: "POST", headers, body });
  const text = await answer.text();
  if ((answer.headers.get("Content-Type") || "").startsWith("text/html")) return text;
  let sentence = `the server answered ${answer.status}`;
  try { sentence = JSON.parse(text).error || sentence; } catch { /* not from this server */ }
  throw new Error(sentence);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const started = Date.now();
  const said = () => { state.textContent = `At work, ${Math.round((Date.now() - started) / 1000)} s …`; };
  const clock = setInterval(said, 1000);
  button.disabled = true;
  state.className = "";
  $("result").hidden = true;
  said();
  try {
    const html = await asked();
    report.srcdoc = html;
    URL.revokeObjectURL(saved);
    saved = URL.createObjectURL(new Blob([html], { type: "text/html" }));
    save.href = saved;
    $("result").hidden = false;
    state.textContent = "";
    $("result").scrollIntoView({ behavior: "smooth" });
  } catch (error) {
    state.textContent = `There is no answer: ${error.message}`;
    state.className = "failed";
  } finally {
    clearInterval(clock);
    button.disabled = false;
  }
});
