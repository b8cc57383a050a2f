import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test.each([
  ['http://ann:secret@host:5000/p', 'http://host:5000/p'],
  ['see http://ann:a/b+c=@host, and', 'see http://host, and'],
  ['postgresql://ann:a@b/c@host/db', 'postgresql://host/db'],
  ['http://ann:my "own" secret, it\'s long@host:5000/p', 'http://host:5000/p'],
  ['--from=http://ann:my secret@host', '--from=http://host'],
  ['ann:secret@host:5000', 'host:5000'],
  ['No export found in ann:secret@host.', 'No export found in host.'],
  ['ann:sec@ret@host', 'host'],
  ['--to=ann:secret@host', '--to=host'],
  ['http:/ann:secret@host', 'http:/host'],
  ['http:/ann:sec/ret@host', 'http:/host'],
  ['see http:/ann:secret@host, and', 'see http:/host, and'],
  ['models:/churn@champion', 'models:/churn@champion'],
  ['note: write to ann@host', 'note: write to ann@host'],
  ['at 10:30 ann@host', 'at 10:30 ann@host'],
  ['http://host:5000/a@b', 'http://host:5000/a@b'],
  ['http://host:5000 is for ann@host', 'http://host:5000 is for ann@host'],
  ['http://host is down: write to ann@host', 'http://host is down: write to ann@host'],
  ['http://host/a@b', 'http://host/a@b'],
  ['s3://bucket/ann:x@y', 's3://bucket/ann:x@y'],
])('%s is shown as %s', (text, shown) => {
  expect(redact(text)).toBe(shown)
})
