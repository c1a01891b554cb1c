import { askJson } from "../../../support/browser/ask.ts";
import { eventsSince } from "../../../support/browser/full-history.ts";
import { useServed } from "../../../support/browser/served.ts";

const serve = useServed();

it("is healthy while every consumer is secured or on its way there", async () => {
  const { url, service } = await serve();
  const at = eventsSince(Date.UTC(2026, 4, 1, 11, 59));
  service
    .add("1")
    .see(at("provider", 9, { kind: "consumerPhaseChanged", from: undefined, to: "REGISTERED", spawnTime: undefined }));
  expect(service.consumer("1")?.summary().health.verdict).toBe("pending");
  expect(await askJson(`${url}/health`)).toEqual({ code: 200, body: { healthy: true, reasons: [], consumers: 2 } });
});

it("answers 503 with one line for each consumer that is not", async () => {
  const { url, service } = await serve();
  service.consumer("0")?.tell({ type: "failure", error: new Error("the node is gone"), isRetried: false });
  const { code, body } = await askJson(`${url}/health`);
  expect(code).toBe(503);
  expect(body).toMatchObject({ healthy: false, consumers: 1 });
  expect(body.reasons).toEqual([expect.stringMatching(/^consumer 0 \(neighbour-1\) is unknown: .*the node is gone/)]);
});
