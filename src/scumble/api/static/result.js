// The result on the page: what was understood, kept and noted, the download, and the same edit as a command.

const $ = (id) => document.getElementById(id);

// body: the API's answer. request: what was sent (see edit.js). Returns the result as a File.
export function resultFile(body, request) {
  const bytes = Uint8Array.from(atob(body.data[0].b64_json), (c) => c.charCodeAt(0));
  const name = (request.file.name || "picture").replace(/\.[^.]*$/, "");
  const ending = body.output_format === "jpeg" ? "jpg" : body.output_format;
  return new File([bytes], `${name}-edited.${ending}`, { type: `image/${body.output_format}` });
}

// Fills everything around the picture. file: the result as `resultFile` gave it.
export function showFacts(body, file, command) {
  const facts = body.data[0].edit;
  if ($("download").href) URL.revokeObjectURL($("download").href);
  $("download").href = URL.createObjectURL(file);
  $("download").download = file.name;
  showKept(facts);
  $("understood").textContent = facts.plan.understood;
  $("meta").textContent = metaLine(body, facts, file);
  list($("notes"), [...facts.plan.notes, ...facts.notes]);
  list($("steps"), facts.plan.steps.map((s) => `${s.text}: ${s.op} on the ${s.target}${parameters(s.params)}`));
  list($("verdicts"), facts.verdicts.map((v) => v.sentence), (i) => !facts.verdicts[i].passed);
  $("raw").textContent = JSON.stringify({ ...body, data: [{ b64_json: "…", edit: facts }] }, null, 2);
  $("curl").textContent = command;
  $("curl-help").textContent = "";
  $("result").hidden = $("result-bar").hidden = false;
}

export function hideFacts() {
  $("result").hidden = $("result-bar").hidden = true;
}

// Sizes of files as people read them. count: bytes.
export function bytesText(count) {
  return count < 1e6 ? `${Math.max(1, Math.round(count / 1e3))}\u00a0kB` : `${(count / 1e6).toFixed(1)}\u00a0MB`;
}

function showKept(facts) {
  const verdict = facts.verdicts.find((v) => v.guard === "preservation");
  const { outside, changed, reason } = facts.preservation;
  const wrong = facts.verdicts.filter((v) => !v.passed && v !== verdict).map((v) => v.sentence);
  const why = reason ? ` (${reason})` : "";
  $("kept").textContent = [`${verdict?.sentence ?? "What was kept was not measured."}${why}`, ...wrong].join(" ");
  const passed = facts.verdicts.every((v) => v.passed);
  $("kept").className = !passed ? "failed" : outside && !changed ? "exact" : "";
}

function metaLine(body, facts, file) {
  const seconds = Object.values(facts.timings).reduce((a, b) => a + b, 0);
  const share = Math.min(100, 100 * facts.region.share);
  return [
    share && `${share.toFixed(share < 10 ? 1 : 0)} % of the picture was edited`,
    `${share ? "done" : "Done"} by ${facts.engine} in ${seconds < 0.1 ? "under 0.1" : seconds.toFixed(1)} s`,
    `${body.size.replace("x", "\u00a0×\u00a0")} ${body.output_format.toUpperCase()}`,
    bytesText(file.size),
  ].filter(Boolean).join(" · ");
}

function parameters(params) {
  const text = Object.entries(params).map(([k, v]) => `${k} ${JSON.stringify(v)}`).join(", ");
  return text && ` (${text})`;
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

$("curl-copy").addEventListener("click", async () => {
  // Browsers give pages served over plain http (other than localhost) no clipboard: then the text is only selected.
  const copied = await navigator.clipboard?.writeText($("curl").textContent).then(() => true, () => false);
  if (!copied) getSelection().selectAllChildren($("curl"));
  $("curl-help").textContent = copied ? "Copied. Put your key in place of $KEY." : "Selected; copy with Ctrl+C.";
});
