import type * as Aws from '@aws-sdk/client-sagemaker'
import { expectTypeOf, test } from 'vitest'
import type { InputOf, OperationName, Operations, OutputOf } from './operations.ts'

/** AWS's model: each operation's name with the types of its SDK. */
interface Model {
  CreateMlflowApp: [Aws.CreateMlflowAppRequest, Aws.CreateMlflowAppResponse]
  DescribeMlflowApp: [Aws.DescribeMlflowAppRequest, Aws.DescribeMlflowAppResponse]
  ListMlflowApps: [Aws.ListMlflowAppsRequest, Aws.ListMlflowAppsResponse]
  UpdateMlflowApp: [Aws.UpdateMlflowAppRequest, Aws.UpdateMlflowAppResponse]
  DeleteMlflowApp: [Aws.DeleteMlflowAppRequest, Aws.DeleteMlflowAppResponse]
  CreatePresignedMlflowAppUrl: [Aws.CreatePresignedMlflowAppUrlRequest, Aws.CreatePresignedMlflowAppUrlResponse]
  CreateMlflowTrackingServer: [Aws.CreateMlflowTrackingServerRequest, Aws.CreateMlflowTrackingServerResponse]
  DescribeMlflowTrackingServer: [Aws.DescribeMlflowTrackingServerRequest, Aws.DescribeMlflowTrackingServerResponse]
  ListMlflowTrackingServers: [Aws.ListMlflowTrackingServersRequest, Aws.ListMlflowTrackingServersResponse]
  UpdateMlflowTrackingServer: [Aws.UpdateMlflowTrackingServerRequest, Aws.UpdateMlflowTrackingServerResponse]
  StartMlflowTrackingServer: [Aws.StartMlflowTrackingServerRequest, Aws.StartMlflowTrackingServerResponse]
  StopMlflowTrackingServer: [Aws.StopMlflowTrackingServerRequest, Aws.StopMlflowTrackingServerResponse]
  DeleteMlflowTrackingServer: [Aws.DeleteMlflowTrackingServerRequest, Aws.DeleteMlflowTrackingServerResponse]
  CreatePresignedMlflowTrackingServerUrl: [
    Aws.CreatePresignedMlflowTrackingServerUrlRequest,
    Aws.CreatePresignedMlflowTrackingServerUrlResponse,
  ]
}

/** As JSON has it: times are numbers, lists cannot be written, what is not given is absent. */
type Wire<T> = T extends Date
  ? number
  : T extends readonly (infer Each)[]
    ? readonly Wire<Each>[]
    : T extends object
      ? Flat<
          { readonly [K in keyof T as OptionalKey<T, K>]?: Wire<Exclude<T[K], undefined>> } & {
            readonly [K in keyof T as RequiredKey<T, K>]: Wire<Exclude<T[K], undefined>>
          }
        >
      : T
type OptionalKey<T, K extends keyof T> = object extends Pick<T, K> ? K : never
type RequiredKey<T, K extends keyof T> = object extends Pick<T, K> ? never : K
type Flat<T> = { [K in keyof T]: T[K] }
/** Intersections and inherited fields in one object, so that types that mean the same are the same. */
type Plain<T> = T extends readonly (infer Each)[]
  ? readonly Plain<Each>[]
  : T extends object
    ? { [K in keyof T]: Plain<T[K]> }
    : T

test('fields and enums of every operation are those of the AWS SDK', () => {
  expectTypeOf<OperationName>().toEqualTypeOf<keyof Model>()
  expectTypeOf<{ [N in OperationName]: Plain<InputOf<N>> }>().toEqualTypeOf<{
    [N in OperationName]: Wire<Model[N][0]>
  }>()
  expectTypeOf<{ [N in OperationName]: Plain<OutputOf<N>> }>().toEqualTypeOf<{
    [N in OperationName]: Wire<Model[N][1]>
  }>()
  expectTypeOf<Operations>().not.toBeAny()
})
