import { expect, test } from 'vitest'
import { ensureMlflow } from './mlflow-venv.ts'
import { newestMlflow } from './mlflow-versions.ts'
import { runCommand } from './run-command.ts'
import { startControlPlane } from './sagemaker-control-plane.ts'
import { keysEnv, placesEnv } from './sagemaker-env.ts'
import { defaultUser, openSessions } from './sagemaker-sessions.ts'

const arn = 'arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-X'

const script = `
import boto3, json, sys
from botocore.exceptions import ClientError
client = boto3.client("sagemaker")
found = client.describe_mlflow_app(Arn=sys.argv[1])
client.update_mlflow_app(Arn=sys.argv[1], ModelRegistrationMode="AutoModelRegistrationDisabled")
errors = []
for arn in (sys.argv[1] + "Y", sys.argv[1]):
    try:
        client.describe_mlflow_app(Arn=arn) if arn != sys.argv[1] else client.describe_mlflow_tracking_server(TrackingServerName="x")
    except ClientError as error:
        errors.append(error.response["Error"]["Code"])
listed = [each["Arn"] for each in client.list_mlflow_apps()["Summaries"]]
print(json.dumps({"status": found["Status"], "listed": listed, "errors": errors}))
`

test('the AWS SDK for Python describes, lists and updates an App', async () => {
  let description: Readonly<Record<string, unknown>> = { Status: 'Created' }
  const sessions = openSessions([defaultUser])
  await using controlPlane = await startControlPlane({
    ...{ arn, region: 'eu-west-1', sessions },
    description: () => description,
    update: (fields) => {
      description = { ...description, ...fields }
    },
  })
  const url = controlPlane.url
  const places = placesEnv({ region: 'eu-west-1', arn, endpoint: url, controlPlane: url, s3: url })
  const { python } = await ensureMlflow(newestMlflow)
  const output = await runCommand(python, ['-c', script, arn], { env: { ...places, ...keysEnv(defaultUser) } })
  expect(JSON.parse(output)).toEqual({
    status: 'Created',
    listed: [arn],
    errors: ['ResourceNotFound', 'ResourceNotFound'],
  })
  expect(description).toMatchObject({ ModelRegistrationMode: 'AutoModelRegistrationDisabled' })
})
