import { get, type IncomingMessage } from "node:http";

/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** A stream of server-sent events, read at the test's pace: what is not asked for stays with the sender. */
export class EventReader implements AsyncDisposable {
  readonly response: IncomingMessage;
  readonly #events: AsyncGenerator<ServerSentEvent>;

  private constructor(response: IncomingMessage) {
    this.response = response;
    this.#events = parse(response);
  }

  static open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
    return new Promise((resolve, reject) => {
      get(url, { headers, agent: false }, (response) => resolve(new EventReader(response))).on("error", reject);
    });
  }

  /** The next event of one of these names; undefined once the stream has ended. */
  async next(...names: readonly string[]): Promise<ServerSentEvent | undefined> {
    for (;;) {
      const { done, value } = await this.#events.next();
      if (done) return undefined;
      if (names.includes(value.event)) return value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.response.destroy();
  }
}

async function* parse(response: IncomingMessage): AsyncGenerator<ServerSentEvent> {
  let text = "";
  for await (const chunk of response) {
    text += String(chunk);
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const fields = new Map(part.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      yield { event: fields.get("event") ?? "", id: fields.get("id"), data: JSON.parse(fields.get("data") ?? "null") };
    }
  }
}
