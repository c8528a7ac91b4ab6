import type { ActivityDescription, Failure, Readiness } from '@muster/protocol'
import type { Clock, Duration, Fault, Logger, Random } from '@muster/runtime'
import type { PersonDesk } from './person-desk.ts'

/** What a driver is given; it takes nothing from anywhere else. */
export interface DriverContext {
  readonly instrumentId: string
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** A folder that is the driver's own and survives restarts (certificates, for example). */
  readonly folder: string
}

/** Ends after which an instrument may need somebody before it can be used again. */
export const ENDS_OF_RUNS = ['succeeded', 'failed', 'cancelled', 'stopped-locally'] as const
export type EndOfRun = (typeof ENDS_OF_RUNS)[number]

/** Borrowed and in maintenance are what people make of an instrument, not runs. */
export const AFTER_RUNS = [
  'ready',
  'needs-unload',
  'needs-clean',
  'needs-refill',
] as const satisfies Readiness[]

/** What the instrument is after a run, by its end; as ready as before where left out. */
export type ReadinessAfter = { readonly [End in EndOfRun]?: (typeof AFTER_RUNS)[number] }

/** What stands here beside the description is for the agent alone; the coordinator hears of what comes of it. */
export interface DriverActivity extends ActivityDescription {
  readonly readinessAfter?: ReadinessAfter
  readonly resultFiles?: readonly ResultFileRule[]
}

/** What the instrument says of itself once it is connected. */
export interface DriverDescription {
  readonly kind: string
  readonly model?: string
  readonly serial?: string
  readonly activities: readonly DriverActivity[]
}

/** Files that an activity leaves behind on a disk which this agent can read. */
export interface ResultFileRule {
  /** `{attemptId}`, `{runReference}` and names of parameters stand for what they are. */
  readonly folder: string
  /** The name of the file, or of several: `*` for any part of it; what stands in `{}` as in the folder. */
  readonly match: string
  /** None of them after a run that succeeded is as it should be. */
  readonly mayBeMissing?: boolean
}

/** A file that the run left behind, as the driver knows it: an absolute path on a disk which the agent can read. */
export interface RunFile {
  readonly name: string
  readonly path: string
  /** Why the agent does not take it, where the driver may not name it. */
  readonly refused?: string
}

/** What a driver promises; recovery relies on it, so declare less rather than more. */
export interface DriverTraits {
  /** The instrument keeps the attempt id it was started with and can be asked for it. */
  readonly keepsIds: boolean
  /** The instrument never forgets ids by itself between two of its boots (no clearing, no ring buffer). */
  readonly neverClears: boolean
  /** How long after a start request was sent the instrument may still begin because of it. */
  readonly settlingTime: Duration
}

/**
 * How far a run has come: all that a later run of the same activity needs to go on from there, at this instrument or at
 * another that has the activity. JSON, 32 000 characters at the most: what is long is kept elsewhere, and named.
 */
export type Checkpoint = Readonly<Record<string, unknown>>

export interface StartRequest {
  readonly attemptId: string
  /** The job that the attempt is of, for instruments that write it down. */
  readonly jobId?: string
  readonly activity: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** To go on from here. A driver that can't refuses the start: the next one begins from the beginning. */
  readonly checkpoint?: Checkpoint
}

/** The instrument's own name of the run: a job order id, a result id, a file name. */
export type RunReference = string

/**
 * What came of a start request. `refused` only where it is certain that nothing was started and nothing will
 * be; a time-out, a dropped connection, an answer that can't be read are all `unsure`.
 */
export type StartOutcome =
  | { readonly kind: 'started'; readonly runReference: RunReference }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'unsure'; readonly reason: string }

/** What the instrument says when asked for a run by attempt id. `absent`: it has no such run and never had since its boot. */
export type FindOutcome =
  | { readonly kind: 'found'; readonly runReference: RunReference }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure'; readonly reason: string }

export interface RunProgressUpdate {
  readonly kind: 'progress'
  readonly paused?: boolean
  /** 0 to 100. */
  readonly percent?: number
  readonly phase?: string
  readonly values?: Readonly<Record<string, number>>
  /** Of the values that have one, such as `°C`. */
  readonly units?: Readonly<Record<string, string>>
  readonly remaining?: Duration
}

/** How a run ended, as the instrument tells it. `result` is JSON. */
export type RunEnd =
  | {
      readonly kind: 'succeeded'
      readonly result: Readonly<Record<string, unknown>>
      readonly files?: readonly RunFile[]
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly files?: readonly RunFile[] }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stopped-locally'; readonly note: string }

/** The instrument does not know the run any more, or can't tell what became of it. A person has to look. */
export interface RunLost {
  readonly kind: 'lost'
  readonly reason: string
}

export type RunUpdate = RunProgressUpdate | RunEnd | RunLost

/** `runs`: what the instrument is doing, in its own words, where it does something. */
export type IdleAnswer =
  | { readonly idle: true }
  | { readonly idle: false; readonly reason: string; readonly runs?: string }

export interface DriverHealth {
  readonly ok: boolean
  readonly message?: string
}

/** What the driver tells of its own accord. */
export interface DriverEvents {
  /** The link to the instrument went away; the driver goes on trying to get it back by itself. */
  disconnected(reason: string): void
  /** The link is (again) there and has been re-read. */
  connected(): void
}

/**
 * The code that speaks one protocol to one instrument. All of it may hang or throw: the caller has
 * time-outs of its own. Three rules are absolute:
 * 1. `start` sends one request, once. It is never queued, repeated, or resent over a reconnection, by the
 *    driver or by a library beneath it; while there is no link it is refused at once.
 * 2. `find` says `absent` only when the instrument itself answered so.
 * 3. Nothing but `start` starts anything.
 */
export interface Driver {
  readonly traits: DriverTraits
  /** Where the work is done by a person: what is to be done, and what came of it. */
  readonly desk?: PersonDesk
  /** Connects for the first time. Resolves when the instrument answers; rejects when it can't be reached. */
  connect(events: DriverEvents): Promise<void>
  describe(): Promise<DriverDescription>
  /** A mark that changes whenever the instrument may have forgotten its runs (its boot time); undefined where it has none. */
  bootMark(): Promise<string | undefined>
  /** Whether the instrument is doing nothing and would accept a start. */
  idle(): Promise<IdleAnswer>
  start(request: StartRequest): Promise<StartOutcome>
  find(attemptId: string): Promise<FindOutcome>
  /**
   * Follows a run that was started or found, from what it is now to its end. The last update is an end or
   * `lost`; a link that drops in between is not an end: the stream goes on when it is back.
   */
  follow(run: RunReference, signal: AbortSignal): AsyncIterable<RunUpdate>
  /** Asks the instrument to stop the run. That it has stopped is told by `follow`. */
  cancel(run: RunReference): Promise<void>
  pause?(run: RunReference): Promise<void>
  resume?(run: RunReference): Promise<void>
  /**
   * Keeps how far the run has come; it goes on meanwhile. May be asked for again, also when the answer before was lost. What it gives
   * must outlive the end of the run, `cancel` as well, and the restart of the agent's machine.
   */
  checkpoint?(run: RunReference): Promise<Checkpoint>
  /** The result of the run is durable with us: the instrument may forget it. */
  release?(run: RunReference): Promise<void>
  health(): Promise<DriverHealth>
  /** Lets go of the instrument without stopping what it does. */
  close(): Promise<void>
}

/** A kind of driver, as the registry knows it. */
export interface DriverModule<Settings> {
  readonly name: string
  /** What it speaks, in a line. */
  readonly about?: string
  /** It is too heavy to run in the agent, and always has a process of its own. */
  readonly isolation?: 'process' | 'inline'
  /** JSON Schema of the `driver` settings in the agent's configuration, defaults and docs included. */
  readonly settingsSchema: Readonly<Record<string, unknown>>
  /** What is wrong with settings that fit the schema: patterns that are none, commands that name unknown parameters. */
  check?(settings: Settings): readonly Fault[]
  create(settings: Settings, context: DriverContext): Driver
}
