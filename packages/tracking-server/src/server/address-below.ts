/** The address of what lies at `path` below another address. Nothing lies below none: a path by itself would mean a folder of this machine. */
export function addressBelow(address: string, path: string): string {
  return address === '' ? '' : `${address.replace(/\/+$/, '')}/${path}`
}
