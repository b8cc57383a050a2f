/** A plain call of MLflow's REST API, below `/api/2.0/mlflow`. */
export async function postToServer<T = unknown>(url: string, route: string, body: object): Promise<T> {
  const answer = await fetch(`${url}/api/2.0/mlflow/${route}`, {
    method: 'POST',
    // A server closes what is idle for seconds, maybe just when the next call begins.
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
