import { join } from 'node:path'
import { ensurePythonVenv, pythonDir } from '../python-venv.ts'
import { runCommand } from '../run-command.ts'

/** An operation of SageMaker's own API, and its input. */
export type SagemakerCall = readonly [operation: string, input: Readonly<Record<string, unknown>>]

/** What botocore refuses in each input, and what does not fit its model: an empty list where all is well. */
export async function judgeByBotocore(calls: readonly SagemakerCall[]): Promise<readonly (readonly string[])[]> {
  return JSON.parse(await askBotocore('problems', calls))
}

/** The answers to calls that botocore makes: what was said, or `{ error }` with its code. `env` says where, and who asks. */
export async function callByBotocore(
  calls: readonly SagemakerCall[],
  env: Readonly<Record<string, string>>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return JSON.parse(await askBotocore('call', calls, env))
}

/** The input fields of every operation about MLflow, in the form of `operationInputs`, patterns as text. */
export async function fieldsInBotocore(): Promise<Readonly<Record<string, Readonly<Record<string, object>>>>> {
  return JSON.parse(await askBotocore('fields', []))
}

async function askBotocore(task: string, calls: readonly SagemakerCall[], env = {}): Promise<string> {
  const { python } = await ensurePythonVenv({ name: 'botocore', requirements: ['botocore==1.44.8'] })
  const script = join(pythonDir, 'botocore_sagemaker.py')
  return runCommand(python, [script, task], { env, input: JSON.stringify(calls) })
}
