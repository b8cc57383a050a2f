import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** One window of `chromium`, seen by nobody. */
export interface Browser extends AsyncDisposable {
  /** Opens an address and waits until the page says nothing new any more. */
  open(url: string): Promise<void>
  /** Clicks on the button, tab or cell whose text begins so, the first by its text, and waits as above. False: there is none. */
  click(text: string): Promise<boolean>
  /** All visible text. */
  text(): Promise<string>
  takePicture(file: string): Promise<void>
}

/** Starts `chromium` and speaks its DevTools protocol. A driver would bring a browser of its own, for four commands. */
export async function openBrowser(): Promise<Browser> {
  await using cleanup = new AsyncDisposableStack()
  const profile = await mkdtemp(join(tmpdir(), 'mlferry-chromium-'))
  cleanup.defer(() => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))
  const flags = ['--headless', '--no-sandbox', '--hide-scrollbars', '--window-size=1800,1400', '--lang=en-US']
  const chromium = spawn('chromium', [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  cleanup.defer(async () => {
    chromium.kill()
    if (chromium.exitCode === null) await once(chromium, 'close')
  })
  const ask = await connect(await addressIn(chromium.stderr))
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true })
  const evaluate = async (expression: string) => {
    const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true }, sessionId)
    return (result as { readonly value?: unknown }).value
  }
  const text = async () => String(await evaluate('document.body?.innerText ?? ""'))
  const settle = async () => {
    let [before, same] = ['', 0]
    for (const end = Date.now() + 60_000; same < 6 && Date.now() < end; await sleep(500)) {
      const now = await text()
      same = now !== '' && now === before ? same + 1 : 0
      before = now
    }
  }
  const running = cleanup.move()
  return {
    async open(url) {
      // From an empty page: another part of the same page is no navigation.
      await ask('Page.navigate', { url: 'about:blank' }, sessionId)
      await ask('Page.navigate', { url }, sessionId)
      await settle()
    },
    async click(label) {
      const place = (await evaluate(placeOf(label))) as { readonly x: number; readonly y: number } | undefined
      if (!place) return false
      // As a hand does it: some parts of the page do not listen to less.
      for (const type of ['mousePressed', 'mouseReleased'])
        await ask('Input.dispatchMouseEvent', { type, ...place, button: 'left', clickCount: 1 }, sessionId)
      await settle()
      return true
    },
    text,
    async takePicture(file) {
      const { data } = await ask('Page.captureScreenshot', { format: 'png' }, sessionId)
      await writeFile(file, Buffer.from(String(data), 'base64'))
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

type Ask = (method: string, params: object, sessionId?: unknown) => Promise<Record<string, unknown>>

async function connect(address: string): Promise<Ask> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data))
    if (error) waiting.get(id)?.reject(new Error(error.message))
    else waiting.get(id)?.resolve(result)
    waiting.delete(id)
  })
  let last = 0
  return (method, params, sessionId) => {
    const answer = Promise.withResolvers<Record<string, unknown>>()
    waiting.set(++last, answer)
    socket.send(JSON.stringify({ id: last, method, params, sessionId }))
    return answer.promise
  }
}

async function addressIn(stderr: AsyncIterable<Buffer>): Promise<string> {
  let said = ''
  for await (const bytes of stderr) {
    said += bytes
    const [address] = /ws:\/\/\S+/.exec(said) ?? []
    if (address) return address
  }
  throw new Error(`chromium did not start:\n${said}`)
}

function placeOf(label: string): string {
  return `(() => {
    const all = [...document.querySelectorAll('button, a, [role=tab], [role=cell]')].filter((each) => each.checkVisibility())
    const named = all.filter((each) => each.innerText.trim().startsWith(${JSON.stringify(label)}))
    const [found] = named.sort((a, b) => (a.innerText < b.innerText ? -1 : 1))
    if (!found) return undefined
    found.scrollIntoView({ block: 'center' })
    const { x, y, width, height } = found.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
  })()`
}
