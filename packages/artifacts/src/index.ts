export type { ArtifactContext, ArtifactProvider } from './artifact-provider.ts'
export { fileArtifacts } from './file/file-artifacts.ts'
export { artifactProviders, openArtifactRoot } from './open-artifact-root.ts'
export { proxyArtifacts } from './proxy/proxy-artifacts.ts'
