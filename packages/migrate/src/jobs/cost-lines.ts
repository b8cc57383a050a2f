import { type CopyResult, formatBytes, plural } from '@mlferry/cli-kit'
import { sagemakerEnd } from '../sagemaker-end.ts'

interface Costing {
  readonly from: string
  readonly to: string
  readonly plan: Pick<CopyResult, 'files' | 'bytes'>
}

/** What is known to cost money: prices are for AWS to tell. */
export function costLines({ from, to, plan: { files, bytes } }: Costing): readonly string[] {
  const [source, target] = [sagemakerEnd(from), sagemakerEnd(to)]
  const lines: string[] = []
  if (target?.isApp) {
    const stored = `S3 takes its price for ${formatBytes(bytes)}, and for the requests that write ${plural(files, 'file')}`
    lines.push(`The App costs nothing by itself. ${stored}.`)
  } else if (target) lines.push('The target is a tracking server, which costs by the hour while it is started.')
  if (source && !source.isApp)
    lines.push('The source is a tracking server, which costs by the hour until it is stopped.')
  if (source && target && source.region !== target.region) {
    lines.push(`${formatBytes(bytes)} leave ${source.region} for ${target.region}: AWS charges for that.`)
  }
  return lines
}
