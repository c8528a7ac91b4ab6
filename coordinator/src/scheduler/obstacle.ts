/** What a wait is for, so that an operator can follow it. */
export interface WaitsFor {
  readonly kind:
    | 'task'
    | 'job'
    | 'instrument'
    | 'agent'
    | 'person'
    | 'time'
    | 'breaker'
    | 'resource'
    | 'sample'
  readonly id: string
}

/** Why something is not possible now. `code` is stable; the sentence is for people. */
export interface Obstacle {
  readonly code: string
  readonly message: string
  readonly waitsFor?: WaitsFor
}

export const AT_MIDDLEWARE: Obstacle = {
  code: 'at-middleware',
  message: 'middleware looks at it before it may begin, for as long as the settings allow',
}
