/** What a proxy does with a request instead of simply passing it on. */
export type ProxyAction =
  | Answer
  | { readonly type: 'redirect'; readonly status: number; readonly base: string }
  | { readonly type: 'cut-answer'; readonly afterBytes: number }
  | { readonly type: 'lose-answer'; readonly instead: Answer | undefined }
  | { readonly type: 'act-late'; readonly milliseconds: number; readonly instead: Answer }
  | { readonly type: 'cut-upload'; readonly afterBytes: number }
  | { readonly type: 'delay'; readonly milliseconds: number }
  | {
      readonly type: 'throttle'
      readonly perSecond: number
      readonly answer: ProxyAction & { readonly type: 'answer' }
    }

export interface Answer {
  readonly type: 'answer'
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

type Headers = Readonly<Record<string, string>>

export interface AnswerOptions {
  readonly headers?: Headers
  /** An object is sent as JSON. */
  readonly body?: string | object
}

/** Answers itself; the server never hears of the request. */
export function answer(status: number, { headers = {}, body = '' }: AnswerOptions = {}): Answer {
  const isText = typeof body === 'string'
  return {
    type: 'answer',
    status,
    headers: { 'content-type': isText ? 'text/plain' : 'application/json', ...headers },
    body: isText ? body : JSON.stringify(body),
  }
}

/** A page for people, as load balancers, login walls and servers without a route send them. */
export function htmlPage(status = 200, title = 'Sign in'): Answer {
  const body = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return answer(status, { headers: { 'content-type': 'text/html; charset=utf-8' }, body })
}

/** Sends the client to the same path of another host. */
export function redirect(base: string, status = 302): ProxyAction {
  return { type: 'redirect', status, base }
}

/** Passes the request on and ends the connection after so many bytes of the answer's body. */
export function cutAnswer(afterBytes: number): ProxyAction {
  return { type: 'cut-answer', afterBytes }
}

/** Passes the request on, waits until the server has done it, and ends the connection without a word, or with another answer. */
export function loseAnswer(instead?: Answer): ProxyAction {
  return { type: 'lose-answer', instead }
}

/** Answers at once, as a gateway that gives up waiting, and passes the request on after so many milliseconds all the same. */
export function actLate(milliseconds: number, instead: Answer = htmlPage(504, 'Gateway Time-out')): ProxyAction {
  return { type: 'act-late', milliseconds, instead }
}

/** Ends both connections after so many bytes of the request's body. */
export function cutUpload(afterBytes: number): ProxyAction {
  return { type: 'cut-upload', afterBytes }
}

/** Waits before anything else happens to the request. */
export function delay(milliseconds: number): ProxyAction {
  return { type: 'delay', milliseconds }
}

/** Lets so many requests a second pass and answers 429 to the others. */
export function throttle(perSecond: number, { headers, body }: AnswerOptions = {}): ProxyAction {
  const refusal = { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Too many requests' }
  return {
    type: 'throttle',
    perSecond,
    answer: answer(429, { ...(headers && { headers }), body: body ?? refusal }),
  }
}
