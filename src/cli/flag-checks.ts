import { shownUrl } from "../chain/shown-url.ts";
import { IcsError, type Problem, problemLines } from "../errors.ts";
import { type ListenAddress, parseListen } from "../http/listen-address.ts";

/** Notes a flag that cannot be used. */
export type Wrong = (name: string, got: string, wanted: string) => void;

/** What is wrong with the flags of one call. */
export class FlagProblems {
  readonly #problems: Problem[] = [];

  readonly note: Wrong = (name, got, wanted) => {
    this.#problems.push({ name, got: got === "" ? "nothing" : got, wanted });
  };

  /** @throws CONFIG_INVALID with every problem at once, where there are any */
  throwAny(): void {
    const problems = this.#problems;
    if (problems.length === 0) return;
    throw new IcsError("CONFIG_INVALID", `These flags cannot be used:\n${problemLines(problems)}`, { problems });
  }
}

/** Notes what is no address of an RPC listener. */
export function checkUrl(name: string, url: string, wrong: Wrong): void {
  if (!URL.canParse(url)) {
    wrong(name, shownUrl(url), "the address of an RPC listener, such as http://127.0.0.1:26657");
    return;
  }
  const { protocol, username, password } = new URL(url);
  // The address itself is not repeated where it may hold a password.
  if (username !== "" || password !== "") wrong(name, "an address with a password", "an address without one");
  else if (!/^https?:$/.test(protocol))
    wrong(name, shownUrl(url), "http:// or https://, the address of an RPC listener");
}

/** Notes what is no store: a SQLite file, or a PostgreSQL database whose password is not in the arguments. */
export function checkStore(text: string, wrong: Wrong): void {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (text === "" || (scheme !== undefined && !isDatabase(text))) {
    wrong("--store", scheme === undefined ? "" : `${scheme}://…`, "a file, or postgres://user@host/database");
  }
  // Every process of the machine can read arguments.
  if (isDatabase(text) && /^[^/]*:\/\/[^/@]*:[^/]*@|[?&]password=/.test(text)) {
    wrong("--store", "an address with a password", "one without; give it as PGPASSWORD, in .env or in ~/.pgpass");
  }
}

/** True for the address of a PostgreSQL database. */
export function isDatabase(store: string): boolean {
  return /^postgres(ql)?:\/\//.test(store);
}

/** Reads `--listen`. */
export function readListen(text: string, wrong: Wrong): ListenAddress | undefined {
  const address = parseListen(text);
  if (address === undefined) wrong("--listen", text, "host and port, for instance 127.0.0.1:8080");
  return address;
}

/** The address of `--listen`, or else of the file. @throws CONFIG_INVALID */
export function listenAddress(flag: string | undefined, fromFile: string | undefined): ListenAddress | undefined {
  const text = flag ?? fromFile;
  if (text === undefined) return undefined;
  const problems = new FlagProblems();
  const address = readListen(text, problems.note);
  problems.throwAny();
  return address;
}

/** Notes what is no consumer id. */
export function checkConsumerId(id: string, wrong: Wrong): void {
  if (!/^(?:0|[1-9]\d{0,19})$/.test(id)) wrong("--consumer-id", id, "a whole number, such as 0");
}
