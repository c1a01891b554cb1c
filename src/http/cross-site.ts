/** What a request says of where it comes from. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The Sec-Fetch-Site header. */
  readonly site: string | undefined;
  /** The Sec-Fetch-Mode header. */
  readonly mode: string | undefined;
}

/**
 * Whether a page of another site makes a browser ask. Following a link from elsewhere is no such request: nobody but
 * the reader sees its answer. Programs send none of these headers.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isCrossSite({ host, origin, site, mode }: RequestOrigin): boolean {
  if (origin !== undefined && !isSameOrigin(origin, host)) return true;
  return (site === "cross-site" || site === "same-site") && mode !== "navigate";
}

/** By host and port: a proxy in front may speak https where this server speaks http. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
