"use strict";
const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
let language = document.documentElement.lang;
let photos = [], sites = [], corrected = {}, unanswerable = new Set();
let settled = null, shown = null, view = "clinician", running = null, number = 0, asked = null;

// ---- words

const holes = (text, given) => text.replace(/\{(\w+)\}/g, (hole, name) => (name in given ? given[name] : hole));
const t = (key, given = {}) => holes(key.split(".").reduce((found, name) => found[name], words[language]), given);
const named = (finding) => words[language].findings[finding] || finding.replaceAll("_", " ");

function say() {
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-t-label]")) one.setAttribute("aria-label", t(one.dataset.tLabel));
  $("goes").textContent = words[language].goes;
  list($("sites"), words[language].sites);
  list($("findings"), words[language].findings);
  drawPhotos();
  drawSites();
}

function list(datalist, names) {
  datalist.replaceChildren(...Object.values(names).map((name) => made("option", { value: name })));
}

function made(tag, given = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "text") one.textContent = value;
    else if (name === "on") for (const [event, what] of Object.entries(value)) one.addEventListener(event, what);
    else if (value !== null && value !== false) one.setAttribute(name, value === true ? "" : value);
  }
  one.append(...children);
  return one;
}

const button = (text, what, given = {}) => made("button", { type: "button", class: "plain", text, on: { click: what }, ...given });

function idOf(name, names) {
  const wanted = name.trim().toLowerCase();
  const found = Object.entries(names).find(([id, label]) => label.toLowerCase() === wanted || id === wanted);
  return found && found[0];
}

// ---- photographs

function addPhotos(files) {
  const others = [];
  for (const file of files) {
    if (file.type.startsWith("image/") || /\.(heic|heif|jpe?g|png|webp|tiff?|bmp|gif|dcm|dicom)$/i.test(file.name)) {
      photos.push({ file, url: URL.createObjectURL(file), modality: "clinical", date: "", spot: "", bad: false });
    } else others.push(t("page.no_photo", { name: file.name }));
  }
  if (others.length) problem(others.join(" "));
  drawPhotos();
}

function move(place, by) {
  const other = place + by;
  if (other < 0 || other >= photos.length) return;
  [photos[place], photos[other]] = [photos[other], photos[place]];
  drawPhotos();
}

function drawPhotos() {
  $("photos").replaceChildren(...photos.map((photo, place) => {
    const name = t("page.photo", { number: place + 1 });
    const kind = made("select", { "aria-label": `${name}: ${t("page.kind")}`, on: { change: () => { photo.modality = kind.value; } } },
      ...["clinical", "dermoscopic", "histopathology"].map((one) => made("option", { value: one, text: t(`page.${one}`), selected: one === photo.modality })));
    const image = photo.bad
      ? made("p", { class: "note", text: t("page.bad_photo", { name: photo.file.name }) })
      : made("img", { src: photo.url, alt: name, on: { error: () => { photo.bad = true; drawPhotos(); } } });
    const date = made("input", { type: "date", max: dayBefore(0), value: photo.date, "aria-label": `${name}: ${t("page.taken_on")}`, on: { change: () => { photo.date = date.value; } } });
    const spot = made("select", { "aria-label": `${name}: ${t("page.shows")}`, on: { change: () => { photo.spot = spot.value; } } },
      made("option", { value: "", text: t("page.no_spot") }),
      ...["1", "2", "3", "4", "5", "6", "7", "8"].map((number) => made("option", { value: number, text: t("page.spot", { number }), selected: number === photo.spot })));
    const told = photos.length > 1 || photo.date || photo.spot ? [made("div", { class: "told" }, date, spot)] : [];
    return made("li", {}, image, kind, ...told, made("div", { class: "buttons" },
      button("←", () => move(place, -1), { "aria-label": `${name}: ${t("page.earlier")}`, disabled: place === 0 }),
      button("→", () => move(place, 1), { "aria-label": `${name}: ${t("page.later")}`, disabled: place === photos.length - 1 }),
      button(t("page.remove"), () => { URL.revokeObjectURL(photo.url); photos.splice(place, 1); drawPhotos(); }, { "aria-label": `${name}: ${t("page.remove")}` })));
  }));
}

const base64 = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => failed(new Error(t("page.bad_photo", { name: file.name })));
  reader.readAsDataURL(file);
});

// ---- the case

function addSite() {
  const id = idOf($("site").value, words[language].sites);
  if (!$("site").value.trim()) return true;
  if (!id) return problem(t("page.unknown_finding", { name: $("site").value.trim() })), false;
  if (!sites.includes(id)) sites.push(id);
  $("site").value = "";
  drawSites();
  return true;
}

function drawSites() {
  $("chosen-sites").replaceChildren(...sites.map((site) => made("li", { class: "chip present" }, made("span", { class: "term", text: words[language].sites[site] }),
    button("×", () => { sites = sites.filter((one) => one !== site); drawSites(); }, { "aria-label": t("page.take_away", { finding: words[language].sites[site] }) }))));
}

// The day where the person is, and not at Greenwich.
function dayBefore(days) {
  const day = new Date();
  day.setDate(day.getDate() - days);
  return [String(day.getFullYear()).padStart(4, "0"), ...[day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"))].join("-");
}

async function posed() {
  const patient = {}, complaint = {}, given = { history: $("history").value, answer_language: language };
  if ($("age").value !== "") patient.age_years = Number($("age").value);
  if ($("sex").value) patient.sex = $("sex").value;
  if ($("skin").value) patient.fitzpatrick = $("skin").value;
  if (sites.length) complaint.sites = sites;
  if ($("since").value !== "") {
    complaint.duration = Math.min(40000, Number($("since").value) * Number($("unit").value));
    complaint.onset = dayBefore(complaint.duration);
  }
  const drugs = $("medicines").value.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const found = line.match(/^(.*?)[\s,;(]*(\d{4}-\d{2}-\d{2})\)?$/);
    return found && found[1] ? { name: found[1].slice(0, 200), start: found[2] } : { name: line.slice(0, 200) };
  });
  if (drugs.length) complaint.drugs = drugs;
  given.images = [];
  for (const photo of photos) {
    const image = { content: await base64(photo.file), modality: photo.modality };
    if (photo.date) image.date = photo.date;
    if (photo.spot) image.lesion = t("page.spot", { number: photo.spot });
    given.images.push(image);
  }
  if (Object.keys(patient).length) given.patient = patient;
  if (Object.keys(complaint).length) given.complaint = complaint;
  if (Object.keys(corrected).length) given.corrected = corrected;
  return given;
}

// ---- asking the server

function headers() {
  const given = { "Content-Type": "application/json" };
  if ($("token")) given.Authorization = `Bearer ${$("token").value}`;
  return given;
}

async function refusal(answer) {
  try { return JSON.parse(await answer.text()).error || t("page.answered", { status: answer.status }); } catch { return t("page.answered", { status: answer.status }); }
}

async function* events(answer) {
  const reader = answer.body.getReader(), decoder = new TextDecoder();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    held += decoder.decode(value || new Uint8Array(), { stream: !done });
    const frames = held.split("\n\n");
    held = frames.pop();
    for (const frame of frames) {
      const event = frame.match(/^event: (.*)$/m), data = frame.match(/^data: (.*)$/m);
      if (event && data) yield { event: event[1], data: JSON.parse(data[1]) };
    }
    if (done) return;
  }
}

async function diagnose(what) {
  if (!addSite()) return;
  if (!what.again) { corrected = {}; unanswerable = new Set(); settled = null; }
  if (!$("history").value.trim() && !photos.length && !sites.length) return problem(t("page.nothing"));
  if (what.again) settled ||= { corrected: { ...corrected }, history: $("history").value };
  Object.assign(corrected, what.corrected || {});
  if (what.told) $("history").value = settled.told = [$("history").value.trim(), what.told].filter(Boolean).join("\n\n");
  if (running) running.abort();
  const own = running = new AbortController(), mine = ++number, started = Date.now();
  const clock = setInterval(() => status(t("page.at_work", { seconds: Math.round((Date.now() - started) / 1000) })), 1000);
  problem("");
  status(t("page.at_work", { seconds: 0 }));
  $("stop").hidden = false;
  $("steps").replaceChildren();
  $("early").replaceChildren();
  $("progress").hidden = false;
  $("result").setAttribute("aria-busy", "true");
  try {
    const body = JSON.stringify(await posed());
    const answer = await fetch("v1/stream", { method: "POST", headers: headers(), body, signal: own.signal });
    if (!(answer.headers.get("Content-Type") || "").startsWith("text/event-stream")) throw new Error(await refusal(answer));
    let result = null;
    for await (const { event, data } of events(answer)) {
      if (mine !== number) return;
      if (event === "started") step(data.node, false);
      else if (event === "finished") step(data.node, true);
      else if (event === "red_flags") early(data.red_flags);
      else if (event === "result" || event === "failed") result = data;
      else if (event === "error") throw new Error(data.error);
    }
    if (!result) throw new Error(t("page.cut_off"));
    await show(result, own.signal, what);
    if (mine !== number) return;
    settled = null;
    status(what.again ? t("page.rank_again") : "");
  } catch (error) {
    if (mine !== number || own.signal.aborted) return;
    takeBack();
    const kept = Boolean(what.again && shown), flags = [...$("early").children].map((one) => `${one.textContent}.`);
    problem([...flags, t("page.failed", { reason: error.message }), kept ? t("page.kept") : ""].filter(Boolean).join(" "));
    $("result").hidden = !kept;
    status("");
  } finally {
    clearInterval(clock);
    if (mine === number) {
      running = null;
      $("stop").hidden = true;
      $("progress").hidden = true;
      $("result").removeAttribute("aria-busy");
    }
  }
}

// What was corrected or told since the answer that is shown, and came to no answer, is as if it had not been.
function takeBack() {
  if (!settled) return;
  corrected = settled.corrected;
  if (settled.told !== undefined && $("history").value === settled.told) $("history").value = settled.history;
  settled = null;
}

function step(node, done) {
  let one = $("steps").querySelector(`[data-node="${CSS.escape(node)}"]`);
  if (!one) { one = made("li", { "data-node": node, text: words[language].steps[node] || node }); $("steps").append(one); }
  one.classList.toggle("done", done);
}

function early(flags) {
  $("early").replaceChildren();
  for (const flag of flags) $("early").append(made("p", {}, made("strong", { text: `${t("page.new_flag")}: ${flag.name}` })));
}

const status = (text) => { $("state").textContent = text; };
function problem(text) { $("problem").textContent = text; $("problem").hidden = !text; if (text) $("problem").scrollIntoView({ block: "nearest" }); }

// ---- showing the answer

async function report(differential, audience, whole, signal) {
  const address = `page/report?audience=${audience}${whole ? "&whole=1" : ""}`;
  const answer = await fetch(address, { method: "POST", headers: headers(), body: JSON.stringify(differential), signal });
  if (!answer.ok) throw new Error(await refusal(answer));
  return answer.text();
}

async function show(differential, signal, { again = false, keep = null } = {}) {
  const [clinician, patient] = await Promise.all(["clinician", "patient"].map((one) => report(differential, one, false, signal)));
  shown = { differential, clinician, patient };
  asked = photos.map((photo) => ({ ...photo }));
  draw(keep);
  $("result").hidden = false;
  if (!again) $("result-title").focus();
}

function draw(keep = null) {
  const open = new Set([...$("answer").querySelectorAll("details.condition[open]")].map((one) => one.dataset.condition));
  const parsed = new DOMParser().parseFromString(shown[view], "text/html");
  $("answer").replaceChildren(...parsed.body.childNodes);
  for (const one of $("answer").querySelectorAll("details.condition")) if (open.has(one.dataset.condition)) one.open = true;
  for (const one of $("views").children) one.setAttribute("aria-pressed", String(one.dataset.view === view));
  questions();
  if (view === "clinician") { chips(); images(); dates(); }
  const back = keep && $("answer").querySelector(keep);
  if (back) back.focus();
}

function correct(finding, value, focus) {
  diagnose({ again: true, keep: focus, corrected: { [finding]: value } });
}

function chips() {
  const section = $("answer").querySelector(".findings");
  if (!section) return;
  section.querySelector("h2").after(made("p", { class: "note", text: t("page.correct_hint") + (words[language].model ? ` ${t("page.model_again")}` : "") }));
  for (const chip of section.querySelectorAll(".chip")) {
    const finding = chip.dataset.finding, name = chip.querySelector(".term").textContent, polarity = chip.dataset.polarity;
    const focus = `.chip[data-finding="${CSS.escape(finding)}"] button, .findings .adder input`;
    const act = (text, value, key) => chip.append(button(text, () => correct(finding, value, focus), { "aria-label": t(key, { finding: name }), title: t(key, { finding: name }) }));
    if (polarity !== "present") act("✓", true, "page.make_present");
    if (polarity !== "absent") act("−", false, "page.make_absent");
    if (polarity !== "unknown") act("×", null, "page.take_away");
  }
  const input = made("input", { list: "findings", id: "add-finding", placeholder: t("page.add_hint"), on: { keydown: (event) => { if (event.key === "Enter") { event.preventDefault(); add(); } } } });
  const add = () => {
    const finding = idOf(input.value, words[language].findings);
    if (finding) correct(finding, true, ".findings .adder input");
    else if (input.value.trim()) problem(t("page.unknown_finding", { name: input.value.trim() }));
  };
  section.append(made("label", { for: "add-finding", text: t("page.add_finding") }), made("div", { class: "adder" }, input, button(t("page.add"), add)));
}

function questions() {
  for (const one of $("answer").querySelectorAll(".question")) {
    const { finding, kind } = one.dataset, label = one.querySelector("span").id;
    if (unanswerable.has(finding)) { one.remove(); continue; }
    const focus = ".questions button, .questions input, .findings button";
    const said = (value) => () => {
      if (value !== null) return correct(finding, value, focus);
      unanswerable.add(finding);
      draw(focus);
    };
    const row = made("div", { class: "answers", role: "group", "aria-labelledby": label });
    if (kind !== "open") {
      row.append(button(t("page.answer_yes"), said(true)), button(t("page.answer_no"), said(false)), button(t("page.not_known"), said(null)));
    } else {
      const input = made("input", { "aria-labelledby": label, maxlength: "2000", on: { keydown: (event) => { if (event.key === "Enter") { event.preventDefault(); tell(); } } } });
      const tell = () => {
        if (!input.value.trim()) return;
        diagnose({ again: true, keep: focus, told: input.value.trim() });
      };
      row.append(input, button(t("page.answer"), tell));
    }
    one.append(row);
  }
}

// ---- images with what was outlined in them and what opinions rest on

function counts(text) {
  const found = [];
  for (let at = 0; at < text.length;) {
    let value = 0, part = 0, code;
    do {
      code = text.charCodeAt(at++) - 48;
      value |= (code & 31) << (5 * part++);
    } while (code & 32);
    if (code & 16) value |= -1 << (5 * part);
    if (found.length > 2) value += found[found.length - 2];
    found.push(value);
  }
  return found;
}

function maskLayer({ height, width, counts: text }) {
  const canvas = made("canvas"), inside = new Uint8Array(height * width);
  let at = 0, on = false;
  for (const run of counts(text)) { if (on) inside.fill(1, at, at + run); at += run; on = !on; }
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d"), image = context.createImageData(width, height);
  const held = (x, y) => x >= 0 && y >= 0 && x < width && y < height && inside[x * height + y];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    if (!held(x, y)) continue;
    const edge = !(held(x - 1, y) && held(x + 1, y) && held(x, y - 1) && held(x, y + 1));
    image.data.set([0, 110, 255, edge ? 255 : 45], 4 * (y * width + x));
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function heatLayer(heat) {
  const canvas = made("canvas");
  canvas.height = heat.length;
  canvas.width = heat[0].length;
  const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
  heat.forEach((row, y) => row.forEach((value, x) => image.data.set([20, 60, 255, Math.round(190 * value)], 4 * (y * canvas.width + x))));
  context.putImageData(image, 0, 0);
  return canvas;
}

function similarTo(place) {
  const number = (name) => Number((/^image (\d+)(,|$)/i.exec(name) || [])[1]);
  const near = shown.differential.similar.filter((one) => number(one.image) === place + 1);
  const called = (label) => (shown.differential.ranked.find((one) => one.condition === label) || { name: label }).name;
  const told = (one) => t(one.fitzpatrick ? "page.similar_case_skin" : "page.similar_case", { label: called(one.label), name: one.name, number: one.similarity.toFixed(2), type: one.fitzpatrick });
  return near.length ? made("ol", { class: "near" }, ...near.map((one) => made("li", {}, told(one)))) : null;
}

function images() {
  for (const figure of $("answer").querySelectorAll("figure[data-place]")) {
    const place = Number(figure.dataset.place), photo = asked[place];
    if (!photo || photo.bad) continue;
    const image = shown.differential.images.find((one) => one.index === place);
    const layers = [[t("page.plain"), null]];
    if (image && image.outline && image.outline.share) layers.push([t("page.mask"), maskLayer(image.outline)]);
    const hot = shown.differential.saliency.filter((one) => one.place === place && one.heat.length);
    hot.forEach((one, at) => layers.push([hot.length > 1 ? `${t("page.heat")} ${at + 1}` : t("page.heat"), heatLayer(one.heat)]));
    const near = similarTo(place);
    if (near) layers.push([t("page.similar"), near]);
    const canvas = made("canvas", { role: "img", "aria-label": t("page.photo", { number: place + 1 }) }), source = new Image();
    const choices = layers.map(([name, layer], at) => button(name, () => paint(at), { "aria-pressed": "false" }));
    const paint = (at) => {
      const scale = Math.min(1, 900 / Math.max(source.naturalWidth, source.naturalHeight));
      canvas.width = Math.round(source.naturalWidth * scale);
      canvas.height = Math.round(source.naturalHeight * scale);
      const context = canvas.getContext("2d");
      context.drawImage(source, 0, 0, canvas.width, canvas.height);
      if (near) near.hidden = layers[at][1] !== near;
      if (layers[at][1] && layers[at][1] !== near) context.drawImage(layers[at][1], 0, 0, canvas.width, canvas.height);
      choices.forEach((one, other) => one.setAttribute("aria-pressed", String(other === at)));
    };
    source.onload = () => paint(layers.length > 1 ? 1 : 0);
    source.src = photo.url;
    figure.prepend(made("div", { class: "stage" }, canvas, ...(near ? [near] : [])), ...(layers.length > 1 ? [made("div", { class: "layers", role: "group", "aria-label": t("page.shown_over") }, ...choices)] : []));
  }
}

function dates() {
  const section = $("answer").querySelector('[data-part="compared"]'), spots = {};
  if (!section) return;
  asked.forEach((photo, place) => { if (photo.spot && photo.date && !photo.bad) (spots[photo.spot] ||= []).push({ ...photo, place }); });
  const rows = Object.entries(spots).filter(([, taken]) => taken.length > 1).map(([number, taken]) =>
    made("div", { class: "dates", role: "group", "aria-label": t("page.spot", { number }) }, ...taken.sort((one, other) => one.date.localeCompare(other.date)).map((photo) =>
      made("figure", {}, made("img", { src: photo.url, alt: `${t("page.photo", { number: photo.place + 1 })}, ${photo.date}` }), made("figcaption", { text: photo.date })))));
  section.querySelector("h2").after(...rows);
}

// ---- keeping it

function kept(image) {
  const canvas = made("canvas"), scale = Math.min(1, 900 / Math.max(image.naturalWidth, image.naturalHeight));
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.85);
}

let closed = [];
window.addEventListener("beforeprint", () => {
  closed = [...$("answer").querySelectorAll("details:not([open])")];
  for (const one of closed) one.open = true;
});
window.addEventListener("afterprint", () => { for (const one of closed) one.open = false; });

async function save() {
  let whole = (await report(shown.differential, view, true)).replaceAll(/<details class="condition"([^>]*?)(?: open)?>/g, '<details class="condition"$1 open>');
  for (const figure of $("answer").querySelectorAll("figure[data-place]")) {
    const canvas = figure.querySelector("canvas"), target = `<figure data-place="${figure.dataset.place}">`;
    if (!canvas) continue;
    const image = made("img", { src: canvas.toDataURL("image/jpeg", 0.85), alt: canvas.getAttribute("aria-label") });
    whole = whole.replace(target, () => target + image.outerHTML);
  }
  const rows = [...$("answer").querySelectorAll(".dates")].map((row) => {
    const copy = row.cloneNode(true), images = row.querySelectorAll("img");
    copy.querySelectorAll("img").forEach((image, place) => { image.src = kept(images[place]); });
    return copy.outerHTML;
  }).join("");
  if (rows) whole = whole.replace(/<section data-part="compared"><h2>[^<]*<\/h2>/, (found) => found + rows);
  const address = URL.createObjectURL(new Blob([whole], { type: "text/html" }));
  made("a", { href: address, download: "dermagent-report.html" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// ---- what a person does

$("case").addEventListener("submit", (event) => { event.preventDefault(); diagnose({}); });
$("stop").addEventListener("click", () => { if (running) running.abort(); takeBack(); number++; running = null; status(""); $("stop").hidden = true; $("progress").hidden = true; $("result").removeAttribute("aria-busy"); });
$("again").addEventListener("click", () => {
  $("stop").click();
  $("case").reset();
  for (const photo of photos) URL.revokeObjectURL(photo.url);
  photos = []; sites = []; corrected = {}; unanswerable = new Set(); shown = null;
  $("result").hidden = true;
  problem("");
  say();
  $("history").focus();
});
for (const one of document.querySelectorAll("[data-example]")) one.addEventListener("click", () => {
  $("again").click();
  const example = words[language].examples[one.dataset.example];
  $("history").value = example.history;
  $("age").value = example.age;
  $("sex").value = example.sex || "";
  diagnose({});
});
for (const id of ["files", "camera"]) $(id).addEventListener("change", () => { addPhotos($(id).files); $(id).value = ""; });
$("add-site").addEventListener("click", addSite);
$("site").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); addSite(); } });
for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => { event.preventDefault(); $("drop").classList.add("over"); });
for (const name of ["dragleave", "drop"]) document.addEventListener(name, (event) => { event.preventDefault(); $("drop").classList.remove("over"); });
document.addEventListener("drop", (event) => addPhotos(event.dataTransfer.files));
document.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); addPhotos(event.clipboardData.files); } });
$("language").addEventListener("change", () => {
  language = $("language").value;
  history.replaceState(null, "", `?language=${language}`);
  say();
  if (shown) diagnose({ again: true, keep: "#none" });
});
for (const one of $("views").children) one.addEventListener("click", () => { view = one.dataset.view; draw(); });
$("print").addEventListener("click", () => window.print());
$("save").addEventListener("click", () => save().catch((error) => problem(t("page.failed", { reason: error.message }))));
say();
