import type { ControlPlane, ManagedServer } from '@mlferry/sagemaker'
import type { Questions } from '../questions/questions.ts'
import type { NewApp } from './new-app.ts'

/** The address of a target, or the App that is to be made. */
export type Chosen = { readonly to: string } | { readonly creating: NewApp }

export interface ChooseOptions {
  readonly questions: Questions
  /** Where Apps are looked for, unless somebody says otherwise. */
  readonly region: string | undefined
  /** The source, which is no target. */
  readonly from: string
  /** What the flags say of a new App. */
  readonly app: Partial<NewApp>
  readonly openPlane: (region: string) => Promise<ControlPlane>
  readonly note: (line: string) => void
}

/** Asks where to go: an App from the list of a region, a new one, or any address. */
export async function chooseTarget(options: ChooseOptions): Promise<Chosen> {
  const { questions } = options
  const where = await questions.choose({
    message: 'Where to?',
    choices: [
      { value: 'address', label: 'A tracking server, by its address or ARN' },
      { value: 'list', label: 'An App of Amazon SageMaker, from the list of a region' },
      { value: 'create', label: 'A new App of Amazon SageMaker' },
    ],
  })
  if (where === 'list') return fromList(options)
  if (where === 'create') return { creating: await askForApp(options) }
  return { to: await askForAddress(questions) }
}

/** Asks for what the flags leave open of a new App. */
export async function askForApp({ questions, region, app }: ChooseOptions): Promise<NewApp> {
  return {
    region: app.region ?? (await askForRegion(questions, region)),
    name: app.name ?? (await questions.text({ message: 'Name of the App', example: 'team-mlflow' })),
    artifactStore:
      app.artifactStore ??
      (await questions.text({ message: 'Where its artifacts go, in the same region', example: 's3://bucket/prefix' })),
    role:
      app.role ??
      (await questions.text({ message: 'The role that it acts in', example: 'arn:aws:iam::123456789012:role/mlflow' })),
  }
}

function askForAddress(questions: Questions): Promise<string> {
  return questions.text({ message: 'Address of the target', example: 'http://new-server:5000' })
}

function askForRegion(questions: Questions, region: string | undefined): Promise<string> {
  return questions.text({ message: 'Region', example: 'eu-west-1', initial: region })
}

async function fromList(options: ChooseOptions): Promise<Chosen> {
  const { questions, from, openPlane, note } = options
  const region = options.app.region ?? (await askForRegion(questions, options.region))
  const { listServers } = await import('@mlferry/sagemaker')
  const { servers, problems } = await listServers(await openPlane(region))
  for (const { message, hint } of problems) note([message, hint].filter(Boolean).join('\n  '))
  const apps = servers.filter(({ type, arn, status }) => type === 'mlflow-app' && arn !== from && !isGone(status))
  if (apps.length === 0) note(`There is no App in ${region} to choose.`)
  const chosen = await questions.choose({
    message: 'Which App?',
    choices: [
      ...apps.map((app) => ({ value: app.arn, label: appLabel(app), hint: app.arn })),
      { value: 'create', label: 'None of these: a new one' },
      { value: 'address', label: 'Another one, by its ARN' },
    ],
  })
  if (chosen === 'create') return { creating: await askForApp({ ...options, app: { ...options.app, region } }) }
  return { to: chosen === 'address' ? await askForAddress(questions) : chosen }
}

function isGone(status: string): boolean {
  return status === 'CreateFailed' || status.startsWith('Delet')
}

function appLabel({ name, version = '?', status, accountDefault, artifactStore = '?' }: ManagedServer): string {
  return [`${name}, MLflow ${version}, ${status}`, ...(accountDefault ? ['default'] : []), artifactStore].join(', ')
}
