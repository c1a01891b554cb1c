/**
 * What a chain binary needs to be told of its environment. The binaries of interchain-security make a folder under
 * TMPDIR at every start and never remove it (cmd/interchain-security-pd/cmd/root.go), so it must be one that is removed
 * with the rest.
 */
export function binaryVariables(temporaryFolder: string): { readonly HOME: string; readonly TMPDIR: string } {
  return { HOME: temporaryFolder, TMPDIR: temporaryFolder };
}

/** The environment in which a chain binary runs as a process. */
export function binaryEnvironment(temporaryFolder: string): NodeJS.ProcessEnv {
  // biome-ignore lint/style/noProcessEnv: handed on to a child process, not read as a setting
  return { ...process.env, TMPDIR: binaryVariables(temporaryFolder).TMPDIR };
}
