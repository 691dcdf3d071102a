// Batches by the official Node SDK against a running server; prints what it found as one JSON line. Run by
// tests/sdk/test_batches.py.

import fs from "node:fs";
import OpenAI, { toFile } from "openai";

const { SCUMBLE_TEST_URL: baseURL, SCUMBLE_TEST_KEY: apiKey, SCUMBLE_TEST_PICTURES: folder } = process.env;
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const photo = await client.files.create({ file: fs.createReadStream(`${folder}/photo.jpg`), purpose: "vision" });
const line = (id, body) =>
  JSON.stringify({
    custom_id: id,
    method: "POST",
    url: "/v1/images/edits",
    body: { images: [{ file_id: photo.id }], model: "gpt-image-2", ...body },
  });
const lines = [line("good", { prompt: "make it black and white" }), line("bad", { prompt: "x", n: 99 })].join("\n");
const input = await client.files.create({ file: await toFile(Buffer.from(lines), "lines.jsonl"), purpose: "batch" });
let batch = await client.batches.create({
  input_file_id: input.id,
  endpoint: "/v1/images/edits",
  completion_window: "24h",
  metadata: { shop: "north" },
});
while (!["completed", "failed", "expired", "cancelled"].includes(batch.status)) {
  await new Promise((done) => setTimeout(done, 200));
  batch = await client.batches.retrieve(batch.id);
}
const read = async (id) => (await (await client.files.content(id)).text()).trim().split("\n").map((l) => JSON.parse(l));
const listed = [];
for await (const found of client.batches.list({ limit: 1 })) {
  listed.push(found.id);
  if (listed.length === 2) break;
}
let refused = null;
try {
  await client.batches.cancel(batch.id);
} catch (error) {
  refused = { name: error.constructor.name, status: error.status, code: error.code };
}
console.log(
  JSON.stringify({
    status: batch.status,
    counts: batch.request_counts,
    metadata: batch.metadata,
    output: await read(batch.output_file_id),
    errors: await read(batch.error_file_id),
    listed: listed.includes(batch.id),
    refused,
  }),
);
