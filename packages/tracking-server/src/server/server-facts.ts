/** What is true of a server as long as it is connected, each found out once, by its first use. */
export interface ServerFacts {
  /** Routes found missing. */
  readonly missing: Set<'get-history-bulk' | 'batch-get-traces' | 'batch-get-trace-infos' | 'otlp-traces'>
  /** Whether traces are those of MLflow 3. */
  tracesOfV3?: boolean
  /** Whether spans can go to the server's table. */
  spansTable?: Promise<boolean>
  /** How many endpoints its gateway has. */
  gatewayEndpoints?: Promise<number | 'no route' | undefined>
}

export function unknownFacts(): ServerFacts {
  return { missing: new Set() }
}
