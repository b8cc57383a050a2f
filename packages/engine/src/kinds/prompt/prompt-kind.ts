import type { ObjectKind, PromptFields } from '@mlferry/core'

/** Recognised by name: a prompt of that name at the target takes the versions, whoever made it. */
export const promptKind: ObjectKind<PromptFields> = {
  name: 'prompt',
  mergesByName: true,
  plural: 'prompts',
  identity: (header) => header.fields.name,
  links: { experiments: { to: 'experiment', at: 'link' } },
  needs: [
    { says: 'all its versions', kinds: ['promptVersion'], held: true, when: 'selected' },
    { says: 'the experiments that show it', kinds: ['experiment'], links: ['experiments'] },
  ],
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}
