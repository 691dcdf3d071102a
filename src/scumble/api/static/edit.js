// One edit as the API takes it: the form that is sent, and the same as a curl command.

// request: {prompt, format, size, file, second, mask, region}. Returns the answer's body; throws it when it is an error.
export async function sendEdit(request, key, signal) {
  const answer = await fetch("/v1/images/edits", {
    method: "POST",
    headers: { Authorization: `Bearer ${key}` },
    body: formOf(request),
    signal,
  });
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw { ...(body.error ?? { message: `The server answered ${answer.status}. Try again.` }), status: answer.status };
}

function formOf({ prompt, format, size, file, second, mask, region }) {
  const data = new FormData();
  data.append("prompt", prompt);
  data.append("output_format", format);
  data.append("size", size);
  data.append(second ? "image[]" : "image", file, file.name || "picture");
  if (second) data.append("image[]", second, second.name);
  if (mask) data.append("mask", mask, "mask.png");
  if (region) data.append("region", JSON.stringify(region));
  return data;
}

// The command that sends the same edit; the key is left to the shell variable KEY.
export function curlOf({ prompt, format, size, file, second, mask, region }, origin) {
  const name = second ? "image[]" : "image";
  const fields = [
    fileField(name, file.name || "picture"),
    second && fileField(name, second.name),
    mask && fileField("mask", "mask.png"),
    textField("prompt", prompt),
    region && textField("region", JSON.stringify(region)),
    textField("output_format", format),
    size !== "auto" && textField("size", size),
  ].filter(Boolean);
  const comment = mask ? "# mask.png: as large as the picture, transparent where you painted\n" : "";
  const decode = "python3 -c \"import sys,json,base64;sys.stdout.buffer.write(base64.b64decode(json.load(sys.stdin)['data'][0]['b64_json']))\"";
  const lines = [`curl -sS ${origin}/v1/images/edits`, '-H "Authorization: Bearer $KEY"', ...fields];
  const ending = format === "jpeg" ? "jpg" : format;
  return `${comment}${lines.join(" \\\n  ")} \\\n  | ${decode} > edited.${ending}`;
}

function textField(name, value) {
  return `--form-string ${quoted(`${name}=${value}`)}`;
}

function fileField(name, path) {
  return `-F ${quoted(`${name}=@"${path.replace(/["\\]/g, "\\$&")}"`)}`;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
