import type { ActivityDescription, AttemptEnd, Failure, InstrumentStatus } from '@muster/protocol'
import { seededRandom } from '@muster/runtime/testing'
import { Draft } from '../../model/draft.ts'
import type { AgentRecord, AttemptRecord, JobRecord, TaskRecord } from '../../model/records.ts'
import { State } from '../../model/state.ts'
import { aJob, anAgent, anInstrument, aTask } from '../../testing/store-fixtures.ts'
import { applyWay, endAttempt, grantAttempt, offerTask } from '../../work/attempts.ts'
import type { Assignment } from '../assignment.ts'
import { type SchedulerRules, STANDARD_RULES } from '../rules.ts'

/** An activity of an instrument. */
export interface ActivityPlan {
  readonly name: string
  /** Of its parameters; takes everything where left out. */
  readonly schema?: string
  readonly expectedMs?: number
  readonly more?: Partial<ActivityDescription>
}

export interface InstrumentPlan {
  readonly id: string
  readonly activities: readonly ActivityPlan[]
  readonly labels?: Readonly<Record<string, string>>
}

export interface AgentPlan {
  readonly id: string
  readonly instruments: readonly InstrumentPlan[]
  readonly roles?: readonly string[]
  readonly maxConcurrentTasks?: number
  /** What it has of its own, such as `gpu`. */
  readonly resources?: Readonly<Record<string, number>>
}

const FAILURE: Failure = { code: 'jam', message: 'it jammed', category: 'instrument', started: 'yes' }

/** A shop floor in memory: agents, instruments and what waits for them, moved on by hand, with the real decisions. */
export class Floor {
  readonly state: State
  /** Wall milliseconds. */
  now = Date.UTC(2026, 2, 1)
  #sequence = 0
  readonly #random = seededRandom(1)

  constructor(rules: SchedulerRules = STANDARD_RULES) {
    this.state = new State(rules)
  }

  decide(act: (draft: Draft) => void): void {
    const draft = new Draft(this.state, 'test', 'rule:test', this.now, this.#random)
    act(draft)
    draft.runAfterCommit()
  }

  /** An agent with its instruments, in contact and ready; or what it has by now. */
  agent(plan: AgentPlan): void {
    const before = this.state.agents.get(plan.id)
    for (const { id } of plan.instruments)
      if (!this.state.instruments.has(id))
        this.state.put('instruments', anInstrument(0, { id, agentId: plan.id }))
    this.state.put('agents', agentOf(plan, before))
    const live = this.state.liveOf(plan.id)
    live.online = true
    live.synced = true
    for (const { id } of plan.instruments) if (!live.instruments.has(id)) this.tell(id, {})
    this.state.board.agentChanged(plan.id)
  }

  /** What its agent says of an instrument. */
  tell(instrumentId: string, patch: Partial<InstrumentStatus>): void {
    const agentId = this.state.instruments.get(instrumentId)?.agentId ?? ''
    const status = { instrumentId, link: 'connected', readiness: 'ready', failedChecks: 0, ...patch } as const
    this.state.liveOf(agentId).instruments.set(instrumentId, status)
    this.state.board.agentChanged(agentId)
  }

  /** An agent is out of contact, or back. */
  contact(agentId: string, isThere: boolean): void {
    this.state.liveOf(agentId).contactLostSince = isThere ? undefined : this.now
    this.state.board.agentChanged(agentId)
  }

  /** One task of a job of its own, queued now. */
  submit(task: Partial<TaskRecord> = {}, job: Partial<JobRecord> = {}): TaskRecord {
    this.#sequence += 1
    const made = aJob(this.#sequence, { submittedAt: this.now, priority: task.priority ?? 50, ...job })
    this.state.put('jobs', made)
    const row = aTask(made, 'run', { parametersJson: '{}', queuedAt: this.now, ...task })
    this.state.put('tasks', row)
    return row
  }

  /** As `submit`, of a user. */
  submitOf(user: string, task: Partial<TaskRecord> = {}): TaskRecord {
    return this.submit(task, { submittedBy: user })
  }

  /** All that can be started now is offered. @returns what was, in that order */
  dispatch(): Assignment[] {
    const made: Assignment[] = []
    for (let next = this.state.board.next(this.now); next; next = this.state.board.next(this.now)) {
      this.offer(next)
      made.push(next)
    }
    return made
  }

  /** @throws Error where the committer refuses what was planned */
  offer(assignment: Assignment): void {
    const { task, instrumentId } = assignment
    this.decide(draft => offerTask(draft, assignment))
    if (this.state.tasks.get(task.id)?.state === 'queued')
      throw new Error(`${task.id} was not started at ${instrumentId}`)
  }

  get open(): AttemptRecord[] {
    return [...this.state.openAttemptByInstrument.values()].flatMap(id => this.state.attempts.get(id) ?? [])
  }

  /** It is claimed, allowed and begun. */
  begin(attempt: AttemptRecord): void {
    if (attempt.state !== 'offered') return
    const binding = { journalId: 'journal-1', bootId: 'boot-1', nonce: 'nonce', journalWrites: 1 }
    this.decide(draft => {
      const granted = grantAttempt(draft, attempt, binding)
      const report = { attemptId: attempt.id, revision: 1, state: 'running', atWallMs: this.now } as const
      applyWay(draft, granted, ['starting', 'running'], report)
    })
  }

  /** It ends; one that was not begun is begun first where only that leads there. */
  end(attempt: AttemptRecord, how: AttemptEnd): void {
    if (how === 'succeeded' || how === 'failed') this.begin(attempt)
    const current = this.state.attempts.get(attempt.id) ?? attempt
    this.decide(draft => endAttempt(draft, current, how, how === 'failed' ? { failure: FAILURE } : {}))
  }
}

function agentOf(plan: AgentPlan, before: AgentRecord | undefined): AgentRecord {
  return anAgent({
    ...before,
    id: plan.id,
    version: (before?.version ?? 0) + 1,
    keepsBatches: true,
    roles: [...(plan.roles ?? [])],
    ...(plan.resources ? { resources: plan.resources } : {}),
    maxConcurrentTasks: plan.maxConcurrentTasks ?? plan.instruments.length,
    instruments: plan.instruments.map(({ id, activities, labels = {} }) => ({
      id,
      kind: 'furnace',
      driver: 'test',
      keepsIds: true,
      labels,
      activities: activities.map(({ name, schema = '{}', expectedMs = 60_000, more }) => ({
        name,
        version: '1',
        title: name,
        parametersSchemaJson: schema,
        repeatability: 'safe' as const,
        expectedDurationMs: expectedMs,
        phases: [],
        canPause: false,
        canCheckpoint: false,
        ...more,
      })),
    })),
  })
}
