import type { Lost } from '@mlferry/core'

/** Tags that a server sets itself and that mean nothing on another one, so they are never copied. See `KindCapabilities.fields`. */
export const tagsOfOneServer: Readonly<Record<string, Lost>> = {
  'tags sagemaker.model_package_arn': {
    lost: 'names the model package that SageMaker made for the source; the target makes its own',
  },
}
