// The official Node SDK against a running server; prints one JSON line for each case. Run by tests/sdk/test_node.py.
// Only base URL and key differ from code written for OpenAI.

import fs from "node:fs";
import OpenAI, { toFile } from "openai";

const { SCUMBLE_TEST_URL: baseURL, SCUMBLE_TEST_KEY: apiKey, SCUMBLE_TEST_PICTURES: folder } = process.env;
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const model = "gpt-image-2";
const file = (name, type) => toFile(fs.readFileSync(`${folder}/${name}`), name, { type });
const photo = () => file("photo.jpg", "image/jpeg");

const facts = (result) => ({
  images: result.data.length,
  bytes: result.data.map((d) => Buffer.from(d.b64_json, "base64").length),
  size: result.size,
  format: result.output_format,
  background: result.background,
  tokens: result.usage.total_tokens,
  engine: result.data[0].edit.engine,
  changed: result.data[0].edit.preservation.changed,
  request: result._request_id,
});

const cases = {
  one: async () => facts(await client.images.edit({ model, image: await photo(), prompt: "White studio background" })),
  // A stream has no known length and no type: sent chunked, as application/octet-stream.
  stream_upload: async () =>
    facts(
      await client.images.edit({
        image: fs.createReadStream(`${folder}/photo.jpg`),
        prompt: "Make it black and white",
        model,
      }),
    ),
  three: async () =>
    facts(
      await client.images.edit({
        model,
        image: [await photo(), await file("other.jpg", "image/jpeg"), await file("other.jpg", "image/jpeg")],
        prompt: "Use the second image as the background",
      }),
    ),
  mask: async () =>
    facts(
      await client.images.edit({
        model,
        image: await photo(),
        mask: await file("mask.png", "image/png"),
        prompt: "Remove the masked object",
      }),
    ),
  two: async () =>
    facts(await client.images.edit({ model, image: await photo(), prompt: "Make it black and white", n: 2 })),
  json: async () => {
    const image_url = `data:image/jpeg;base64,${fs.readFileSync(`${folder}/photo.jpg`).toString("base64")}`;
    const body = { model, images: [{ image_url }], prompt: "Make the background grey" };
    return facts(await client.post("/images/edits", { body }));
  },
  streaming: async () => {
    const stream = await client.images.edit({
      model,
      image: await photo(),
      prompt: "Blur the background",
      stream: true,
      partial_images: 2,
    });
    const events = [];
    for await (const event of stream) events.push([event.type, event.partial_image_index ?? null, event.size]);
    return { events };
  },
  wrong_key: async () =>
    new OpenAI({ baseURL, apiKey: "sk-wrong", maxRetries: 0 }).images.edit({ model, image: await photo(), prompt: "x" }),
  wrong_size: async () => client.images.edit({ model, image: await photo(), prompt: "Brighten it", size: "banana" }),
  wrong_mask: async () =>
    client.images.edit({
      model,
      image: await photo(),
      mask: await file("wrong.png", "image/png"),
      prompt: "Remove it",
    }),
  wrong_model: async () => client.images.edit({ model: "gemini-9", image: await photo(), prompt: "Brighten it" }),
  wrong_in_stream: async () =>
    client.images.edit({ model, image: await photo(), prompt: "add a dragon that breathes fire", stream: true }),
  too_large: async () =>
    client.images.edit({ model, image: await file("big.png", "image/png"), prompt: "Brighten it" }),
};

for (const [name, run] of Object.entries(cases)) {
  let outcome;
  try {
    outcome = { result: await run() };
  } catch (e) {
    const { status, code, param, type, message, requestID } = e;
    outcome = { error: { name: e.constructor.name, status, code, param, type, message, request: requestID } };
  }
  console.log(JSON.stringify({ case: name, ...outcome }));
}
