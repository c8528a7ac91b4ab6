/** Something to enter or to scan. */
export interface PersonField {
  readonly name: string
  readonly title: string
  readonly type: 'text' | 'number' | 'integer' | 'yes-no'
  readonly unit?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly required: boolean
}

/** What a person is to do, as it was asked for. */
export interface PersonTask {
  readonly attemptId: string
  readonly activity: string
  readonly title: string
  /** Markdown. */
  readonly instructions: string
  readonly checklist: readonly string[]
  readonly fields: readonly PersonField[]
  readonly photo: 'none' | 'optional' | 'required'
  readonly parameters: Readonly<Record<string, unknown>>
  /** Wall clock, ISO 8601. */
  readonly since: string
}

/** It was done: what was entered is text, as it came from a keyboard or a scanner. */
export interface DoneAnswer {
  readonly by: string
  /** Items of the checklist, counted from 0. */
  readonly checked: readonly number[]
  readonly fields: Readonly<Record<string, string>>
  /** Files on the agent's machine. */
  readonly photos: readonly string[]
  readonly comment?: string | undefined
}

export interface NotPossibleAnswer {
  readonly by: string
  readonly reason: string
}

/** Where a person takes up work and says what came of it. What is said is durable when its promise resolves. */
export interface PersonDesk {
  /** What is to be done now. @throws MusterError while that can't be told */
  tasks(): readonly PersonTask[]
  /** @throws InvalidInputError with every fault; MusterError where there is no such task any more */
  done(attemptId: string, answer: DoneAnswer): Promise<void>
  notPossible(attemptId: string, answer: NotPossibleAnswer): Promise<void>
}
