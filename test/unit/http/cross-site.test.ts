import { isCrossSite, type RequestOrigin } from "../../../src/http/cross-site.ts";

const request = (change: Partial<RequestOrigin>): RequestOrigin => ({
  host: "127.0.0.1:8080",
  origin: undefined,
  site: undefined,
  mode: undefined,
  ...change,
});

it.each<[string, Partial<RequestOrigin>]>([
  ["a program that says nothing", {}],
  ["the page itself", { site: "same-origin", mode: "cors", origin: "http://127.0.0.1:8080" }],
  ["an address typed in", { site: "none", mode: "navigate" }],
  ["a link on another site", { site: "cross-site", mode: "navigate" }],
  ["a proxy that speaks https", { host: "observer.example", origin: "https://observer.example", site: "same-origin" }],
])("answers %s", (_who, change) => {
  expect(isCrossSite(request(change))).toBe(false);
});

it.each<[string, Partial<RequestOrigin>]>([
  ["another site's script", { site: "cross-site", mode: "cors", origin: "https://evil.example" }],
  ["another site's image", { site: "cross-site", mode: "no-cors" }],
  ["a neighbour of the same site", { site: "same-site", mode: "cors" }],
  ["another port of this machine", { origin: "http://127.0.0.1:9999" }],
  ["a sandboxed frame", { origin: "null" }],
  ["an old browser's form elsewhere", { origin: "http://evil.example", mode: "navigate" }],
])("refuses %s", (_who, change) => {
  expect(isCrossSite(request(change))).toBe(true);
});
