import type { WebhookHeader } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'

/**
 * Webhooks of a target that were there when the job began, or that it made. Several may have the same name and address, and none has a
 * place for a mark: what a call made whose answer was lost is told from its twins by not being among these.
 */
export class TakenWebhooks {
  readonly #ids = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  add(id: string): void {
    this.#ids.add(id)
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** One after the other: of two at once, one could take what the other made. */
  make(create: () => Promise<WebhookHeader>): Promise<WebhookHeader> {
    const made = this.#last.then(create).then((webhook) => {
      this.add(webhook.ref.id)
      return webhook
    })
    this.#last = made.catch(() => {})
    return made
  }
}

export function takenWebhooks(context: ServerContext): TakenWebhooks {
  context.takenWebhooks ??= new TakenWebhooks()
  return context.takenWebhooks
}
