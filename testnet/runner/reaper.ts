import { type ChildProcess, spawn } from "node:child_process";

/**
 * Reads `add PID`, `del PID`, `run COMMAND`, `forget`, `dir PATH`, `keep` and `quit` from its parent. When the parent is gone
 * without `quit`, it ends the process groups, runs the commands, then removes the folders unless told to keep them.
 * Being in a session of its own, it outlives the parent and a terminal's Ctrl-C.
 */
const script = `
trap '' INT HUP TERM QUIT
pids=' '
keep=no
commands=:
set --
while IFS=' ' read -r verb value; do
  case $verb in
    add) pids="$pids$value " ;;
    del)
      case $pids in *" $value "*) pids="\${pids%% $value *} \${pids#* $value }" ;; esac ;;
    run) commands="$commands; $value" ;;
    forget) commands=: ;;
    dir) set -- "$@" "$value" ;;
    keep) keep=yes ;;
    quit) exit 0 ;;
  esac
done
for pid in $pids; do
  kill -TERM "-$pid"
  kill -CONT "-$pid"
done
tries=0
while [ $tries -lt 40 ]; do
  alive=no
  for pid in $pids; do kill -0 "-$pid" && alive=yes; done
  [ $alive = no ] && break
  sleep 0.05
  tries=$((tries + 1))
done
for pid in $pids; do kill -KILL "-$pid"; done
eval "$commands"
[ $keep = yes ] || rm -rf -- "$@"
`;

/**
 * A small shell process that ends what this process started should this process die, even of SIGKILL.
 * Every process that it watches must lead a process group of its own (`detached: true`).
 */
export class Reaper {
  readonly #shell: ChildProcess;
  #done = false;

  constructor() {
    this.#shell = spawn("/bin/sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    // A reaper that could not start or was killed leaves the orderly close() as the only clean-up.
    this.#shell.on("error", () => this.#stopWriting());
    this.#shell.stdin?.on("error", () => this.#stopWriting());
    this.#shell.unref();
    const pipe = this.#shell.stdin;
    if (pipe && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  }

  /** The shell's process id; undefined where it could not start. */
  get pid(): number | undefined {
    return this.#shell.pid;
  }

  /** Watches a process group by its leader's id. */
  add(pid: number): void {
    this.#write(`add ${pid}`);
  }

  /** Forgets a process group that has ended. */
  remove(pid: number): void {
    this.#write(`del ${pid}`);
  }

  /** Has a command run after a crash, once the processes have ended. */
  addCommand(command: readonly string[]): void {
    const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    if (words.includes("\n")) throw new RangeError("A command for the reaper cannot have a line break");
    this.#write(`run ${words}`);
  }

  /** Has no command run after a crash, whatever was added before. */
  forgetCommands(): void {
    this.#write("forget");
  }

  /** Has a folder removed after a crash. */
  addFolder(path: string): void {
    if (path.includes("\n")) throw new RangeError("A testnet's folder cannot have a line break in its path");
    this.#write(`dir ${path}`);
  }

  /** Has the folders kept after a crash. */
  keepFolders(): void {
    this.#write("keep");
  }

  /** Ends the reaper without any clean-up. Idempotent. */
  async close(): Promise<void> {
    this.#write("quit");
    await this.abandon();
  }

  /** Has the reaper clean up at once, as if this process had died, and resolves when it is done. */
  async abandon(): Promise<void> {
    this.#stopWriting();
    if (this.#shell.pid === undefined || this.#shell.exitCode !== null || this.#shell.signalCode !== null) return;
    this.#shell.ref();
    await new Promise<void>((resolve) => this.#shell.once("exit", () => resolve()));
  }

  #write(line: string): void {
    if (!this.#done) this.#shell.stdin?.write(`${line}\n`);
  }

  #stopWriting(): void {
    if (this.#done) return;
    this.#done = true;
    this.#shell.stdin?.end();
  }
}
