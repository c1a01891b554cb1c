/** Run as a program, with a run's id: removes that run's containers and networks. The reaper does so after a crash. */
import { connectEngine } from "./engine.ts";
import { removeRun } from "./removal.ts";

await removeRun(await connectEngine(), process.argv[2] ?? "");
