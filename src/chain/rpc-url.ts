import { IcsError } from "../errors.ts";
import { shownUrl } from "./shown-url.ts";

/** The address itself. @throws CONFIG_INVALID for what is no HTTP address, or one with a user name */
export function checkedRpcUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const hasUser = parsed !== undefined && parsed.username + parsed.password !== "";
  if (/^https?:$/.test(parsed?.protocol ?? "") && !hasUser) return url;
  const problem = {
    name: "url",
    got: hasUser ? "an address with a password" : shownUrl(url),
    wanted: "an http:// or https:// URL without a user name, for instance http://127.0.0.1:26657",
  };
  throw new IcsError(
    "CONFIG_INVALID",
    `"${shownUrl(url)}" ${hasUser ? "was given with a user name" : "is no HTTP address of an RPC"}\nPass the address of a CometBFT RPC listener: ${problem.wanted}.`,
    { problems: [problem] },
  );
}

/** The websocket of an RPC: beside its path, with its query. */
export function websocketUrl(rpcUrl: string): string {
  return rpcUrl.replace(/^http(s?:[^?#]*?)\/?(\?[^#]*)?(#.*)?$/is, "ws$1/websocket$2");
}
