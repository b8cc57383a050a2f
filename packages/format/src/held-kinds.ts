/** What an experiment holds: for each kind the folder of its folders, and the file that each object has. */
export const heldKinds = {
  run: { base: 'runs', file: 'run.json' },
  loggedModel: { base: 'logged_models', file: 'logged_model.json' },
} as const

export type HeldKind = keyof typeof heldKinds
