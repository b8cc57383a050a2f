import type { Lost } from '@mlferry/core'

/** Tags that a server sets for itself and that mean nothing at another: never written to a server, as capabilities say it. */
export const tagsOfOneServer: Readonly<Record<string, Lost>> = {
  'tags sagemaker.model_package_arn': {
    lost: 'names the model package that SageMaker made for the source; the target makes its own',
  },
}
