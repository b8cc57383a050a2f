import { openControlPlane } from '@mlferry/sagemaker'
import {
  type ControlPlaneOptions,
  defaultUser,
  keysEnv,
  openSessions,
  placesEnv,
  startControlPlane,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { scriptedQuestions } from '../test-support/scripted-questions.ts'
import { chooseTarget } from './choose-target.ts'

const region = 'eu-west-1'
const store = 's3://churn-mlflow/artifacts'
const role = 'arn:aws:iam::123456789012:role/mlflow'

function app(id: string, Name: string, Status = 'Created') {
  const arn = `arn:aws:sagemaker:${region}:123456789012:mlflow-app/${id}`
  return { arn, description: { Name, Status, MlflowVersion: '3.10.1', ArtifactStoreUri: store, RoleArn: role } }
}

const [churn, old, gone] = [app('app-CHURN', 'churn'), app('app-OLD', 'old'), app('app-GONE', 'gone', 'Deleting')]

/** What is chosen with these answers, where these Apps are, and what was said. */
async function chosen(answers: readonly string[], options: Partial<ControlPlaneOptions> = {}) {
  await using plane = await startControlPlane({ region, sessions: openSessions([defaultUser]), ...options })
  const places = placesEnv({ region, arn: churn.arn, endpoint: plane.url, controlPlane: plane.url, s3: plane.url })
  const questions = scriptedQuestions(answers)
  const noted: string[] = []
  const target = await chooseTarget({
    ...{ questions, region, from: old.arn, app: {}, note: (line: string) => void noted.push(line) },
    openPlane: (at) => openControlPlane({ region: at, env: { ...places, ...keysEnv(defaultUser) } }),
  })
  return { target, noted, asked: questions.asked, offered: questions.offered }
}

test('an App is picked from the list of a region; neither the source nor one that goes away is in it', async () => {
  const { target, offered } = await chosen(['list', region, churn.arn], { servers: [churn, old, gone] })
  expect(target).toEqual({ to: churn.arn })
  expect(offered.at(-1)).toEqual([
    `churn, MLflow 3.10.1, Created, ${store}`,
    'None of these: a new one',
    'Another one, by its ARN',
  ])
})

test('where the list is refused, the permission is named, and an ARN can be given', async () => {
  const denied = { servers: [churn], faults: { denied: ['ListMlflowApps'] } }
  const { target, noted } = await chosen(['list', region, 'address', churn.arn], denied)
  expect(target).toEqual({ to: churn.arn })
  expect(noted.join('\n')).toMatch(/sagemaker:ListMlflowApps[\s\S]*no App in eu-west-1/)
})

test('a new App is asked for by its name, store and role; the region of the list is kept', async () => {
  const answers = ['create', 'team', store, role]
  const creating = { region, name: 'team', artifactStore: store, role }
  expect((await chosen(['list', region, ...answers])).target).toEqual({ creating })
  expect((await chosen(['create', region, ...answers.slice(1)])).target).toEqual({ creating })
})

test('any other address needs no AWS', async () => {
  expect(await chosen(['address', 'http://new:5000'])).toMatchObject({ target: { to: 'http://new:5000' }, noted: [] })
})
