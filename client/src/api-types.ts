/** What the coordinator's API answers, as far as this client shows it. The whole is in its OpenAPI document. */

export interface Fault {
  readonly field: string
  readonly message: string
}

export interface TaskView {
  readonly id: string
  readonly step: string
  readonly activity: string
  readonly instrument?: string
  readonly state: string
  readonly attempts: number
  readonly waiting: readonly { readonly code: string; readonly message: string }[]
  readonly progress?: { readonly percent?: number; readonly phase?: string; readonly remainingMs?: number }
  readonly contactLostSince?: string
  readonly result?: unknown
  readonly failure?: { readonly code: string; readonly message: string }
}

export interface JobView {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly priority: number
  readonly submittedAt: string
  readonly endedAt?: string
}

export interface JobDetail extends JobView {
  readonly tasks: readonly TaskView[]
}

export interface JobPage {
  readonly jobs: readonly JobView[]
  readonly nextCursor?: string
}

export interface AgentView {
  readonly id: string
  readonly online: boolean
  readonly instruments: readonly string[]
  readonly running: number
  readonly executed: number
  readonly succeeded: number
  readonly failed: number
  readonly meanDurationMs?: number
}

export interface PromptView {
  readonly id: string
  readonly question: string
  readonly known: string
  readonly answers: readonly { readonly id: string; readonly title: string; readonly leadsTo: string }[]
  readonly state: string
}
