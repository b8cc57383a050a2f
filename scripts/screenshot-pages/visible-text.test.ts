import { expect, test } from 'vitest'
import { differentLines, visibleText } from './visible-text.ts'

const [run, model] = ['a'.repeat(32), `m-${'b'.repeat(32)}`]

test('ids and how long ago are left out, when it was made only where no call sets it', () => {
  const page = `#12ab34\n12ab34ef...\nExperiment ID\n16\nchurn\n\n  ${run} of ${model}\n2 minutes ago\nabout an hour ago\n11/25/2026, 02:08:17 AM\n2026-11-25 02:08:17\n`
  expect(visibleText(page, {})).toEqual([
    ...[
      '<colour of an id>',
      '<id>',
      'Experiment ID',
      '<id>',
      'churn',
      '<id> of <id>',
      '<ago>',
      '<ago>',
      '11/25/2026, 02:08:17 AM',
      '2026-11-25 02:08:17',
    ],
  ])
  expect(visibleText(page, { ownTimes: true }).slice(-2)).toEqual(['<time>', '<time>'])
})

test('a line that one page lacks is named, with the page that has it, as often as it does', () => {
  expect(differentLines(['a', 'b', 'b', 'c'], ['b', 'a', 'd'])).toEqual(['- b', '- c', '+ d'])
  expect(differentLines(['a', 'b'], ['b', 'a'])).toEqual([])
})

test('the tags of a copy are no difference, those of users are', () => {
  const tags = [
    'mlferry.source.id',
    ': <id>',
    'mlferry.source.uri',
    'http://old',
    'mlferry.source.fingerprint: 1:x',
    '+2',
  ]
  expect(differentLines(['a', '-', 'Add tags', 'Add'], ['a', ...tags, '3 tags', '1 more...'])).toEqual([])
  expect(differentLines(['team', ': growth'], [...tags, 'team', ': sales'])).toEqual(['- : growth', '+ : sales'])
  expect(differentLines(['-'], ['+2'])).toEqual(['- -', '+ +2'])
})
