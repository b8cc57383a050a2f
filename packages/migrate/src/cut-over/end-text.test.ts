import { expect, test } from 'vitest'
import { endText } from './end-text.ts'

const files = { reportFile: '/state/migrate.json', htmlFile: '/state/migrate.html' }
const ending = { again: ['mlferry', 'migrate', '--from', 'http://old', '--to', 'http://new', '--yes'], most: 5 }
const again = 'mlferry migrate --from http://old --to http://new --yes'

test('a copy that is proven ends with what is left to do', () => {
  const cutOver = [{ title: 'Change these lines', lines: ['MLFLOW_TRACKING_URI=http://new'] }]
  expect(endText({ ...files, settled: true, cutOver }, ending)).toBe(
    `What is left to do:

1. Change these lines
     MLFLOW_TRACKING_URI=http://new

Report  /state/migrate.html
JSON    /state/migrate.json`,
  )
})

test('one that is not says why, and what goes on with it', () => {
  expect(endText({ ...files, settled: true }, ending)).toMatch(/^Not equal yet[\s\S]*--yes\n\nReport/)
  const unsettled = endText({ ...files, settled: false }, ending)
  expect(unsettled).toMatch(/^It does not settle.*5 catch-ups.*--passes/)
  expect(unsettled).toContain(again)
})
