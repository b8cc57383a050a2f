import { type ArtifactRoot, MlferryError, redact } from '@mlferry/core'
import type { ArtifactContext, ArtifactProvider, PlaceState } from './artifact-provider.ts'
import { fileArtifacts } from './file/file-artifacts.ts'
import { gatedRoot } from './gated-root.ts'
import { proxyArtifacts } from './proxy/proxy-artifacts.ts'
import { s3Artifacts } from './s3/s3-artifacts.ts'

export const artifactProviders: readonly ArtifactProvider[] = [proxyArtifacts, s3Artifacts, fileArtifacts]

/** The root at an artifact URI as MLflow names it. Throws ERR_ARTIFACTS_UNSUPPORTED for a scheme that no provider serves. */
export async function openArtifactRoot(
  uri: string,
  context: ArtifactContext,
  providers: readonly ArtifactProvider[] = artifactProviders,
): Promise<ArtifactRoot> {
  return gatedRoot(await providerOf(uri, providers).open(uri, context), context.gate)
}

/** Whether there is anything at all below an address. Throws as `openArtifactRoot` and as a listing do. */
export async function lookAtPlace(
  uri: string,
  context: ArtifactContext,
  signal: AbortSignal,
  providers: readonly ArtifactProvider[] = artifactProviders,
): Promise<PlaceState> {
  const provider = providerOf(uri, providers)
  if (provider.look) return provider.look(uri, context, signal)
  for await (const _ of (await provider.open(uri, context)).list(signal)) return 'filled'
  return 'missing'
}

function providerOf(uri: string, providers: readonly ArtifactProvider[]): ArtifactProvider {
  const provider = providers.find((each) => each.handles(uri))
  if (provider) return provider
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0] ?? uri
  throw new MlferryError(
    'ERR_ARTIFACTS_UNSUPPORTED',
    `Artifacts at ${redact(uri)}: mlferry cannot reach the scheme ${scheme} yet.`,
    {
      hint: 'Everything but these files is copied. Serve them through the tracking server (mlflow server --serve-artifacts) to copy them too.',
    },
  )
}
