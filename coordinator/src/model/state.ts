import { type InstrumentDescription, isAttemptEnd } from '@muster/protocol'
import { compileForeignSchema, type JsonSchema, type Parsed } from '@muster/runtime'
import type { CallKind } from '../calls/index.ts'
import { type MiddlewareChain, STANDARD_CHAIN } from '../middleware/index.ts'
import { Backlog } from '../scheduler/backlog.ts'
import { Board } from '../scheduler/board.ts'
import { Ledger } from '../scheduler/resources/ledger.ts'
import { Durations } from '../scheduler/durations.ts'
import { Urgent } from '../scheduler/urgent.ts'
import { type SchedulerRules, STANDARD_RULES } from '../scheduler/rules.ts'
import { type SchedulerSettings, STANDARD_SCHEDULER } from '../scheduler/settings.ts'
import type { Run } from '../workflow/memory.ts'
import type { Reuse } from '../workflow/reuse.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import type { FleetFailure } from '../supervisor/breaker.ts'
import { type Limits, STANDARD_LIMITS } from '../supervisor/settings.ts'
import { type OpenWork, RESOLVED_AT_HAND, type TableName, type Tables } from '../store/store.ts'
import { taskIdsOf, tasksOfAttempt } from './attempt-tasks.ts'
import { causeOf, type KnownInstrument, type OfferedActivity, type Recovery } from './known.ts'
import { JobKeys } from './job-keys.ts'
import { Registry } from './registry.ts'
import type { ScheduleRecord, TriggerRecord } from './trigger-records.ts'
import type { WatchedFolder } from './watched-folder.ts'
import type { Snapshot } from './snapshot.ts'
import { type AgentLive, newAgentLive } from './live.ts'
import type {
  AgentRecord,
  AttemptRecord,
  InstrumentRecord,
  JobRecord,
  PauseRecord,
  PromptRecord,
  BreakerRecord,
  EscalationEntry,
  EscalationRecord,
  ResultFilesRecord,
  TaskRecord,
} from './records.ts'

/** Of schemas of parameters, each about 0.1 MB. */
const PARSERS_KEPT = 500

/** What steps can call, by name, and the secrets that they can name. */
export interface CallNames {
  readonly kinds: ReadonlyMap<string, CallKind>
  readonly secrets: ReadonlyMap<string, string>
}

/** What became of the last tries of a channel. */
export interface ChannelHealth {
  /** In a row. */
  readonly failures: number
  /** Another try will not help. */
  readonly isHopeless: boolean
  readonly error: string
  /** Monotonic milliseconds from which on it is tried again where it is down. */
  readonly retryAt: number
}

/** The open escalation of a kind that was raised last, while nobody was told of it yet. */
export interface Gathering {
  readonly id: string
  /** When the last joined it. */
  readonly newest: number
  /** Where in its entries a subject is. */
  readonly places: Map<string, number>
}

/**
 * The open work, in memory, with its indexes. Rebuilt from the store at a start; changed only through a
 * `Draft`, at most one commit ahead of the store, and nothing leaves the process before that commit.
 */
export class State implements Snapshot {
  readonly jobs = new Map<string, JobRecord>()
  readonly tasks = new Map<string, TaskRecord>()
  readonly attempts = new Map<string, AttemptRecord>()
  readonly agents = new Map<string, AgentRecord>()
  readonly instruments = new Map<string, InstrumentRecord>()
  readonly prompts = new Map<string, PromptRecord>()
  /** Open ones, and those that were resolved not long ago. */
  readonly escalations = new Map<string, EscalationRecord>()
  readonly breakers = new Map<string, BreakerRecord>()
  /** Also those that were resumed. */
  readonly pauses = new Map<string, PauseRecord>()

  readonly live = new Map<string, AgentLive>()
  readonly known = new Map<string, KnownInstrument>()
  /** By `lastKey`: the instrument that did an activity last for jobs with a label. Lost with the process. */
  readonly lastDoneOn = new Map<string, string>()
  /** What waits for instruments, and which of them are free. */
  readonly board: Board
  /** How much has not ended. */
  readonly backlog = new Backlog()
  /** Critical work that waits, and what is being displaced for it. */
  readonly urgent = new Urgent()
  /** How long activities take. */
  readonly durations = new Durations()
  /** Workflows that jobs can be of by their names. */
  readonly workflows = new Registry()
  /** What begins jobs besides people; deleted ones too. */
  readonly schedules = new Map<string, ScheduleRecord>()
  readonly triggers = new Map<string, TriggerRecord>()
  /** By attempt: files that are expected from its agent. */
  readonly resultFiles = new Map<string, ResultFilesRecord>()
  /** Folders that may be watched, by name. */
  folders: ReadonlyMap<string, WatchedFolder> = new Map()
  /** What is wrong with one of them: it can't be read. Lost with the process. */
  readonly folderTrouble = new Map<string, string>()
  /** Deliveries without a right signature, in this process. */
  unsignedDeliveries = 0
  /** What tasks hold besides instruments. */
  readonly resources = new Ledger()
  /** Called with the ids of resources of which there is more than before, as tasks ask for them. */
  resourceFreed: (ids: readonly string[]) => void = ids => this.board.resourcesFreed(ids)
  /** Jobs that exclude each other. */
  readonly keys = new JobKeys()
  readonly tasksByJob = new Map<string, string[]>()
  /** How the workflows of jobs stand, made from their tasks where they are looked at first. */
  readonly runs = new Map<string, Run>()
  /** What jobs that were begun again may take over from those before them. */
  readonly reuse = new Map<string, Reuse>()
  /** Above 0 while the workflow engine's own changes are being put: its run knows of them. */
  telling = 0
  /** What steps can call, and which secrets they can name. */
  calls: CallNames = { kinds: new Map(), secrets: new Map() }
  /** What stands around steps and submissions. */
  middleware: MiddlewareChain = STANDARD_CHAIN
  /** Tasks whose attempts under way are to end, each with who asked; empty between decisions. */
  readonly toStop = new Map<string, string>()
  /** Tasks whose ids do not follow from their steps, by the id that would: a restored store took them over. */
  readonly oddTasks = new Map<string, string>()
  readonly openAttemptByInstrument = new Map<string, string>()
  readonly openAttemptsByAgent = new Map<string, Set<string>>()
  /** `kind` and `subject` of open prompts. */
  readonly promptByCause = new Map<string, string>()
  /** Open entries of escalations, by subject and then by kind: the escalation's id. */
  readonly escalated = new Map<string, Map<string, string>>()
  /** By kind: what is found alike next may join it. */
  readonly gathering = new Map<string, Gathering>()
  /** `kind` and `subject` of resolved escalations at hand: the one in which that was found last, and when. */
  readonly resolvedByCause = new Map<string, { readonly id: string; readonly since: number }>()
  lastSequence = 0
  /** How often agents are expected to be heard, milliseconds. */
  heartbeatMs = 5_000
  /** Monotonic milliseconds since when there is no broker; undefined while there is one. */
  brokerLostAt: number | undefined
  /** Monotonic milliseconds at which it was there again: from then on agents can be heard. */
  brokerBackAt = 0
  /** What the supervisor goes by. */
  limits: Limits = STANDARD_LIMITS
  /** What is configured of calendars and maintenance. */
  schedulerSettings: SchedulerSettings = STANDARD_SCHEDULER
  /** The last failures of the fleet: whether it fails alike. Lost with the process. */
  fleetFailures: readonly FleetFailure[] = []
  /** Monotonic milliseconds since when an instrument is not reached by its agent, as far as this process has seen. */
  readonly linkLostAt = new Map<string, number>()
  /** How the ways to people do. */
  readonly channels = new Map<string, ChannelHealth>()
  /** The store was put back from a backup: what may have run since then is being found out. */
  recovering: Recovery | undefined

  constructor(rules: SchedulerRules = STANDARD_RULES) {
    this.board = new Board(this, rules)
  }

  static from(work: OpenWork, rules: SchedulerRules = STANDARD_RULES): State {
    const state = new State(rules)
    state.lastSequence = work.lastSequence
    for (const agent of work.agents) state.put('agents', agent)
    for (const instrument of work.instruments) state.put('instruments', instrument)
    for (const job of work.jobs) state.put('jobs', job)
    // Tasks first: what an attempt is charged with, and what has to follow it, is found by its task.
    for (const task of work.tasks) state.put('tasks', task)
    for (const attempt of work.attempts) state.put('attempts', attempt)
    for (const prompt of work.prompts) state.put('prompts', prompt)
    for (const escalation of work.escalations) state.put('escalations', escalation)
    for (const breaker of work.breakers) state.put('breakers', breaker)
    for (const resource of work.resources) state.put('resources', resource)
    for (const sample of work.samples) state.put('samples', sample)
    for (const pause of work.pauses) state.put('pauses', pause)
    for (const workflow of work.workflows) state.put('workflows', workflow)
    for (const schedule of work.schedules) state.put('schedules', schedule)
    for (const trigger of work.triggers) state.put('triggers', trigger)
    for (const row of work.resultFiles) state.put('resultFiles', row)
    return state
  }

  liveOf(agentId: string): AgentLive {
    let live = this.live.get(agentId)
    if (!live) {
      live = newAgentLive()
      this.live.set(agentId, live)
    }
    return live
  }

  tasksOf(jobId: string): TaskRecord[] {
    return (this.tasksByJob.get(jobId) ?? []).flatMap(id => this.tasks.get(id) ?? [])
  }

  put<T extends TableName>(table: T, row: Tables[T]): void {
    this.#puts[table](row)
  }

  /** Forgets a job that has ended, with its tasks and attempts; the store keeps them. */
  forgetJob(jobId: string): void {
    const tasks = this.tasksOf(jobId)
    this.keys.forget(this.jobs.get(jobId))
    for (const task of tasks) {
      this.tasks.delete(task.id)
      this.oddTasks.delete(`${jobId}-${task.step}`)
      this.backlog.changed(task, undefined, this.#submitterOf(jobId))
    }
    for (const { id } of tasks)
      for (const attemptId of [...(this.#attemptsOf.get(id) ?? [])]) this.forgetAttempt(attemptId)
    this.tasksByJob.delete(jobId)
    this.runs.delete(jobId)
    this.reuse.delete(jobId)
    this.jobs.delete(jobId)
  }

  /** Forgets an attempt, unless a task that is in it is still at hand. */
  forgetAttempt(id: string): void {
    const attempt = this.attempts.get(id)
    if (!attempt || tasksOfAttempt(this, attempt).length > 0) return
    this.attempts.delete(id)
    this.#unindex(attempt)
  }

  #unindex(attempt: AttemptRecord): void {
    for (const taskId of taskIdsOf(attempt)) {
      const ids = this.#attemptsOf.get(taskId)
      ids?.delete(attempt.id)
      if (ids?.size === 0) this.#attemptsOf.delete(taskId)
    }
  }

  /** By task: the attempts at hand that it is in, alone or with others, whoever made them. */
  readonly #attemptsOf = new Map<string, Set<string>>()
  readonly #parsers = new Map<string, (parameters: unknown) => Parsed<unknown>>()
  readonly #puts: { readonly [T in TableName]: (row: Tables[T]) => void } = {
    jobs: row => {
      this.jobs.set(row.id, row)
      this.keys.put(row)
      this.lastSequence = Math.max(this.lastSequence, row.sequence)
    },
    tasks: row => this.#putTask(row),
    attempts: row => this.#putAttempt(row),
    agents: row => this.#putAgent(row),
    instruments: row => {
      const before = this.instruments.get(row.id)
      this.instruments.set(row.id, row)
      this.durations.put(row)
      this.board.instrumentChanged(row.id)
      if (before?.maintenance !== row.maintenance) this.board.timesChanged()
    },
    prompts: row => this.#putPrompt(row),
    escalations: row => this.#putEscalation(row),
    breakers: row => this.#putBreaker(row),
    deadLetters: () => undefined,
    resources: row => this.resourceFreed(this.resources.putRecord(row)),
    samples: row => this.resourceFreed(this.resources.putSample(row)),
    pauses: row => this.#putPause(row),
    workflows: row => this.workflows.put(row),
    schedules: row => void this.schedules.set(row.id, row),
    triggers: row => void this.triggers.set(row.id, row),
    seenFiles: () => undefined,
    resultFiles: row => {
      if (row.state === 'expected') this.resultFiles.set(row.id, row)
      else this.resultFiles.delete(row.id)
    },
  }

  #putTask(row: TaskRecord): void {
    const before = this.tasks.get(row.id)
    if (!before) {
      const siblings = this.tasksByJob.get(row.jobId)
      if (siblings) siblings.push(row.id)
      else this.tasksByJob.set(row.jobId, [row.id])
      const usual = `${row.jobId}-${row.step}`
      if (row.id !== usual) this.oddTasks.set(usual, row.id)
    }
    // Its run is made anew from the rows where something else has moved it, such as an agent that knows more after a restore.
    if (this.telling === 0 && (!before || standOf(before) !== standOf(row))) this.runs.delete(row.jobId)
    this.tasks.set(row.id, row)
    this.backlog.changed(before, row, this.#submitterOf(row.jobId))
    this.board.update(row)
    this.urgent.taskChanged(row)
  }

  #freed(ids: readonly string[]): void {
    if (ids.length > 0) this.resourceFreed(ids)
  }

  #submitterOf(jobId: string): string {
    return this.jobs.get(jobId)?.submittedBy ?? ''
  }

  #putBreaker(row: BreakerRecord): void {
    this.breakers.set(row.id, row)
    this.#mayGoOn(row.id)
  }

  #putPause(row: PauseRecord): void {
    this.pauses.set(row.id, row)
    this.#mayGoOn(row.id)
  }

  /** What keeps work away from an agent, an instrument, an activity or all may be another. */
  #mayGoOn(id: string): void {
    const [of, name] = splitOnce(id, ':')
    if (of === 'agent') this.board.agentChanged(name)
    else if (of === 'instrument') this.board.instrumentChanged(name)
    else if (of === 'activity') this.board.activityChanged(name)
    else this.board.everythingChanged()
  }

  #putAttempt(row: AttemptRecord): void {
    const before = this.attempts.get(row.id)
    if (before?.taskId !== row.taskId || before.members !== row.members) {
      if (before) this.#unindex(before)
      for (const id of taskIdsOf(row))
        this.#attemptsOf.set(id, (this.#attemptsOf.get(id) ?? new Set()).add(row.id))
    }
    this.attempts.set(row.id, row)
    this.#freed(this.resources.putAttempt(row))
    this.board.attemptChanged(row)
    this.urgent.attemptChanged(row)
    const ofAgent = this.openAttemptsByAgent.get(row.agentId) ?? new Set()
    this.openAttemptsByAgent.set(row.agentId, ofAgent)
    if (!isAttemptEnd(row.state)) {
      ofAgent.add(row.id)
      this.openAttemptByInstrument.set(row.instrumentId, row.id)
    } else {
      ofAgent.delete(row.id)
      if (this.openAttemptByInstrument.get(row.instrumentId) === row.id)
        this.openAttemptByInstrument.delete(row.instrumentId)
    }
  }

  #putAgent(row: AgentRecord): void {
    const before = this.agents.get(row.id)
    this.agents.set(row.id, row)
    if (before?.resources !== row.resources) this.#freed(this.resources.putAgent(row.id, row.resources))
    this.board.agentChanged(row.id)
    if (before?.instruments === row.instruments && before.labels === row.labels && before.roles === row.roles)
      return
    this.durations.announce(before?.instruments ?? [], row.instruments)
    for (const { id } of before?.instruments ?? [])
      if (this.known.get(id)?.agentId === row.id) this.known.delete(id)
    for (const description of row.instruments) {
      // An instrument that two agents name stays with the one it is assigned to.
      const assigned = this.instruments.get(description.id)?.agentId
      if (assigned === undefined || assigned === row.id)
        this.known.set(description.id, this.#knowInstrument(description, row))
    }
  }

  #knowInstrument(description: InstrumentDescription, agent: AgentRecord): KnownInstrument {
    const activities = description.activities.map((activity): [string, OfferedActivity] => {
      const parse = (parameters: unknown) => this.#parserOf(activity.parametersSchemaJson)(parameters)
      return [activity.name, { description: activity, parse }]
    })
    return {
      description,
      agentId: agent.id,
      labels: { ...agent.labels, ...description.labels },
      roles: agent.roles,
      keepsBatches: agent.keepsBatches ?? false,
      activities: new Map(activities),
    }
  }

  /** Compiled at its first use: that takes milliseconds, and most instruments of a fleet have the same schemas. */
  #parserOf(schemaText: string): (parameters: unknown) => Parsed<unknown> {
    const known = this.#parsers.get(schemaText)
    if (known) return known
    // What has none gives back what it was given, and no copy.
    const defaults = schemaText.includes('"default"')
    const compiled = compileForeignSchema(JSON.parse(schemaText) as JsonSchema, { defaults })
    // A schema that is none accepts nothing: its faults are what a submission is told.
    const parse = compiled.ok ? compiled.value : (): Parsed<unknown> => compiled
    // Those that were not asked for lately can be compiled again.
    if (this.#parsers.size >= PARSERS_KEPT) this.#parsers.clear()
    this.#parsers.set(schemaText, parse)
    return parse
  }

  readonly #resolved = new Set<string>()

  #putEscalation(row: EscalationRecord): void {
    const before = this.escalations.get(row.id)
    this.escalations.set(row.id, row)
    const isTurned = before?.state !== row.state
    const changed = changedEntries(row, isTurned ? undefined : before)
    for (const { entry } of changed) this.#putEntry(row, entry)
    this.#putGathering(row, isTurned, changed)
    if (row.state === 'open') this.#resolved.delete(row.id)
    else {
      this.#resolved.add(row.id)
      this.#dropOldEscalations()
    }
  }

  #putEntry(row: EscalationRecord, { subject, clearedAt, since }: EscalationEntry): void {
    const kinds = this.escalated.get(subject)
    if (row.state === 'open' && clearedAt === undefined) {
      if (kinds) kinds.set(row.kind, row.id)
      else this.escalated.set(subject, new Map([[row.kind, row.id]]))
    } else if (kinds?.get(row.kind) === row.id) {
      kinds.delete(row.kind)
      if (kinds.size === 0) this.escalated.delete(subject)
    }
    const cause = causeOf(row.kind, subject)
    const last = this.resolvedByCause.get(cause)
    if (row.state === 'open') {
      if (last?.id === row.id) this.resolvedByCause.delete(cause)
    } else if (!last || last.since <= since) this.resolvedByCause.set(cause, { id: row.id, since })
  }

  #putGathering(row: EscalationRecord, isTurned: boolean, changed: readonly ChangedEntry[]): void {
    const known = this.gathering.get(row.kind)
    if (row.state !== 'open' || row.rung > 0 || row.acknowledged) {
      if (known?.id === row.id) this.gathering.delete(row.kind)
      return
    }
    if (!isTurned && known?.id !== row.id) return
    const places = isTurned || !known ? new Map<string, number>() : known.places
    let newest = isTurned || !known ? Number.NEGATIVE_INFINITY : known.newest
    for (const { at, entry } of changed) {
      places.set(entry.subject, at)
      newest = Math.max(newest, entry.since)
    }
    this.gathering.set(row.kind, { id: row.id, newest, places })
  }

  /** What was resolved long ago does not come back as the same: the store has it. */
  #dropOldEscalations(): void {
    if (this.#resolved.size < 2 * RESOLVED_AT_HAND) return
    const resolved = [...this.#resolved].flatMap(id => this.escalations.get(id) ?? [])
    resolved.sort((a, b) => (a.resolvedAt ?? 0) - (b.resolvedAt ?? 0))
    for (const { id, kind, entries } of resolved.slice(0, -RESOLVED_AT_HAND)) {
      this.escalations.delete(id)
      this.#resolved.delete(id)
      for (const { subject } of entries) {
        const cause = causeOf(kind, subject)
        if (this.resolvedByCause.get(cause)?.id === id) this.resolvedByCause.delete(cause)
      }
    }
  }

  #putPrompt(row: PromptRecord): void {
    const cause = causeOf(row.kind, row.subject)
    if (row.state === 'open') {
      this.prompts.set(row.id, row)
      this.promptByCause.set(cause, row.id)
    } else {
      this.prompts.delete(row.id)
      if (this.promptByCause.get(cause) === row.id) this.promptByCause.delete(cause)
    }
  }
}

/** As far as a run sees it. */
const standOf = ({ state }: TaskRecord): string => (state === 'pending' || isTaskEnd(state) ? state : 'open')

function splitOnce(text: string, at: string): [string, string] {
  const place = text.indexOf(at)
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)]
}

interface ChangedEntry {
  readonly at: number
  readonly entry: EscalationEntry
}

/** Those that are not the same as before at their place: nearly all are, and looking at each is all that is done for them. */
function changedEntries(
  { entries }: EscalationRecord,
  before: EscalationRecord | undefined,
): readonly ChangedEntry[] {
  const changed: ChangedEntry[] = []
  for (let at = 0; at < entries.length && entries !== before?.entries; at += 1) {
    const entry = entries[at]
    if (entry && entry !== before?.entries[at]) changed.push({ at, entry })
  }
  return changed
}
