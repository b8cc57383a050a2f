import { MlferryError } from '@mlferry/core'
import { type Env, envText } from './env.ts'

/**
 * The proxy for an address by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, lower case first. Our own because the kept library,
 * proxy-from-env, reads process.env: there two ends cannot differ. Throws ERR_INVALID_SETTING.
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const scheme = url.protocol.slice(0, -1)
  const name = [scheme, 'all']
    .flatMap((each) => [`${each}_proxy`, `${each}_proxy`.toUpperCase()])
    .find((each) => envText(env, each))
  if (name === undefined || isExcluded(url, envText(env, 'no_proxy') ?? envText(env, 'NO_PROXY') ?? ''))
    return undefined
  const text = envText(env, name) ?? ''
  const proxy = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    throw new MlferryError('ERR_INVALID_SETTING', `${name} must be an http:// or https:// address.`)
  }
  return proxy
}

function isExcluded(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return noProxy.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    const [, name = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    const domain = name.replace(/^\*?\./, '')
    if (domain === '' || (entryPort !== undefined && entryPort !== port)) return false
    return host === domain || host.endsWith(`.${domain}`)
  })
}
