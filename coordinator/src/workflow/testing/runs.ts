import type { Step, Steps, WorkflowDefinition } from '@muster/protocol'
import { advance, apply, newRun, type Run, type RunEffect, type RunEvent, type RunRules } from '../index.ts'

export const definitionOf = (steps: Steps, rest: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  muster: 1,
  name: 'tested',
  steps,
  ...rest,
})

export const act = (after: string[] = [], rest: Partial<Step> = {}): Step => ({
  activity: 'work',
  ...(after.length > 0 ? { after } : {}),
  ...rest,
})

export interface TestedRun {
  readonly run: Run
  readonly effects: RunEffect[]
  /** @returns what is to be done */
  send(event: RunEvent): readonly RunEffect[]
  succeed(path: string, result?: unknown, at?: number): readonly RunEffect[]
  failed(path: string, at?: number): readonly RunEffect[]
  /** Paths that are open, of what is handed over. */
  opened(): string[]
  states(): Record<string, string>
}

export const FAILURE = { code: 'broke', message: 'it broke', category: 'instrument', started: 'yes' } as const

/** A run that has begun. */
export function begun(
  definition: WorkflowDefinition,
  options: {
    readonly inputs?: Readonly<Record<string, unknown>>
    readonly uses?: Readonly<Record<string, WorkflowDefinition>>
    readonly rules?: RunRules
  } = {},
): TestedRun {
  const facts = { jobId: 'job-1', inputs: options.inputs ?? {}, labels: {} }
  const run = newRun({ definition, uses: options.uses ?? {} }, facts, options.rules)
  const effects: RunEffect[] = []
  const send = (event: RunEvent) => {
    const change = advance(run, event)
    apply(run, change)
    effects.push(...change.effects)
    return change.effects
  }
  const tested: TestedRun = {
    run,
    effects,
    send,
    succeed: (path, result, at = 1) =>
      send({ at, kind: 'ended', path, end: 'succeeded', ...(result === undefined ? {} : { result }) }),
    failed: (path, at = 1) => send({ at, kind: 'ended', path, end: 'failed', failure: FAILURE }),
    opened: () => effects.flatMap(effect => (effect.kind === 'open' ? [effect.node.path] : [])),
    states: () =>
      Object.fromEntries(
        [...run.nodes.values()].map(node => [
          node.path,
          node.because ? `${node.state}:${node.because}` : node.state,
        ]),
      ),
  }
  send({ at: 0, kind: 'begin' })
  return tested
}
