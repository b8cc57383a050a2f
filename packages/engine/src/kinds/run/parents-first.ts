import type { Header } from '@mlferry/core'

type Nested = Pick<Header, 'ref' | 'links'>

/** By depth in the tree of parents, otherwise in the given order. A parent that is not among the items counts as none; a cycle ends. */
export function parentsFirst(items: Iterable<Nested>): readonly number[] | undefined {
  const parents = new Map<string, string>()
  for (const { ref, links } of items) {
    const parent = links.find((link) => link.field === 'parent')
    if (parent) parents.set(ref.id, parent.to.id)
  }
  if (parents.size === 0) return undefined
  const named = new Set(parents.values())
  const listed = new Set<string>()
  for (const { ref } of items) if (parents.has(ref.id) || named.has(ref.id)) listed.add(ref.id)
  const depths = new Map<string, number>()
  const levels: number[][] = []
  let number = 0
  for (const { ref } of items) {
    const depth = depthOf(ref.id, { parents, listed, depths })
    levels[depth] ??= []
    levels[depth].push(number++)
  }
  return levels.flat()
}

interface Tree {
  readonly parents: ReadonlyMap<string, string>
  /** Those of the items that are parents or have one. */
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
