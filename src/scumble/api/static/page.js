// The page: key, pictures, instruction with a live plan, sending the edit.

import { Drawing } from "/static/drawing.js";
import { curlOf, sendEdit } from "/static/edit.js";
import { Picture } from "/static/picture.js";
import { bytesText, hideFacts, resultFile, showFacts } from "/static/result.js";

const $ = (id) => document.getElementById(id);
const EXAMPLES = [
  "White background",
  "White studio backdrop",
  "Navy background",
  "Blur the background",
  "Cut out the subject",
  "Remove what I painted",
  "Brighten the subject",
  "Crop to the subject",
];
const PLAN_AFTER = 300; // ms without typing until the plan is asked for
const REFUSE_AFTER = 700; // ms more until half a sentence is called not understood
const STATE = { running: null, result: null, planning: null, refused: null };

const picture = new Picture();
const drawing = new Drawing(() => plan());

// ---- key ----
function storedKey() {
  return $("key").value.trim();
}

async function checkKey() {
  localStorage.setItem("scumble.key", storedKey());
  if (!storedKey()) return keyState("", true);
  const answer = await fetch("/v1/models", { headers: { Authorization: `Bearer ${storedKey()}` } }).catch(() => null);
  if (!answer) return showError({ message: "The server cannot be reached. Is it still running?" });
  if (answer.status !== 401) return keyState("good", false);
  const body = await answer.json().catch(() => ({}));
  keyState("bad", true, body.error?.message ?? "This key is not known here.");
}

// state: '', 'good' or 'bad'. open: whether the key's row is shown. message: what is wrong with it.
function keyState(state, open, message = "") {
  $("key-open").dataset.state = state;
  $("key-open").textContent = state === "bad" ? "Wrong API key" : state ? "API key" : "No API key";
  $("key-open").setAttribute("aria-expanded", String(open));
  $("key-form").hidden = !open;
  $("key-error").hidden = !message;
  // The API's second sentence is about headers, which nobody sets here.
  $("key-error").textContent = plain(message.replace(/ Make one with .*$/s, " Paste it again in full, or make a new one."));
}

$("key-form").addEventListener("submit", async (e) => {
  e.preventDefault();
  await checkKey();
  plan();
  if ($("key-form").hidden) $("prompt").focus();
  else $("key").focus();
});
$("key-open").addEventListener("click", () => {
  const open = $("key-form").hidden;
  $("key-form").hidden = !open;
  $("key-open").setAttribute("aria-expanded", String(open));
  if (open) $("key").focus();
});
$("key-show").addEventListener("click", () => {
  const shown = $("key").type === "password";
  $("key").type = shown ? "text" : "password";
  $("key-show").setAttribute("aria-pressed", String(shown));
  $("key-show").textContent = shown ? "Hide" : "Show";
});

// ---- pictures ----
async function take(file) {
  if (!file) return;
  STATE.running?.abort();
  showError(null);
  hideFacts();
  $("picture-facts").textContent = `${file.name || "pasted picture"} · ${bytesText(file.size)}`;
  $("file-label").textContent = "Choose another…";
  const shown = await picture.load(file);
  if (shown) $("picture-facts").textContent += ` · ${picture.width}\u00a0×\u00a0${picture.height}`;
  $("tools").hidden = !shown;
  drawing.resize(picture.width, picture.height);
}

function showSecond(shown) {
  $("second-row").hidden = !shown;
  $("second-add").hidden = shown;
  $("second-facts").textContent = $("second").files[0]?.name ?? "None yet";
}

$("file").addEventListener("change", () => take($("file").files[0]));
$("drop").addEventListener("click", () => $("file").click());
$("second-add").addEventListener("click", () => {
  showSecond(true);
  $("second").focus();
});
$("second").addEventListener("change", () => {
  showSecond(true);
  if (!$("prompt").value.trim()) $("prompt").value = "Use the second picture as the background";
  plan();
});
$("second-remove").addEventListener("click", () => {
  $("second").value = "";
  showSecond(false);
  plan();
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

// ---- instruction and live plan ----
function chip(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", act ?? (() => say(text)));
  if (act) button.className = "act";
  return button;
}

function say(text) {
  $("prompt").value = text;
  showError(null);
  if (/\bpainted\b/.test(text) && picture.width && !drawing.drawn) paint();
  plan();
  $("prompt").focus();
}

function paint() {
  original();
  drawing.use("brush");
  $("stage").scrollIntoView({ block: "nearest" });
}

let planTimer = 0;

function plan() {
  clearTimeout(planTimer);
  if ($("prompt").value.trim() !== STATE.refused) $("refusal").hidden = true;
  STATE.planning?.abort();
  planTimer = setTimeout(askPlan, PLAN_AFTER);
}

async function askPlan() {
  const prompt = $("prompt").value.trim();
  if (!prompt || !storedKey()) return showPlan("");
  const control = (STATE.planning = new AbortController());
  const question = {
    prompt,
    image_count: 1 + $("second").files.length,
    has_mask: drawing.drawn,
    image_size: picture.width ? `${picture.width}x${picture.height}` : null,
  };
  try {
    const answer = await fetch("/v1/images/plan", {
      method: "POST",
      headers: { Authorization: `Bearer ${storedKey()}`, "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal: control.signal,
    });
    const body = await answer.json();
    if (control.signal.aborted) return;
    if (answer.ok) return showPlan([body.plan.understood, ...body.plan.notes].join(" "));
    if (answer.status === 401) return keyState("bad", true, body.error.message);
    planTimer = setTimeout(() => refuse(body.error), REFUSE_AFTER);
  } catch (error) {
    if (error.name !== "AbortError") showPlan("");
  }
}

function showPlan(text) {
  $("plan").textContent = text;
  $("refusal").hidden = true;
}

// Shows why an instruction cannot be done, and what would work, ready to click.
function refuse(error) {
  const { nearest = [], needs = null } = error.details ?? {};
  const painting = needs === "finding objects by words" && picture.width !== null;
  const second = needs === "another input picture";
  let message = nearest.length ? error.message.replace(/ What would work: .*$/s, " This would work:") : error.message;
  if (painting) message = "Show where: paint over it on the picture. Or use one of these:";
  if (second) message = "Choose the second picture above. Or use one of these:";
  showPlan("");
  if (second) showSecond(true);
  STATE.refused = $("prompt").value.trim();
  $("refusal").hidden = false;
  $("refusal").classList.toggle("hint", painting || second);
  $("refusal-text").textContent = plain(message);
  $("refusal-chips").replaceChildren(...nearest.map((text) => chip(text)));
  if (painting && drawing.tool !== "brush") $("refusal-chips").prepend(chip("Paint on the picture", paint));
}

// A public sentence without its marks for code.
function plain(message) {
  return message.replaceAll("`", "");
}

$("prompt").addEventListener("input", () => plan());
$("prompt").addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
  e.preventDefault();
  $("form").requestSubmit();
});
$("examples").append(...EXAMPLES.map((text) => chip(text)));

// ---- editing ----
$("form").addEventListener("submit", async (e) => {
  e.preventDefault();
  if (STATE.running) return;
  showError(null);
  if (!picture.file) return showError({ message: "Choose a picture first." }, $("file"));
  if (!$("prompt").value.trim()) return showError({ message: "Say in words what should change." }, $("prompt"));
  if (drawing.tool !== "none" && !drawing.drawn) {
    const what = drawing.tool === "box" ? "The box is empty. Draw it on the picture" : "Nothing is painted yet. Paint where to edit";
    return showError({ message: `${what}, or choose to edit the whole picture.` });
  }
  if (!storedKey()) {
    keyState("", true, "Enter an API key first.");
    return $("key").focus();
  }
  await edit();
});
$("stop").addEventListener("click", () => STATE.running?.abort());

async function edit() {
  const control = (STATE.running = new AbortController());
  const done = busy();
  try {
    const request = {
      prompt: $("prompt").value.trim(),
      format: $("format").value,
      size: $("size").value.trim() || "auto",
      file: picture.file,
      second: $("second").files[0],
      mask: await drawing.mask(),
      region: drawing.region(),
    };
    const body = await sendEdit(request, storedKey(), control.signal);
    await show(body, request);
  } catch (error) {
    failed(error);
  } finally {
    STATE.running = null;
    done();
  }
}

function failed(error) {
  original();
  if (error.name === "AbortError") return showError({ message: "Stopped. Nothing was changed." });
  if (error.status === 401) return keyState("bad", true, error.message);
  if (error.details) return refuse(error);
  if (error.status) return showError(error, error.param === "size" ? $("size") : null);
  showError({ message: "The server cannot be reached. Is it still running?" });
}

async function show(body, request) {
  STATE.result = resultFile(body, request);
  await picture.showAfter(STATE.result, body.size === `${picture.width}x${picture.height}`);
  showFacts(body, STATE.result, curlOf(request, location.origin));
  $("tools").hidden = $("box-fields").hidden = true;
  if ($("stage").getBoundingClientRect().top < 0) $("stage").scrollIntoView();
}

// Back to the picture before the edit, with what was drawn on it.
function original() {
  hideFacts();
  picture.hideAfter();
  $("tools").hidden = picture.width === null;
  $("box-fields").hidden = drawing.tool !== "box";
}

// Shows that an edit is running; returns what ends that.
function busy() {
  const start = performance.now();
  const tick = () => ($("clock").textContent = `${((performance.now() - start) / 1000).toFixed(1)} s`);
  const timer = setInterval(tick, 100);
  tick();
  const set = (on) => {
    $("go").disabled = on;
    $("go").textContent = on ? "Editing…" : "Edit picture";
    $("busy").hidden = !on;
    $("stage").setAttribute("aria-busy", String(on));
  };
  set(true);
  return () => {
    clearInterval(timer);
    set(false);
  };
}

function showError(error, field) {
  $("error").hidden = !error;
  $("error").textContent = plain(error?.message ?? "");
  if (field && $("output").contains(field)) $("output").open = true;
  if (error) $("error").scrollIntoView({ block: "nearest" });
  field?.focus({ preventScroll: Boolean(error) });
}

$("again").addEventListener("click", async () => {
  $("prompt").value = "";
  await take(STATE.result);
  $("prompt").focus();
});
$("back").addEventListener("click", () => {
  original();
  $("prompt").focus();
});

// A link may carry the key behind '#', which browsers never send to servers.
const given = new URLSearchParams(location.hash.slice(1)).get("key");
if (given) history.replaceState(null, "", location.pathname);
$("key").value = given ?? localStorage.getItem("scumble.key") ?? "";
checkKey();
