import { expect, test } from 'vitest'
import { cutOver, cutOverText } from './cut-over.ts'

const app = 'arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABC'
const team = 'arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team'

function textOf(from: string, to: string): string {
  const again = ['mlferry', 'migrate', '--from', from, '--to', to, '--yes']
  return cutOverText(
    cutOver({ bin: 'mlferry', from, to, again, idMapFile: '/state/ids.jsonl', proof: '/state/verify.json' }),
  )
}

test('between two servers there is no word of SageMaker', () => {
  expect(textOf('http://old:5000', 'http://new:5000')).toBe(
    `1. Stop what writes to the old server, and copy what is new one last time
     mlferry migrate --from http://old:5000 --to http://new:5000 --yes
2. Change these lines wherever MLflow is used
     MLFLOW_TRACKING_URI=http://new:5000
3. Runs, models and traces that name an old id: look up the new one
     mlferry resolve OLD_ID --to http://new:5000
     all of them: /state/ids.jsonl
4. Stop the old server, and keep its database and its files until nobody misses them
5. The way back: the old server is as it was. What the new one got meanwhile can be copied to it
     mlferry copy all --from http://new:5000 --to http://old:5000
     MLFLOW_TRACKING_URI=http://old:5000`,
  )
})

test('a tracking server of SageMaker is stopped by a command, deleted with the proof, and started on the way back', () => {
  const text = textOf(team, app)
  expect(text).toContain(`MLFLOW_TRACKING_URI=${app}\n     pip install sagemaker-mlflow\n`)
  expect(text).toContain(`mlferry sagemaker open ${app}\n`)
  expect(text).toContain(`mlferry sagemaker stop ${team}   (it keeps its data)\n`)
  expect(text).toContain(
    `mlferry sagemaker delete ${team} --proof /state/verify.json --to ${app}   (for good, much later)\n`,
  )
  expect(text).toContain(`mlferry sagemaker start ${team}\n     mlferry copy all --from ${app} --to ${team}\n`)
})

test('an App is not stopped, and a directory is neither stopped nor gone back to', () => {
  expect(textOf(app, 'http://new:5000')).not.toMatch(/sagemaker (?:stop|start)/)
  expect(textOf('mlflow-export', 'http://new:5000')).not.toMatch(/old server|way back|--from http/)
  expect(textOf('http://old:5000', 'mlflow-export')).not.toContain('MLFLOW_TRACKING_URI=mlflow-export')
})
