import type { ManagedServer } from '../servers/managed-server.ts'

const header = ['', 'NAME', 'VERSION', 'STATUS', 'DEFAULT', 'REGISTRATION', 'STORE', 'ARN']

/** One line for each, with what tells them apart. */
export function serversTable(servers: readonly ManagedServer[]): string {
  const rows = servers.map((server) => [
    server.type === 'mlflow-app' ? 'App' : 'tracking server',
    server.name,
    server.version ?? '?',
    statusText(server),
    defaultText(server),
    registrationText(server),
    server.artifactStore ?? '?',
    server.arn,
  ])
  return columns([header, ...rows])
}

/** Everything that is known of one, a line each. */
export function serverText(server: ManagedServer): string {
  const isApp = server.type === 'mlflow-app'
  const lines: readonly (readonly [string, string | undefined])[] = [
    [isApp ? 'App' : 'Tracking server', server.name],
    ['ARN', server.arn],
    ['Status', statusText(server)],
    ['MLflow', server.version],
    ['Size', server.size],
    ['Default', isApp ? defaultText(server) : undefined],
    ['Automatic model registration', registrationText(server)],
    ['Artifact store', server.artifactStore],
    ['Role', server.role],
    ['KMS key', isApp ? (server.kmsKey ?? 'owned by AWS') : undefined],
    ['Weekly maintenance (UTC)', server.maintenanceWindow],
    ['Created', server.createdAt],
    ['Changed', server.modifiedAt],
  ]
  return columns(lines.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

function statusText({ status, stopped, inMaintenance }: ManagedServer): string {
  const more = [stopped && !status.startsWith('Stop') && 'stopped', inMaintenance && 'in maintenance'].filter(Boolean)
  return [status, ...more].join(', ')
}

function defaultText({ type, accountDefault, defaultDomains = [] }: ManagedServer): string {
  if (type !== 'mlflow-app') return '-'
  if (accountDefault === undefined && defaultDomains.length === 0) return '?'
  return [...(accountDefault ? ['account'] : []), ...defaultDomains].join(', ') || 'no'
}

function registrationText({ registersModels }: ManagedServer): string {
  return registersModels === undefined ? '?' : registersModels ? 'on' : 'off'
}

/** As wide as their longest cell, all to the left. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
