import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkNewFile, writeWhole } from "../../../../src/cli/report/write-report.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const newFolder = useTemporaryFolder();

describe("writing a report", () => {
  it("makes a file as a whole, and leaves nothing else behind", async () => {
    const folder = await newFolder();
    const path = join(folder, "report.html");
    await checkNewFile({ path, force: false });
    await writeWhole({ path, force: false }, "<p>");
    expect(await readFile(path, "utf8")).toBe("<p>");
    expect(await readdir(folder)).toEqual(["report.html"]);
  });

  it("refuses a file that is there, early and late, and leaves it as it is", async () => {
    const folder = await newFolder();
    const path = join(folder, "report.html");
    await writeFile(path, "mine");
    await rejection("CONFIG_INVALID", checkNewFile({ path, force: false }));
    const error = await rejection("CONFIG_INVALID", writeWhole({ path, force: false }, "<p>"));
    expect(error.message).toContain("--force");
    expect(await readFile(path, "utf8")).toBe("mine");
    expect(await readdir(folder)).toEqual(["report.html"]);
  });

  it("replaces it with --force", async () => {
    const folder = await newFolder();
    const path = join(folder, "report.html");
    await writeFile(path, "old");
    await checkNewFile({ path, force: true });
    await writeWhole({ path, force: true }, "new");
    expect(await readFile(path, "utf8")).toBe("new");
  });

  it.each([true, false])("refuses a folder, and a path through nowhere (force %s)", async (force) => {
    const folder = await newFolder();
    await mkdir(join(folder, "taken"));
    await rejection("CONFIG_INVALID", checkNewFile({ path: join(folder, "taken"), force }));
    const nowhere = { path: join(folder, "no", "report.html"), force };
    expect((await rejection("CONFIG_INVALID", writeWhole(nowhere, "<p>"))).message).toContain("ENOENT");
  });

  it("says what is wrong with a disk that takes nothing", async () => {
    const error = await rejection("CONFIG_INVALID", writeWhole({ path: "/proc/report.html", force: true }, "<p>"));
    expect(error.message).toMatch(/^Cannot write \/proc\/report.html: /);
  });
});
