export async function* pagesOf<T>(items: AsyncIterable<T> | Iterable<T>, size = 100): AsyncGenerator<readonly T[]> {
  let page: T[] = []
  for await (const item of items) {
    page.push(item)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
