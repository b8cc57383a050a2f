import type { RegisteredModelFields, RegisteredModelHeader } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headersOf } from '../reading/header-of.ts'
import { RegisteredModelWriter } from './write-registered-model.ts'
import { writtenModels } from './written-models.ts'

export const registeredModelInExport: ExportKind<RegisteredModelFields> = {
  async *list({ ids }, opened, signal) {
    yield* headersOf(await opened.models(signal), ids)
  },
  async *written(_scope, { models }) {
    yield writtenModels(await models.models())
  },
  async open(object, context, { models }) {
    const header = object as RegisteredModelHeader
    return new RegisteredModelWriter({ header, context, folder: await models.folder(header.fields.name) })
  },
}
