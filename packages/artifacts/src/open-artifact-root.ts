import { type ArtifactRoot, MlferryError, redact } from '@mlferry/core'
import type { ArtifactContext, ArtifactProvider } from './artifact-provider.ts'
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
  const provider = providers.find((each) => each.handles(uri))
  if (provider) return gatedRoot(await provider.open(uri, context), context.gate)
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0] ?? uri
  throw new MlferryError(
    'ERR_ARTIFACTS_UNSUPPORTED',
    `Artifacts at ${redact(uri)}: mlferry cannot reach the scheme ${scheme} yet.`,
    {
      hint: 'Everything but these files is copied. Serve them through the tracking server (mlflow server --serve-artifacts) to copy them too.',
    },
  )
}
