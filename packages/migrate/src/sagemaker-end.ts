/** What the address of an end says about SageMaker. Undefined: it is something else. */
export function sagemakerEnd(address: string): { readonly region: string; readonly isApp: boolean } | undefined {
  const [, region, type] =
    /^arn:[^:]+:sagemaker:([^:]+):[^:]*:(mlflow-app|mlflow-tracking-server)\//.exec(address) ?? []
  return region === undefined ? undefined : { region, isApp: type === 'mlflow-app' }
}
