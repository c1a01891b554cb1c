import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { openApiDocument } from "../../../../src/observer/web/openapi.ts";
import { askJson } from "../../../support/browser/ask.ts";
import { EventReader } from "../../../support/browser/event-reader.ts";
import { eventsSince } from "../../../support/browser/full-history.ts";
import { useServed } from "../../../support/browser/served.ts";

const serve = useServed();
const document = JSON.parse(JSON.stringify(openApiDocument("1.2.3")));
const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema(document, "api");

/** What is wrong with an answer, by the description of its path. */
function problems(path: string, code: number | undefined, body: unknown): unknown {
  const escaped = path.replaceAll("~", "~0").replaceAll("/", "~1");
  const validate = ajv.getSchema(`api#/paths/${escaped}/get/responses/${code}/content/application~1json/schema`);
  if (validate === undefined) return `${path} does not describe ${code}`;
  return validate(body) ? [] : validate.errors;
}

it("is a valid OpenAPI 3.1 document", async () => {
  expect(document).toMatchObject({ openapi: "3.1.1", info: { version: "1.2.3" } });
  expect(await new Validator().validate(document)).toMatchObject({ valid: true });
});

it("is served as it is", async () => {
  const { url } = await serve({ version: "1.2.3" });
  expect((await askJson(`${url}/openapi.json`)).body).toEqual(document);
});

it.each([
  ["/api/v1/consumers", "/api/v1/consumers?limit=1"],
  ["/api/v1/consumers", "/api/v1/consumers?limit=0"],
  ["/api/v1/consumers/{consumerId}", "/api/v1/consumers/0"],
  ["/api/v1/consumers/{consumerId}", "/api/v1/consumers/1"],
  ["/api/v1/consumers/{consumerId}", "/api/v1/consumers/9"],
  ["/api/v1/consumers/{consumerId}/events", "/api/v1/consumers/0/events?limit=500"],
  ["/api/v1/consumers/{consumerId}/vsc-packets", "/api/v1/consumers/0/vsc-packets"],
  ["/api/v1/consumers/{consumerId}/slash-requests", "/api/v1/consumers/0/slash-requests"],
  ["/api/v1/consumers/{consumerId}/slash-requests", "/api/v1/consumers/0/slash-requests?before=x"],
  ["/api/v1/events", "/api/v1/events?consumer=9"],
  ["/health", "/health"],
])("describes what %s really answers (%s)", async (path, request) => {
  const { url, service } = await serve();
  service.add("1").tell({ type: "failure", error: new Error("gone"), isRetried: false });
  const at = eventsSince(Date.UTC(2026, 4, 1));
  service
    .consumer("0")
    ?.see(at("provider", 9, { kind: "blocksMissing", fromHeight: 1n, toHeight: 8n, reason: "pruned" }));
  const { code, body } = await askJson(url + request);
  expect(problems(path, code, body)).toEqual([]);
});

it("describes what streams carry", async () => {
  const { api, service } = await serve();
  await using reader = await EventReader.open(`${api}/events`, { "last-event-id": "run1-0" });
  service.consumer("0")?.tell({ type: "health", health: { verdict: "secured", reasons: [] } });
  const validate = ajv.getSchema("api#/components/schemas/Message");
  for (let seen = 0; seen < service.recent().length; seen += 1) {
    const { data } = (await reader.next("event", "health")) ?? {};
    expect(validate?.(data) === true || validate?.errors).toBe(true);
  }
});

it("would notice an answer that is not as described", () => {
  expect(problems("/health", 200, { healthy: "yes" })).not.toEqual([]);
  expect(problems("/health", 418, {})).toBe("/health does not describe 418");
});
