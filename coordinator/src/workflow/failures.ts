import type { Failure } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import { parametersFailure } from './kinds/kind.ts'

/** The failure that an error of an expression, a template or a value is. What is no such error is a defect, and goes on up. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof MusterError && error.category === 'input')
    return parametersFailure(error.code, error.message)
  throw error
}
