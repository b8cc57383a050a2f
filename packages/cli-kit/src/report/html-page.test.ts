import { expect, test } from 'vitest'
import { htmlPage } from './html-page.ts'

test('texts of stores are shown as they are, and nothing of them runs', () => {
  const page = htmlPage('mlferry migrate', [{ title: '<b>Plan</b>', text: 'run <script>alert(1)</script> & more' }])
  expect(page).toContain(
    '<h2>&lt;b&gt;Plan&lt;/b&gt;</h2><pre>run &lt;script&gt;alert(1)&lt;/script&gt; &amp; more</pre>',
  )
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
})
