import { type Fault, InvalidInputError } from '@muster/runtime'
import { RefusedError } from '../instruments/refusal.ts'

/** What went wrong with a request, as RFC 9457 has it. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly faults?: readonly Fault[]
}

export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

export function notFound(detail: string): ProblemError {
  return new ProblemError({ status: 404, title: 'Not found', detail })
}

export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof InvalidInputError) {
    return { status: 400, title: 'Not valid', detail: error.message, faults: error.faults }
  }
  if (error instanceof RefusedError) return { status: 409, title: 'Refused', detail: error.message }
  return { status: 500, title: 'Internal error', detail: 'the simulator is at fault; see its log' }
}
