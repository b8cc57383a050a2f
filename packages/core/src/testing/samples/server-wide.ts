import type { WebhookFields } from '../../objects/webhook.ts'
import type { WorkspaceFields } from '../../objects/workspace.ts'
import type { SampleObject } from '../sample-objects.ts'
import { sampleIds, sampleOf, sampleTimes } from './sample-of.ts'

export function sampleWorkspace(): SampleObject {
  return sampleOf<WorkspaceFields>({
    ref: sampleIds.workspace,
    fields: {
      ...{ name: sampleIds.workspace.id, description: 'größe 値', artifactRoot: '' },
      ...{ traceArchival: { retention: '30d' }, extra: {} },
    },
  })
}

export function sampleWebhook(): SampleObject {
  const [name, url] = ['Hook.1_x-Y', 'https://1.1.1.1/hook?a=b%20c']
  return sampleOf<WebhookFields>({
    ref: sampleIds.webhook,
    key: `${name}\n${url}`,
    fields: {
      ...{ name, description: 'größe 値', url, events: ['model_version.created', 'prompt.created'], status: 'ACTIVE' },
      ...{ ...sampleTimes, extra: {} },
    },
  })
}
