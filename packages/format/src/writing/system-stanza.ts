import type { JsonObject } from '@mlferry/exact-json'
import { humanTime } from '../json/json-text.ts'
import type { Manifest } from '../layout/manifest.ts'

/** The `system` of every file. The time is that of the export's start, so that writing an object again gives the same bytes. */
export function systemStanza({ source, mlferryVersion, createdAt }: Manifest): JsonObject {
  return {
    package_version: mlferryVersion,
    script: 'mlferry',
    export_file_version: '2',
    export_time: Math.floor(createdAt / 1000),
    _export_time: humanTime(createdAt),
    mlflow_version: source.version ?? '',
    mlflow_tracking_uri: source.uri,
  }
}
