import { accessibilityProblems, scrollsSideways, walkByKeyboard } from "../support/browser/accessibility.ts";
import { describeInChromium, keepScreenshot } from "../support/browser/chromium.ts";
import { EventReader } from "../support/browser/event-reader.ts";
import { FakeService } from "../support/browser/fake-service.ts";
import { eventsSince, fullHistory, readings, vscPacket } from "../support/browser/full-history.ts";
import { useServed } from "../support/browser/served.ts";

/** Consumers of every fate, by the clock of this machine. */
function liveService(): { service: FakeService; next: ReturnType<typeof vscPacket> } {
  const nowMs = Date.now();
  const { events, at, height } = fullHistory(nowMs);
  const service = new FakeService();
  service.add("0", "Neighbour").see(...events);
  return { service, next: vscPacket(at, 17n, height - 1) };
}

function addStopped(service: FakeService): void {
  const { events, at, height } = fullHistory(Date.now());
  const stopped = service.add("1", "Stopped");
  const end = { portId: "provider", channelId: "channel-4", counterpartyChannelId: "channel-0" };
  stopped.see(
    ...events,
    at("provider", height, { kind: "channelClosed", cause: "timeout", connectionId: "connection-3", ...end }),
    at("provider", height, { kind: "consumerPhaseChanged", from: "LAUNCHED", to: "STOPPED", spawnTime: undefined }),
    at("consumer", height, { kind: "blocksMissing", fromHeight: 3n, toHeight: 90n, reason: "pruned" }),
  );
  stopped.removalTime = new Date(Date.now() + 20 * 86_400_000);
}

describeInChromium("the observer's page", (open) => {
  const serve = useServed();

  it("shows the verdict first, then everything of the consumer, without a complaint of the browser", async () => {
    const { url } = await serve({}, liveService().service);
    const { page, complaints } = await open(url);
    await page.getByRole("heading", { level: 1, name: "Neighbour: secured" }).waitFor();
    expect(await page.title()).toBe("Secured · Neighbour · icskit observer");
    const headings = await page.getByRole("heading", { level: 2 }).allTextContents();
    expect(headings).toEqual([
      "CCV channel",
      "Validator-set changes",
      "Slashing",
      "Light clients",
      "Validators",
      "Findings",
      "Rewards",
      "Latest events",
    ]);
    const packets = page.getByRole("region", { name: "Validator-set change packets" });
    await packets.getByRole("rowheader", { name: "16", exact: true }).waitFor();
    const slashes = page.getByRole("region", { name: "Slash requests" });
    expect(await slashes.getByRole("row").allInnerTexts()).toEqual([
      expect.stringContaining("Verdict"),
      expect.stringMatching(/Bounced.*retry in 5\d min/),
      expect.stringContaining("Executed"),
    ]);
    expect(await page.getByText(/^Meter/).textContent()).toMatch(/Meter 6.200.000 of 10.458.714 power/);
    expect(await page.locator(".chart canvas").count()).toBe(1);
    const rewards = page.getByRole("region", { name: "Rewards" });
    expect(await rewards.getByRole("definition").allInnerTexts()).toEqual([
      expect.stringMatching(/^24.500 stake at .*, the last of 1$/),
      "Nothing yet",
      expect.stringMatching(/^24.010.5 ibc\/0A1B at/),
      expect.stringMatching(/^nothing at/),
    ]);
    expect(complaints).toEqual([]);
    await keepScreenshot(page, "observer-page");
  });

  it("shows what happens without being asked", async () => {
    const { service, next } = liveService();
    const { url } = await serve({ beatMs: 100 }, service);
    const { page } = await open(url);
    const figures = page.locator(".figures");
    await figures.getByText("In step").waitFor();
    service.consumer("0")?.see(next.sent);
    await figures.getByText(/^Behind/).waitFor();
    await figures.getByText(/^Next packet timeout in/).waitFor();
    const packets = page.getByRole("region", { name: "Validator-set change packets" });
    await packets.getByText("On its way").waitFor();
    service.consumer("0")?.see(next.received, next.acknowledged);
    await figures.getByText("In step").waitFor();
    await packets.getByText("On its way").waitFor({ state: "detached" });
    await page.getByRole("region", { name: "Events" }).getByText("VSC packet acknowledged").first().waitFor();
  });

  it("announces a verdict that changed", async () => {
    const { service } = liveService();
    const { url } = await serve({ beatMs: 100 }, service);
    const { page } = await open(url);
    await page.locator("#announcer", { hasText: "Neighbour: Secured" }).waitFor();
    service.consumer("0")?.tell({ type: "failure", error: new Error("the node is gone"), isRetried: false });
    await page.locator("#announcer", { hasText: "Neighbour: Unknown" }).waitFor();
    await page.getByRole("list", { name: "Reasons" }).getByText("observer-failed").waitFor();
  });

  it("says when what it shows is old, and goes on by itself once the observer is back", async () => {
    const { service, next } = liveService();
    const first = await serve({ beatMs: 100 }, service);
    const { page } = await open(first.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await first.server.close();
    await page.getByText(/what is below may be old/).waitFor();
    service.consumer("0")?.see(next.sent);
    await serve({ beatMs: 100, port: Number(new URL(first.url).port) }, service);
    await page.getByText("Live", { exact: true }).waitFor();
    await page
      .locator(".figures")
      .getByText(/^Behind/)
      .waitFor();
  });

  it("stands still while it is paused", async () => {
    const { service, next } = liveService();
    const { url, api } = await serve({ beatMs: 50 }, service);
    const { page } = await open(url);
    const figures = page.locator(".figures");
    await figures.getByText("In step").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText(/Updates are paused/).waitFor();
    await using witness = await EventReader.open(`${api}/events?consumer=0&summary=true`);
    service.consumer("0")?.see(next.sent);
    for (let summaries = 0; summaries < 3; summaries += 1) await witness.next("summary");
    expect(await figures.getByText("In step").count()).toBe(1);
    await page.getByRole("button", { name: "Pause" }).click();
    await figures.getByText(/^Behind/).waitFor();
  });

  it("lists several consumers, those first that need somebody, and follows the link to each", async () => {
    const { service } = liveService();
    addStopped(service);
    for (let id = 2; id < 10; id += 1) service.add(String(id));
    const { url } = await serve({}, service);
    const { page } = await open(url);
    const list = page.getByRole("navigation", { name: "Consumers" });
    await list.getByText("1 of 10 secured").waitFor();
    expect(await list.getByRole("link").first().textContent()).toMatch(/Stopped/);
    await list.getByRole("link", { name: "Stopped" }).click();
    await page.getByRole("heading", { level: 1, name: "Stopped: not secured" }).waitFor();
    await page.getByText("Deleted by the provider in").waitFor();
    await page.getByText(/One end has closed/).waitFor();
    await page.getByRole("searchbox").fill("stop");
    await list.getByRole("link", { name: "Neighbour" }).waitFor({ state: "detached" });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole("searchbox").fill("");
    await keepScreenshot(page, "observer-page-many");
  });

  it("says so where the address names a consumer that is not observed", async () => {
    const { url } = await serve({}, liveService().service);
    const { page } = await open(`${url}/#consumer-77`);
    await page.getByRole("alert").getByText("Consumer 77 is not observed").waitFor();
  });

  it("shows what chains and errors say as text, whatever it is", async () => {
    const { service } = liveService();
    const hostile = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
    const at = eventsSince(Date.now() - 60_000);
    service.add("5", hostile).see(at("provider", 1, { kind: "unreadable", eventType: hostile, reason: hostile }));
    service.consumer("5")?.tell({ type: "failure", error: new Error(hostile), isRetried: false });
    const { url } = await serve({}, service);
    const { page } = await open(`${url}/#consumer-5`);
    await page.getByRole("heading", { level: 1 }).getByText(hostile).waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(await page.title()).not.toBe("taken");
  });

  it.each(["light", "dark"] as const)("has no fault that axe can find, in %s", async (colorScheme) => {
    const { service, next } = liveService();
    service
      .consumer("0")
      ?.see(
        next.sent,
        fullHistory(Date.now()).at(
          "provider",
          1_205,
          readings(Date.now(), { slashMeter: -5n, clientSeconds: 60 }).provider,
        ),
      );
    const { url } = await serve({}, service);
    const { page } = await open(url, { colorScheme, reducedMotion: "reduce" });
    await page
      .getByText("At risk")
      .or(page.getByText(/at risk/))
      .first()
      .waitFor();
    await page.locator(".chart canvas").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await keepScreenshot(page, `observer-page-${colorScheme}`);
  });

  it("fits a phone of 360 pixels without scrolling sideways", async () => {
    const { service } = liveService();
    addStopped(service);
    const { url } = await serve({}, service);
    const { page, complaints } = await open(`${url}/#consumer-1`, {
      viewport: { width: 360, height: 740 },
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
    });
    await page.locator(".chart canvas").waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await keepScreenshot(page, "observer-page-phone");
  });

  it("can be used from the keyboard alone", async () => {
    const { service } = liveService();
    addStopped(service);
    const { url } = await serve({}, service);
    const { page } = await open(url);
    await page.getByRole("region", { name: "Slash requests" }).waitFor();
    const reached = await walkByKeyboard(page);
    expect(reached.filter(({ isShown }) => !isShown)).toEqual([]);
    const names = reached.map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual([
      "Skip to the consumer",
      "Pause",
      expect.stringContaining("Stopped"),
      expect.stringContaining("Neighbour"),
    ]);
    expect(names).toEqual(
      expect.arrayContaining([
        "Validator-set change packets, newest first",
        "Slash requests, newest first",
        "Events, newest first",
        "API",
      ]),
    );
    await page.getByRole("link", { name: "Stopped" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Stopped: not secured" }).waitFor();
  });

  it("breathes for nobody who asked for less motion", async () => {
    const { url } = await serve({}, liveService().service);
    const { page } = await open(url, { reducedMotion: "reduce" });
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});
