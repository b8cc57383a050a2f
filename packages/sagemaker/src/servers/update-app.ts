import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import type { UpdateMlflowAppInput } from '../control-plane/apps.ts'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import type { Wait } from './change-server.ts'
import type { ManagedServer } from './managed-server.ts'
import { registrationMode } from './registration-mode.ts'
import { isSettled, waitForServer } from './wait-for-server.ts'

export type AppChanges = Omit<UpdateMlflowAppInput, 'Arn'>

/**
 * Changes an App that was described as `now`. An update that leaves the registration mode out may switch it on, so it is always sent: as
 * it is, unless `changes` names another. The waiting ends when the description shows all that was asked for.
 */
export async function updateApp(
  plane: ControlPlane,
  { arn, now, changes }: { readonly arn: SagemakerArn; readonly now: ManagedServer; readonly changes: AppChanges },
): Promise<Wait> {
  const ModelRegistrationMode = registrationMode(now.registersModels === true)
  const asked = { ModelRegistrationMode, ...changes }
  await plane.call('UpdateMlflowApp', { Arn: arn.arn, ...asked })
  return (options) =>
    waitForServer(plane, arn, { ...options, until: (server) => isSettled(server) && shows(server, asked) })
}

function shows(server: ManagedServer, asked: AppChanges): boolean {
  const shown: AppChanges = {
    ModelRegistrationMode: registrationMode(server.registersModels === true),
    Name: server.name,
    ...(server.artifactStore !== undefined && { ArtifactStoreUri: server.artifactStore }),
    ...(server.maintenanceWindow !== undefined && { WeeklyMaintenanceWindowStart: server.maintenanceWindow }),
    ...(server.accountDefault !== undefined && {
      AccountDefaultStatus: server.accountDefault ? 'ENABLED' : 'DISABLED',
    }),
    DefaultDomainIdList: server.defaultDomains ?? [],
  }
  return Object.entries(asked).every(
    ([field, value]) => JSON.stringify(shown[field as keyof AppChanges]) === JSON.stringify(value),
  )
}
