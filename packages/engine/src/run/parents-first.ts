import type { Link, Ref } from '@mlferry/core'

interface Nested {
  readonly ref: Ref
  readonly links: readonly Link[]
}

/** By depth in the tree of parents, otherwise in the given order. A parent that is not among the items counts as none; a cycle ends. */
export function parentsFirst<T extends Nested>(items: readonly T[]): readonly T[] {
  const parents = new Map<string, string>()
  for (const { ref, links } of items) {
    const parent = links.find((link) => link.field === 'parent')
    if (parent) parents.set(ref.id, parent.to.id)
  }
  if (parents.size === 0) return items
  const listed = new Set(items.map((item) => item.ref.id))
  const depths = new Map<string, number>()
  const levels: T[][] = []
  for (const item of items) {
    const depth = depthOf(item.ref.id, { parents, listed, depths })
    levels[depth] ??= []
    levels[depth].push(item)
  }
  return levels.flat()
}

interface Tree {
  readonly parents: ReadonlyMap<string, string>
  readonly listed: ReadonlySet<string>
  readonly depths: Map<string, number>
}

function depthOf(id: string, { parents, listed, depths }: Tree): number {
  const path: string[] = []
  const onPath = new Set<string>()
  let each: string | undefined = id
  while (each !== undefined && listed.has(each) && !depths.has(each) && !onPath.has(each)) {
    path.push(each)
    onPath.add(each)
    each = parents.get(each)
  }
  const known = each === undefined ? undefined : depths.get(each)
  let depth = known === undefined ? 0 : known + 1
  for (const step of path.reverse()) depths.set(step, depth++)
  return depths.get(id) ?? 0
}
