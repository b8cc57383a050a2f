export interface Told {
  readonly code: string
  readonly hint?: string
}

/** By the code of an error. The engine and the stores name no flags, as they know no commands. */
const flagsOfCode: Readonly<Record<string, readonly string[]>> = {
  ERR_FILES_ELSEWHERE: ['--kinds', '--exclude-kinds'],
  ERR_NAME_TAKEN: ['--on-conflict', '--experiment-rename-file'],
  ERR_ORIGINAL_DIFFERS: ['--update-originals', '--as-new-copies', '--experiment-prefix', '--experiment-rename-file'],
}

/** An error with the flags of commands that may help, in its hint. */
export function withFlagsThatHelp<T extends Told>(told: T): T {
  const flags = flagsOfCode[told.code]
  if (!flags) return told
  const named = `Flags that may help: ${flags.join(', ')}.`
  // An error is described again when a hint was added to it.
  if (told.hint?.includes(named)) return told
  return { ...told, hint: told.hint === undefined ? named : `${told.hint} ${named}` }
}
