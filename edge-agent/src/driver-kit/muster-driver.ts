/**
 * What a driver for muster-agent is made of, version 1. Types only: a driver imports them with `import type`, so that nothing of
 * this file is there at run time, and whatever a driver needs then it is handed as `context` and `context.kit`.
 * docs/drivers.md tells how to write one.
 */

/** The default export of a driver's module. */
export interface DriverModule<Settings = never> {
  /** The version of this interface that the driver was written for. */
  readonly kit: 1
  readonly name: string
  /** A line for who looks at the drivers of an agent. */
  readonly about?: string
  /**
   * JSON Schema of `settings` in the agent's configuration; defaults in it are filled in. Lengths of time are texts such as "30 s":
   * `{ "type": "string", "format": "duration-text" }`, read by `context.kit.duration`.
   */
  readonly settingsSchema: Readonly<Record<string, unknown>>
  /** What is wrong with settings that fit the schema. */
  check?(settings: Settings): readonly Fault[]
  /** Makes a driver of one instrument. Nothing is opened or sent before `connect`. */
  create(settings: Settings, context: DriverContext): Driver
}

/** What is wrong, and where in the settings, such as `activities.0.name`. */
export interface Fault {
  readonly field: string
  readonly message: string
}

export interface DriverContext {
  readonly instrumentId: string
  /** A folder that is the driver's own and survives restarts. */
  readonly folder: string
  readonly logger: Logger
  readonly clock: Clock
  readonly random: { float(): number; id(): string }
  readonly kit: DriverKit
}

/** To be used sparingly: of more than 200 lines in 10 s only the number is kept. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** All times are milliseconds. */
export interface Clock {
  /** The wall clock, since 1970. It may jump: never measure with it. */
  wall(): number
  /** Never goes back. */
  monotonic(): number
}

export interface Timer {
  cancel(): void
}

/** Helpers, handed over so that a driver has nothing to import. */
export interface DriverKit {
  readonly version: 1
  /** "1 h 30 min" in milliseconds. @throws for what is no length of time */
  duration(text: string): number
  /** Waits so many milliseconds; rejects when the signal is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `action` every so many milliseconds, each counted from the end of the one before. */
  every(ms: number, action: () => void): Timer
  /** What `work` gives; rejects with an error of category `instrument` when it takes longer. The work itself is not stopped by that. */
  within<T>(ms: number, what: string, work: Promise<T>): Promise<T>
  /** An error with a code that stays, whom it concerns, and a sentence for people. */
  error(code: string, category: ErrorCategory, message: string): Error
  /** The answer to a start of which it is certain that nothing was begun, and nothing will be. */
  refused(code: string, message: string, category: FailureCategory): StartOutcome
  /** An activity, with what is left out filled in. */
  activity(activity: ActivityInWords): ActivityDescription
  /**
   * What `follow` has to give, from a question that is asked every so many milliseconds: tells only what is new, percentages never go back, ends
   * after an end or `lost`. A question that fails (it throws, or gives nothing) is asked again: that says nothing of the run.
   */
  poll(ms: number, signal: AbortSignal, look: () => Promise<RunUpdate | undefined>): AsyncIterable<RunUpdate>
  /** Keeps one connection, and makes a new one when it is lost. */
  keptLink<S extends LinkSession>(options: KeptLinkOptions<S>): KeptLink<S>
}

/** Whom an error concerns: `unavailable` does not answer now and may again; `instrument`: who looks after it; `bug`: who wrote the driver. */
export type ErrorCategory = 'input' | 'configuration' | 'conflict' | 'unavailable' | 'instrument' | 'bug'

/** Why a start was refused or a run failed; whether the work is tried again elsewhere or later is decided from it. */
export type FailureCategory =
  /** Will be over by itself: busy, no link. */
  | 'transient'
  /** The instrument is not well. */
  | 'instrument'
  /** No instrument of this kind can do this with these parameters. */
  | 'parameters'
  /** Something dangerous: nothing goes on without a person. */
  | 'safety'
  /** A person decided so. */
  | 'operator'
  /** Material, space, a consumable is missing. */
  | 'resource'
  | 'timeout'
  | 'unknown-outcome'

export interface Failure {
  /** Short, stable, in kebab-case: `door-open`. */
  readonly code: string
  /** For people. */
  readonly message: string
  readonly category: FailureCategory
  /** Whether the instrument began. */
  readonly started: 'no' | 'yes' | 'unknown'
}

export interface ActivityInWords {
  readonly name: string
  readonly title?: string
  /** To be raised when the meaning of the parameters changes. */
  readonly version?: string
  /** JSON Schema of the parameters; none are taken where it is left out. */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** `safe`: may be done again at any time; `safe-until-started` (unless told): only where nothing was begun; `never`. */
  readonly repeatability?: 'safe' | 'safe-until-started' | 'never'
  /** How long it usually takes: "2 h". */
  readonly expectedDuration?: string
  readonly phases?: readonly string[]
  readonly canPause?: boolean
  readonly canCheckpoint?: boolean
  /** A run that succeeds without a result is then reported. */
  readonly givesResult?: boolean
  /** How long it may show no progress before somebody is told: "20 min". */
  readonly staleAfter?: string
  /** How long it may be out of contact before somebody is told: "1 h". */
  readonly lostAfter?: string
  /** What has to be done after a run before the next: one word for all its ends, or one by end. */
  readonly readinessAfter?: AfterRun | ReadinessAfter
  readonly resultFiles?: readonly ResultFileRule[]
}

/** What an instrument needs after a run; a person clears it. */
export type AfterRun = 'ready' | 'needs-unload' | 'needs-clean' | 'needs-refill'

/** By how the run ended; as ready as before where left out. */
export type ReadinessAfter = {
  readonly [End in 'succeeded' | 'failed' | 'cancelled' | 'stopped-locally']?: AfterRun
}

/**
 * Files that a run leaves behind on a disk which the agent can read: those of them that changed since its start are kept and sent to
 * the coordinator. Only under the driver's own folder (`context.folder`), or under a folder that its settings name by an absolute path.
 */
export interface ResultFileRule {
  /** Absolute. `{attemptId}`, `{runReference}` and names of parameters stand for what they are. */
  readonly folder: string
  /** The name of the file, or of several: `*` for any part of it; what stands in `{}` as in the folder. */
  readonly match: string
  /** None of them after a run that succeeded is as it should be. */
  readonly mayBeMissing?: boolean
}

/** A file that the run left behind, where the driver knows it by name. Only where a `ResultFileRule` may look as well. */
export interface RunFile {
  readonly name: string
  /** Absolute. */
  readonly path: string
}

/** Made by `context.kit.activity`. */
export interface ActivityDescription {
  readonly name: string
  readonly version: string
  readonly title: string
  readonly parametersSchemaJson: string
  readonly repeatability: 'safe' | 'safe-until-started' | 'never'
  readonly expectedDurationMs?: number
  readonly phases: string[]
  readonly canPause: boolean
  readonly canCheckpoint: boolean
  readonly givesResult?: boolean
  readonly staleAfterMs?: number
  readonly lostAfterMs?: number
  /** How often a checkpoint is asked for, where it can give one. */
  readonly checkpointEveryMs?: number
  readonly readinessAfter?: ReadinessAfter
  readonly resultFiles?: readonly ResultFileRule[]
}

/** What the driver promises of its instrument. Recovery relies on it: promise less rather than more. */
export interface DriverTraits {
  /** The instrument keeps the attempt id it was started with, and can be asked for it. */
  readonly keepsIds: boolean
  /** It never forgets ids by itself between two of its boots. */
  readonly neverClears: boolean
  /** For how many milliseconds after a start request was sent the instrument may still begin because of it. */
  readonly settlingTime: number
}

/**
 * The code that speaks to one instrument. Three rules are absolute:
 * 1. `start` sends one request, once. It is never queued, repeated, or resent over a new connection, by the driver or by a
 *    library beneath it; while there is no link it is refused at once.
 * 2. `find` says `absent` only when the instrument itself answered so.
 * 3. Nothing but `start` starts anything.
 */
export interface Driver {
  readonly traits: DriverTraits
  /** Connects for the first time; rejects when the instrument can't be reached, and is then called again. */
  connect(events: DriverEvents): Promise<void>
  describe(): Promise<DriverDescription>
  /** Differs after each boot of the instrument; undefined where nobody can tell. */
  bootMark(): Promise<string | undefined>
  /** Whether the instrument does nothing and would accept a start. */
  idle(): Promise<IdleAnswer>
  start(request: StartRequest): Promise<StartOutcome>
  find(attemptId: string): Promise<FindOutcome>
  /** Tells how a run goes, from what it is now to its end, also where the link drops in between. */
  follow(run: string, signal: AbortSignal): AsyncIterable<RunUpdate>
  /** Asks the instrument to stop; that it has is told by `follow`. */
  cancel(run: string): Promise<void>
  pause?(run: string): Promise<void>
  resume?(run: string): Promise<void>
  /** All that a later run needs to go on from here, as JSON. It outlives the run. */
  checkpoint?(run: string): Promise<Readonly<Record<string, unknown>>>
  /** The result is safe: the instrument may forget the run. */
  release?(run: string): Promise<void>
  health(): Promise<{ readonly ok: boolean; readonly message?: string }>
  /** Lets go of the instrument without stopping what it does. */
  close(): Promise<void>
}

/** What the driver tells of its own accord. */
export interface DriverEvents {
  /** The link went away; the driver goes on trying to get it back. */
  disconnected(reason: string): void
  /** The link is there again. */
  connected(): void
}

export interface DriverDescription {
  /** What it is: `balance`. */
  readonly kind: string
  readonly model?: string
  readonly serial?: string
  readonly activities: readonly ActivityDescription[]
}

export type IdleAnswer =
  | { readonly idle: true }
  /** `runs`: what it does, in its own words, where it does something. */
  | { readonly idle: false; readonly reason: string; readonly runs?: string }

export interface StartRequest {
  /** To be left at the instrument, where it has a place for it. */
  readonly attemptId: string
  /** The job that the attempt is of, for instruments that write it down. */
  readonly jobId?: string
  readonly activity: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** To go on from here. A driver that can't refuses the start. */
  readonly checkpoint?: Readonly<Record<string, unknown>>
}

/** `refused` only where it is certain that nothing was started and nothing will be. No answer, half an answer, a lost link: `unsure`. */
export type StartOutcome =
  /** `runReference`: the name by which `follow` and `cancel` get the run. */
  | { readonly kind: 'started'; readonly runReference: string }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'unsure'; readonly reason: string }

export type FindOutcome =
  | { readonly kind: 'found'; readonly runReference: string }
  /** It says that it has no such run. Whether that proves anything is what `neverClears` says. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure'; readonly reason: string }

export type RunUpdate =
  | {
      readonly kind: 'progress'
      readonly paused?: boolean
      /** 0 to 100. */
      readonly percent?: number
      readonly phase?: string
      readonly values?: Readonly<Record<string, number>>
      /** Of the values that have one: `{ temperature: '°C' }`. */
      readonly units?: Readonly<Record<string, string>>
      /** Milliseconds. */
      readonly remaining?: number
    }
  | {
      readonly kind: 'succeeded'
      readonly result: Readonly<Record<string, unknown>>
      readonly files?: readonly RunFile[]
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly files?: readonly RunFile[] }
  | { readonly kind: 'cancelled' }
  /** A person stopped it at the instrument. Never tried again by itself. */
  | { readonly kind: 'stopped-locally'; readonly note: string }
  /** The instrument does not know the run any more. A person has to look. */
  | { readonly kind: 'lost'; readonly reason: string }

/** One connection, from the moment when it can be used to its loss. It never comes back. */
export interface LinkSession {
  readonly isOpen: boolean
  /** Resolves with the reason when it is lost or closed. */
  readonly closed: Promise<string>
  close(): void
}

export interface KeptLinkOptions<S extends LinkSession> {
  /** Makes a connection, once; rejects where the instrument can't be reached. */
  readonly open: () => Promise<S>
  /** Looks after a connection that stands; what it finds amiss it tells by closing it. */
  readonly check: (session: S) => void
  /** Milliseconds between two looks. */
  readonly checkEvery: number
}

export interface KeptLink<S extends LinkSession> {
  /** The connection as it is at this moment. */
  readonly session: S | undefined
  /** @throws while there is none */
  readonly mustSession: S
  /** Connects once; from the first success on it reconnects by itself, until `close`. */
  connect(events: DriverEvents): Promise<void>
  /** The connection, as soon as there is one. Rejects when the signal is aborted or the link closed. */
  whenSession(signal: AbortSignal): Promise<S>
  close(): void
}

// What follows is for the contract suite, which `muster-agent driver test` runs.

/** The default export of a driver's `contract.ts`: a fresh instrument, idle and reachable, for each test. */
export type ContractHarness = () => Promise<InstrumentBench>

export interface InstrumentBench {
  /** As the agent's configuration has them. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly activity: string
  /** Parameters of a run that ends by itself within a second or so. */
  readonly short: Readonly<Record<string, unknown>>
  /** Parameters of a run that takes longer than a test: a minute. */
  readonly long: Readonly<Record<string, unknown>>
  readonly instrument: InstrumentControl
  dispose(): Promise<void>
}

/** The simulated instrument, in the hands of the suite. */
export interface InstrumentControl {
  /** How many physical starts there were. */
  starts(): Promise<number>
  /** The attempt ids of all physical starts; asked only where the instrument keeps ids. */
  startedIds(): Promise<readonly string[]>
  failNextStart(fault: ContractStartFault): Promise<void>
  /** The link is cut, and new connections fail, until `restoreLink`. */
  dropLink(): Promise<void>
  restoreLink(): Promise<void>
  /** Power off and on: what runs is over and what the instrument remembered is gone. */
  reboot(): Promise<void>
  /** A person stops the run at the panel; left out where nobody can tell that from outside. */
  stopAtPanel?(): Promise<void>
}

export type ContractStartFault =
  /** The instrument says no. */
  | 'refuse'
  /** It starts, and its answer is lost; the link stays. */
  | 'lose-answer'
  /** The request never arrives; the link stays or drops. */
  | 'lose-request'
  /** The link drops with the request under way, which never arrives. */
  | 'drop-link-before'
  /** The link drops when it has started and not answered yet. */
  | 'drop-link-after'
