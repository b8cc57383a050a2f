import { expect, test } from 'vitest'
import { rewriteModelFile } from './rewrite-model-file.ts'

const context = {
  idOf: ({ kind, id }: { kind: string; id: string }) =>
    id.includes('old') ? { kind, id: id.replace('old', 'new') } : undefined,
  from: 'mlflow-artifacts:/1/models/m-old/artifacts',
  to: 's3://bucket/7/models/m-new/artifacts',
}

test('ids and the address of the folder become those of the target, every other byte stays', () => {
  const text = `artifact_path: mlflow-artifacts:/1/models/m-old/artifacts
flavors:
  run_id: r-old
model_id: m-old
model_uuid: 'm-old'
run_id: r-old\r
note: "größe \\u00e9 m-old"
`
  const rewritten = rewriteModelFile('model/MLmodel', context)?.(Buffer.from(text))
  expect(Buffer.from(rewritten ?? []).toString()).toBe(`artifact_path: s3://bucket/7/models/m-new/artifacts
flavors:
  run_id: r-old
model_id: m-new
model_uuid: 'm-new'
run_id: r-new\r
note: "größe \\u00e9 m-old"
`)
})

test('a relative path, an unknown id and the record under metadata stay', () => {
  const text = 'artifact_path: model\nrun_id: elsewhere\n'
  expect(Buffer.from(rewriteModelFile('MLmodel', context)?.(Buffer.from(text)) ?? []).toString()).toBe(text)
  expect(rewriteModelFile('model/metadata/MLmodel', context)).toBeUndefined()
  expect(rewriteModelFile('model/model.pkl', context)).toBeUndefined()
})
