import { parse } from 'yaml'

/** The commands of a crontab, in order: what stands behind the five fields of the time. Its settings are variables. */
export function commandsOfCrontab(code: string): string {
  const lines = code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  // Cron takes a % for the end of a line, unless it is escaped.
  return lines.map((line) => line.replace(/^(\S+ +){5}/, '').replaceAll('\\%', '%')).join('\n')
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[]; readonly env?: Env }>>
}

interface Step {
  readonly run?: string
  readonly env?: Env
}

type Env = Readonly<Record<string, string>>

/** The steps of a GitHub Actions workflow that call mlferry, with their variables. */
export function commandsOfWorkflow(code: string): string {
  const { jobs } = parse(code) as Workflow
  const scripts = Object.values(jobs).flatMap(({ steps, env }) =>
    steps.flatMap((step) =>
      step.run?.includes('mlferry ') ? [`${assigned({ ...env, ...step.env })}\n${step.run}`] : [],
    ),
  )
  if (scripts.length === 0) throw new Error('The workflow calls no mlferry.')
  return scripts.join('\n')
}

function assigned(env: Env): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}='${value}'`)
    .join('\n')
}
