// The page: key, pictures, instruction with a live plan, sending the edit, showing what was done and kept.

import { Picture } from "/static/picture.js";

const $ = (id) => document.getElementById(id);
const EXAMPLES = [
  "Put it on a white studio background",
  "Remove the background",
  "Blur the background",
  "Make the background grey",
  "Make it black and white",
  "Brighten the subject and sharpen it",
  "Remove what I painted",
  "Crop to the subject",
];
const SESSION = { running: null, result: null, plan: null };

const picture = new Picture(() => plan());

// ---- key ----
function readKey() {
  // A link may carry the key behind '#', which browsers never send to servers.
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given) {
    localStorage.setItem("scumble.key", given);
    history.replaceState(null, "", location.pathname);
  }
  $("key").value = localStorage.getItem("scumble.key") ?? "";
}

$("key").addEventListener("input", () => {
  localStorage.setItem("scumble.key", $("key").value.trim());
  plan();
});
$("key-show").addEventListener("click", () => {
  const shown = $("key").type === "password";
  $("key").type = shown ? "text" : "password";
  $("key-show").setAttribute("aria-pressed", String(shown));
  $("key-show").textContent = shown ? "Hide" : "Show";
});

function headers(more = {}) {
  return { Authorization: `Bearer ${$("key").value.trim()}`, ...more };
}

// ---- pictures ----
async function take(file) {
  if (!file) return;
  showError(null);
  await picture.load(file);
  plan();
}

$("file").addEventListener("change", () => take($("file").files[0]));
$("second").addEventListener("change", () => plan());
$("drop").addEventListener("click", () => $("file").click());
$("drop").addEventListener("keydown", (e) => {
  if (e.key === "Enter" || e.key === " ") {
    e.preventDefault();
    $("file").click();
  }
});
addEventListener("paste", (e) => {
  const file = [...(e.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
  if (file) take(file);
});
for (const [name, inside] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  addEventListener(name, (e) => {
    e.preventDefault();
    document.body.classList.toggle("dragging", inside);
    if (name === "drop") take(e.dataTransfer.files[0]);
  });
}
for (const button of document.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", () => picture.use(button.dataset.tool));
}
$("clear").addEventListener("click", () => picture.clear());

// ---- instruction and live plan ----
for (const text of EXAMPLES) {
  $("examples").append(chip(text));
}

function chip(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => {
    $("prompt").value = text;
    showError(null);
    plan();
    $("prompt").focus();
  });
  return button;
}

$("prompt").addEventListener("input", () => plan());
$("prompt").addEventListener("keydown", (e) => {
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) $("form").requestSubmit();
});

let planTimer = 0;

function plan() {
  clearTimeout(planTimer);
  planTimer = setTimeout(askPlan, 300);
}

async function askPlan() {
  SESSION.plan?.abort();
  const prompt = $("prompt").value.trim();
  if (!prompt || !$("key").value.trim()) return showPlan("");
  const control = (SESSION.plan = new AbortController());
  const question = {
    prompt,
    image_count: picture.file ? 1 + $("second").files.length : 1,
    has_mask: picture.drawn,
    image_size: picture.width ? `${picture.width}x${picture.height}` : null,
  };
  try {
    const answer = await fetch("/v1/images/plan", {
      method: "POST",
      headers: headers({ "Content-Type": "application/json" }),
      body: JSON.stringify(question),
      signal: control.signal,
    });
    const body = await answer.json();
    if (answer.ok) showPlan(body.plan.understood);
    else showPlan(body.error.message, true);
  } catch (error) {
    if (error.name !== "AbortError") showPlan("");
  }
}

function showPlan(text, cannot = false) {
  $("plan").textContent = text;
  $("plan").classList.toggle("cannot", cannot);
}

// ---- editing ----
$("form").addEventListener("submit", async (e) => {
  e.preventDefault();
  if (SESSION.running) return;
  showError(null);
  if (!$("key").value.trim()) return showError({ message: "Enter an API key first." }, $("key"));
  if (!picture.file) return showError({ message: "Choose a picture first." }, $("file"));
  if (!$("prompt").value.trim()) return showError({ message: "Say in words what to change." }, $("prompt"));
  await edit();
});
$("stop").addEventListener("click", () => SESSION.running?.abort());

async function edit() {
  const control = (SESSION.running = new AbortController());
  const stopClock = startClock();
  try {
    const answer = await fetch("/v1/images/edits", {
      method: "POST",
      headers: headers(),
      body: await form(),
      signal: control.signal,
    });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) return showError(body.error ?? { message: `The server answered ${answer.status}.` });
    showResult(body);
  } catch (error) {
    if (error.name === "AbortError") showError({ message: "Stopped." });
    else showError({ message: "The server cannot be reached. Is it still running?" });
  } finally {
    SESSION.running = null;
    stopClock();
  }
}

async function form() {
  const data = new FormData();
  const second = $("second").files[0];
  data.append("prompt", $("prompt").value.trim());
  data.append("output_format", $("format").value);
  data.append("size", $("size").value.trim() || "auto");
  data.append(second ? "image[]" : "image", picture.file, picture.file.name || "picture");
  if (second) data.append("image[]", second, second.name);
  const mask = await picture.mask();
  const region = picture.region();
  if (mask) data.append("mask", mask, "mask.png");
  if (region) data.append("region", JSON.stringify(region));
  return data;
}

function startClock() {
  const start = performance.now();
  const tick = () => ($("clock").textContent = `${((performance.now() - start) / 1000).toFixed(1)} s`);
  const timer = setInterval(tick, 100);
  $("go").disabled = true;
  $("stop").hidden = false;
  return () => {
    clearInterval(timer);
    tick();
    $("go").disabled = false;
    $("stop").hidden = true;
  };
}

// ---- showing ----
function showResult(body) {
  const { b64_json: encoded, edit: facts } = body.data[0];
  const blob = asBlob(encoded, body.output_format);
  const name = (picture.file.name || "picture").replace(/\.[^.]*$/, "");
  const ending = body.output_format === "jpeg" ? "jpg" : body.output_format;
  SESSION.result = new File([blob], `${name}-edited.${ending}`, { type: blob.type });
  picture.showAfter(blob, body.size === `${picture.width}x${picture.height}`);
  if ($("download").href) URL.revokeObjectURL($("download").href);
  $("download").href = URL.createObjectURL(blob);
  $("download").download = SESSION.result.name;
  $("understood").textContent = facts.plan.understood;
  list($("steps"), facts.plan.steps.map((s) => `${s.op} on the ${s.target}${parameters(s.params)}`));
  $("kept").textContent = keptSentence(facts);
  list($("verdicts"), facts.verdicts.map((v) => v.sentence), (i) => !facts.verdicts[i].passed);
  list($("notes"), [...facts.plan.notes, ...facts.notes]);
  $("raw").textContent = JSON.stringify({ ...body, data: [{ edit: facts }] }, null, 2);
  $("result").hidden = false;
}

function asBlob(encoded, format) {
  const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
  return new Blob([bytes], { type: `image/${format}` });
}

function parameters(params) {
  const text = Object.entries(params).map(([k, v]) => `${k} ${JSON.stringify(v)}`).join(", ");
  return text && ` (${text})`;
}

function keptSentence(facts) {
  const { mode, outside, changed, maximum, reason } = facts.preservation;
  const seconds = Object.values(facts.timings).reduce((a, b) => a + b, 0).toFixed(1);
  const tail = ` Drawn by ${facts.engine} in ${seconds} s.`;
  if (!outside) return `The whole picture was allowed to change.${tail}`;
  const share = (100 * (1 - facts.region.share)).toFixed(1);
  const count = outside.toLocaleString();
  if (!changed) return `${count} pixels outside the edit (${share} %) were compared: every one is as it was.${tail}`;
  const why = reason ? ` (${reason})` : ` (${mode})`;
  return `${changed.toLocaleString()} of ${count} pixels outside the edit differ, by at most ${maximum} of 255${why}.${tail}`;
}

function list(element, lines, failed = () => false) {
  element.replaceChildren(
    ...lines.map((line, i) => {
      const item = document.createElement("li");
      item.textContent = line;
      item.classList.toggle("failed", failed(i));
      return item;
    }),
  );
}

function showError(error, field) {
  const box = $("error");
  box.hidden = !error;
  box.replaceChildren();
  if (!error) return;
  const text = document.createElement("div");
  text.textContent = error.message;
  box.append(text);
  const nearest = error.details?.nearest ?? [];
  if (nearest.length) {
    const chips = document.createElement("div");
    chips.className = "chips";
    chips.append(...nearest.map(chip));
    box.append(chips);
  }
  field?.focus();
}

$("again").addEventListener("click", () => {
  picture.use("none");
  take(SESSION.result);
  $("prompt").focus();
});

readKey();
