import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Step {
  readonly name: string
  readonly command: readonly string[]
}

export interface StepResult {
  readonly name: string
  readonly seconds: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Runs commands one after the other, also after one that failed, and counts the tests that they tell of. */
export async function* runSteps(steps: readonly Step[]): AsyncGenerator<StepResult> {
  for (const { name, command } of steps) {
    console.log(`\n── ${name}`)
    const start = performance.now()
    const { succeeded, output } = await run(command)
    const counts = countsIn(output)
    // A command without tests counts as one failure. So does a run of tests that fails without a failed test.
    const failed = succeeded ? counts.failed : Math.max(1, counts.failed)
    yield { name, seconds: Math.round((performance.now() - start) / 1000), ...counts, failed }
  }
}

/** Shows what a command prints as it prints it. */
async function run([command = '', ...args]: readonly string[]): Promise<{ succeeded: boolean; output: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    process.stdout.write(text)
  })
  const [status] = await once(child, 'close')
  return { succeeded: status === 0, output }
}

/** The last line of `plain-line-reporter.ts`; commands without tests print nothing like it. */
function countsIn(output: string): Pick<StepResult, 'passed' | 'failed' | 'skipped'> {
  // Tests may print such a line too: the last one counts.
  const [, passed = 0, failed = 0, skipped = 0] =
    [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1) ?? []
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }
}
