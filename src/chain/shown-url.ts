/** Parts of an address that are this long may be a token; shorter ones, such as `rpc`, are words that any text may hold. */
const TOKEN_LENGTH = 8;

/**
 * An address as it may be told: scheme, host and port, and "/…" for all that follows. A path, a query or a user name of
 * an RPC address may be the token that pays for it. What is no address at all is cut the same way.
 */
export function shownUrl(url: string): string {
  const [, scheme = "", host = "", rest = ""] =
    /^([a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#\\]*@)?([^/?#\\]*)(.*)$/is.exec(url) ?? [];
  return `${scheme}${host}${rest === "" || rest === "/" ? "" : "/…"}`;
}

/** A text of somebody else's, such as a proxy's refusal, without what `shownUrl` leaves out of this address. */
export function withoutUrl(text: string, url: string): string {
  const { pathname, searchParams } = new URL(url);
  const parts = [...pathname.split("/"), ...[...searchParams].flat()].flatMap((part) => [
    part,
    encodeURIComponent(part),
  ]);
  const tokens = parts.filter((part) => part.length >= TOKEN_LENGTH);
  return tokens.reduce((shown, token) => shown.replaceAll(token, "…"), text.replaceAll(url, shownUrl(url)));
}
