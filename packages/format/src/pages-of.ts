import type { Listed } from '@mlferry/core'

const pageSize = 100

export async function* pagesOf(items: AsyncIterable<Listed>): AsyncGenerator<readonly Listed[]> {
  let page: Listed[] = []
  for await (const item of items) {
    page.push(item)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
