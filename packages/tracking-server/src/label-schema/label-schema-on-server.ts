import type { LabelSchemaFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listLabelSchemas } from './read-label-schema.ts'
import { openLabelSchema, writtenLabelSchemas } from './write-label-schema.ts'

/** Since MLflow 3.17. */
export const labelSchemaOnServer: ServerKind<LabelSchemaFields> = {
  name: 'labelSchema',
  batchSize: 100,
  since: [3, 17],
  listedByScope: true,
  kept: true,
  // Of no experiment: asked for one that is there, MLflow writes a schema into it.
  probe: ({ client }, signal) => whyNoRoute(() => client.labelSchemas.listPages({ experimentId: '-1', signal }).next()),
  capabilities: () => ({
    requests: 2,
    fields: {
      schemaId: { lost: 'the target gives its own ids' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listLabelSchemas,
  read: allInHeader,
  written: writtenLabelSchemas,
  open: openLabelSchema,
}
