import { testAuthProvider } from '@mlferry/client/testing'
import { expect, it } from 'vitest'
import { commandAuth } from './command-auth.ts'

const uri = 'command+https://mlflow.example.com/prefix?x=1'
const { PATH } = process.env

testAuthProvider({
  provider: commandAuth(),
  uri,
  foreignUri: 'https://mlflow.example.com',
  env: { PATH, MLFLOW_TOKEN_COMMAND: 'echo one' },
  otherEnv: { PATH, MLFLOW_TOKEN_COMMAND: 'echo two' },
})

it.each(['exit 3', 'echo secret >&2; exit 1', 'true', 'echo two words'])(
  'a command is refused that does: %s',
  async (command) => {
    const end = { env: { PATH, MLFLOW_TOKEN_COMMAND: command }, signal: new AbortController().signal, warn: () => {} }
    const error = await commandAuth()
      .connect(uri, end)
      .catch((each) => each)
    expect(error.code).toBe('ERR_NO_CREDENTIALS')
    expect(error.message).not.toContain('secret')
  },
)
