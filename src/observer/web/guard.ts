import type { MiddlewareHandler } from "hono";
import { type AllowedHosts, isAllowedHost } from "../../http/allowed-host.ts";
import { isCrossSite } from "../../http/cross-site.ts";

/** Lets through what reads, by a name of this server, for nobody but the reader. */
export function guard(hosts: AllowedHosts): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const host = req.header("host");
    if (!isAllowedHost(host, hosts)) {
      const error = "This name is not one of the observer's: ask by its address, or add the name to allowedHosts";
      return context.json({ error }, 403);
    }
    const [origin, site, mode] = ["origin", "sec-fetch-site", "sec-fetch-mode"].map((name) => req.header(name));
    if (isCrossSite({ host, origin, site, mode })) {
      return context.json({ error: "Another site's page may not ask" }, 403);
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      return context.json({ error: "The observer only reads: ask with GET" }, 405, { allow: "GET, HEAD" });
    }
    return await next();
  };
}
