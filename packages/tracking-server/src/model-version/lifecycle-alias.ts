const lifecycle = 'sagemakerlifecycle-'

/**
 * SageMaker moves a model package through its lifecycle when such an alias is set: after all else that the package is made of, and once.
 * After that, the target owns the state, so of a sealed version the alias need not be there any more.
 */
export function movesPackage(alias: string): boolean {
  return alias.startsWith(lifecycle)
}

/** The same by the name of `ObjectKind.setLater`. */
export const movedBeforeSeal = new RegExp(`^alias ${lifecycle}`)
