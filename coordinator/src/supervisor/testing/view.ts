import type { ActivityDescription, InstrumentStatus, RunProgress } from '@muster/protocol'
import { compileSchema, days, hours } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { type AgentLive, newRunWatch, type RunWatch } from '../../model/live.ts'
import type { AgentRecord, AttemptRecord, JobRecord } from '../../model/records.ts'
import { State } from '../../model/state.ts'
import type { Rows } from '../../store/store.ts'
import { aJob, anAgent, anAttempt, anInstrument, aTask } from '../../testing/store-fixtures.ts'
import { detect } from '../detectors/index.ts'
import type { Detected, Finding, Subject, View } from '../findings.ts'
import { limitsOf, SupervisorSettings } from '../settings.ts'

/** The group as part of a configuration: Ajv fills in no default of a schema's root. */
const Configuration = Type.Object({ supervisor: SupervisorSettings })
const parse = compileSchema<Static<typeof Configuration>>(Configuration, { defaults: true })

/** The settings as they are where a configuration says only this of them. */
export function settingsWith(given: unknown = {}): SupervisorSettings {
  const parsed = parse({ supervisor: given })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value.supervisor
}

/** A view whose times a test may set. */
export interface Scene extends View {
  wall: number
  monotonic: number
  leadSince: number
}

/** A coordinator that has been listening for ten hours and holds these rows; nothing was heard of any agent. */
export function aScene(rows: Partial<Rows> = {}, settings: unknown = {}): Scene {
  const state = new State()
  for (const row of rows.agents ?? []) state.put('agents', row)
  for (const row of rows.instruments ?? []) state.put('instruments', row)
  for (const row of rows.jobs ?? []) state.put('jobs', row)
  for (const row of rows.attempts ?? []) state.put('attempts', row)
  for (const row of rows.tasks ?? []) state.put('tasks', row)
  for (const row of rows.prompts ?? []) state.put('prompts', row)
  for (const row of rows.breakers ?? []) state.put('breakers', row)
  for (const row of rows.pauses ?? []) state.put('pauses', row)
  return {
    state,
    limits: limitsOf(settingsWith(settings)),
    wall: Date.UTC(2026, 2, 1, 12),
    monotonic: days(2),
    leadSince: days(2) - hours(10),
  }
}

/** The agent was heard just now, and this is so with it. */
export function hear(scene: Scene, agentId: string, patch: Partial<AgentLive> = {}): AgentLive {
  const live = scene.state.liveOf(agentId)
  return Object.assign(live, {
    online: true,
    synced: true,
    heardAt: scene.monotonic,
    heartbeatAt: scene.monotonic,
    ...patch,
  })
}

/** The connection of the agent broke: its will has come. */
export function willOf(scene: Scene, agentId: string): void {
  hear(scene, agentId, { online: false, synced: false, contactLostSince: scene.wall })
}

/** Time goes by on both clocks. */
export function pass(scene: Scene, by: number): void {
  scene.wall += by
  scene.monotonic += by
}

/** What is found now and, where nothing is yet, when to look again: milliseconds from now. */
export function look(scene: Scene, subject: Subject): { found: readonly Finding[]; again?: number } {
  const detected = seen(scene, subject)
  const found = detected.findings
  return detected.again === undefined ? { found } : { found, again: detected.again - scene.monotonic }
}

export const findingsOf = (scene: Scene, subject: Subject): readonly Finding[] =>
  seen(scene, subject).findings

export const kindsOf = (scene: Scene, subject: Subject): readonly string[] =>
  findingsOf(scene, subject).map(({ kind }) => kind)

/** Of which kinds nothing can be told: what was found of them stands. */
export const unsureOf = (scene: Scene, subject: Subject): readonly string[] =>
  seen(scene, subject).unsure ?? []

/** As in a coordinator, what there is has been planned with before anybody looks. */
function seen(scene: Scene, subject: Subject): Detected {
  scene.state.board.next(scene.wall)
  return detect(scene, subject)
}

export function anActivity(patch: Partial<ActivityDescription> = {}): ActivityDescription {
  return {
    name: 'print',
    version: '1',
    title: 'Print',
    parametersSchemaJson: '{}',
    repeatability: 'safe-until-started',
    phases: [],
    canPause: true,
    canCheckpoint: false,
    ...patch,
  }
}

/** The agent `hall-2` with one instrument that does these. */
export function anAgentWith(
  activities: readonly ActivityDescription[],
  instrumentId = 'printer',
  agentId = 'hall-2',
): AgentRecord {
  const instrument = {
    id: instrumentId,
    kind: 'binder-jet',
    driver: 'opc-ua-lads',
    keepsIds: true,
    activities: [...activities],
    labels: {},
  }
  return anAgent({ id: agentId, instruments: [instrument] })
}

export function aStatus(patch: Partial<InstrumentStatus> = {}): InstrumentStatus {
  return { instrumentId: 'printer', link: 'connected', readiness: 'ready', failedChecks: 0, ...patch }
}

export function aRun(patch: Partial<RunProgress> = {}): RunProgress {
  return { attemptId: 'job-1-run-1', state: 'running', values: {}, ...patch }
}

export type Step = JobRecord['definition']['steps'][string]

export interface RunOptions {
  /** What the step says of its own. */
  readonly step?: Partial<Step>
  /** What the agent says of the activity. */
  readonly activity?: Partial<ActivityDescription>
  readonly attempt?: Partial<AttemptRecord>
  /** What was learned of silences at the instrument. */
  readonly quietest?: Readonly<Record<string, number>>
  readonly settings?: unknown
}

/** The attempt of `aRunningScene`. */
export const ATTEMPT = 'attempt:job-1-run-1' as const
export const ATTEMPT_LINKS = {
  jobId: 'job-1',
  taskId: 'job-1-run',
  attemptId: 'job-1-run-1',
  agentId: 'hall-2',
  instrumentId: 'printer',
}

/** `hall-2` is in contact, and its printer has just begun with the one step of a job. */
export function aRunningScene(options: RunOptions = {}): Scene {
  const steps = { run: { activity: 'print', ...options.step } }
  const job = aJob(1, { state: 'running', definition: { muster: 1, name: 'x', version: 1, steps } })
  const task = aTask(job, 'run', { state: 'running', attempts: 1, attemptId: 'job-1-run-1' })
  const { quietest } = options
  const rows: Partial<Rows> = {
    agents: [anAgentWith([anActivity(options.activity)])],
    instruments: [anInstrument(1, quietest === undefined ? {} : { quietest })],
    jobs: [job],
    tasks: [task],
  }
  const scene = aScene(rows, options.settings)
  const begun = { state: 'running', startedAt: scene.wall, ...options.attempt } as const
  scene.state.put('attempts', anAttempt(task, 1, begun))
  hear(scene, 'hall-2')
  return scene
}

/** The run as it is watched; it made progress just now. */
export function watch(scene: Scene, patch: Partial<RunWatch> = {}): RunWatch {
  const watched = { ...newRunWatch(scene.monotonic, scene.wall), ...patch }
  scene.state.liveOf('hall-2').watches.set('job-1-run-1', watched)
  return watched
}
