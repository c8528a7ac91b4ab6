import { FAILURE_CATEGORIES, LONGEST_FILE_NAME, REPEATABILITIES, STARTED } from '@muster/protocol'
import { compileSchema, type Logger, MusterError, type Parsed } from '@muster/runtime'
import { type TSchema, Type } from '@sinclair/typebox'
import {
  AFTER_RUNS,
  type Driver,
  type DriverDescription,
  type DriverHealth,
  ENDS_OF_RUNS,
  type FindOutcome,
  type IdleAnswer,
  type RunUpdate,
  type StartOutcome,
} from '../instruments/driver.ts'
import { type FileFolders, judgeFile, ruleFaults } from './named-files.ts'

const Word = Type.String({ minLength: 1, maxLength: 200 })
const Text = Type.String({ maxLength: 4_000 })
const Reference = Type.String({ minLength: 1, maxLength: 1_000 })
const words = (values: readonly string[]) => ({ type: 'string', enum: [...values] }) as unknown as TSchema
const kind = (name: string, rest: Record<string, TSchema> = {}) =>
  Type.Object({ kind: Type.Literal(name), ...rest })

const FailureForm = Type.Object({
  code: Word,
  message: Text,
  category: words(FAILURE_CATEGORIES),
  started: words(STARTED),
})
const Millis = Type.Number({ minimum: 0 })
/** More of them than the agent takes of a run are told as such. */
const Files = Type.Array(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: LONGEST_FILE_NAME }),
    path: Type.String({ minLength: 1, maxLength: 4_000 }),
  }),
  { maxItems: 10_000 },
)
const ResultFileRules = Type.Array(
  Type.Object(
    {
      folder: Type.String({ minLength: 1, maxLength: 1_000 }),
      match: Type.String({ pattern: '^[^/\\\\]+$', maxLength: 200 }),
      mayBeMissing: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  { maxItems: 20 },
)
const ReadinessAfterForm = Type.Object(
  Object.fromEntries(ENDS_OF_RUNS.map(end => [end, Type.Optional(words(AFTER_RUNS))])),
  { additionalProperties: false },
)
const readDescription = compileSchema<DriverDescription>(
  Type.Object({
    kind: Word,
    model: Type.Optional(Text),
    serial: Type.Optional(Text),
    activities: Type.Array(
      Type.Object(
        {
          name: Word,
          version: Type.String({ maxLength: 100 }),
          title: Type.String({ maxLength: 200 }),
          parametersSchemaJson: Type.String({ format: 'json-text', maxLength: 200_000 }),
          repeatability: words(REPEATABILITIES),
          expectedDurationMs: Type.Optional(Millis),
          staleAfterMs: Type.Optional(Millis),
          lostAfterMs: Type.Optional(Millis),
          checkpointEveryMs: Type.Optional(Millis),
          givesResult: Type.Optional(Type.Boolean()),
          phases: Type.Array(Word),
          canPause: Type.Boolean(),
          canCheckpoint: Type.Boolean(),
          readinessAfter: Type.Optional(ReadinessAfterForm),
          resultFiles: Type.Optional(ResultFileRules),
        },
        { additionalProperties: false },
      ),
    ),
  }),
)
const readStart = compileSchema<StartOutcome>(
  Type.Union([
    kind('started', { runReference: Reference }),
    kind('refused', { failure: FailureForm }),
    kind('unsure', { reason: Text }),
  ]),
)
const readFind = compileSchema<FindOutcome>(
  Type.Union([kind('found', { runReference: Reference }), kind('absent'), kind('unsure', { reason: Text })]),
)
const readIdle = compileSchema<IdleAnswer>(
  Type.Union([
    Type.Object({ idle: Type.Literal(true) }),
    Type.Object({ idle: Type.Literal(false), reason: Text, runs: Type.Optional(Text) }),
  ]),
)
const readMark = compileSchema<string>(Type.String({ maxLength: 1_000 }))
const readHealth = compileSchema<DriverHealth>(
  Type.Object({ ok: Type.Boolean(), message: Type.Optional(Text) }),
)
const readUpdate = compileSchema<RunUpdate>(
  Type.Union([
    kind('progress', {
      paused: Type.Optional(Type.Boolean()),
      percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
      phase: Type.Optional(Text),
      values: Type.Optional(Type.Record(Type.String(), Type.Number())),
      units: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 100 }))),
      remaining: Type.Optional(Millis),
    }),
    kind('succeeded', {
      result: Type.Record(Type.String(), Type.Unknown()),
      files: Type.Optional(Files),
    }),
    kind('failed', { failure: FailureForm, files: Type.Optional(Files) }),
    kind('cancelled'),
    kind('stopped-locally', { note: Text }),
    kind('lost', { reason: Text }),
  ]),
)

/**
 * A driver from outside, whose answers are read before they are believed. An answer that is none is an error: of a start nothing is
 * known then, and nothing is said to be absent or idle. An end that can't be read is a matter for a person.
 * @param folders where files may lie that it names; others are not taken, and reported
 */
export function checkAnswers(driver: Driver, logger: Logger, folders: FileFolders): Driver {
  const offered = (call: 'pause' | 'resume' | 'checkpoint' | 'release'): Partial<Driver> =>
    driver[call] ? { [call]: (run: string) => driver[call]?.(run) } : {}
  return {
    get traits() {
      return driver.traits
    },
    connect: events => driver.connect(events),
    describe: async () => {
      const description = right('describe', readDescription(await driver.describe()))
      const faults = ruleFaults(description, folders)
      if (faults.length === 0) return description
      throw new MusterError('driver-answer', 'configuration', faults.join('; '))
    },
    bootMark: async () => {
      const mark: unknown = await driver.bootMark()
      if (mark === undefined || mark === null) return undefined
      return right('bootMark', readMark(mark))
    },
    idle: async () => right('idle', readIdle(await driver.idle())),
    start: async request => right('start', readStart(await driver.start(request))),
    find: async attemptId => right('find', readFind(await driver.find(attemptId))),
    follow: (run, signal) => readUpdates(driver.follow(run, signal), logger, folders),
    cancel: run => driver.cancel(run),
    ...offered('pause'),
    ...offered('resume'),
    ...offered('checkpoint'),
    ...offered('release'),
    health: async () => right('health', readHealth(await driver.health())),
    close: () => driver.close(),
  }
}

async function* readUpdates(
  updates: AsyncIterable<unknown>,
  logger: Logger,
  folders: FileFolders,
): AsyncGenerator<RunUpdate, void> {
  for await (const update of updates) {
    const read = readUpdate(update)
    if (read.ok) {
      yield await withFiles(read.value, folders)
      continue
    }
    const isProgress =
      typeof update === 'object' && update !== null && 'kind' in update && update.kind === 'progress'
    const reason = faultsOf(read)
    if (!isProgress) {
      yield { kind: 'lost', reason: `the driver told an end that can't be read: ${reason}` }
      return
    }
    logger.warn("the driver told a progress that can't be read", { reason })
  }
}

/** A run ends as it has ended, also where a file of it may not be taken. */
async function withFiles(update: RunUpdate, folders: FileFolders): Promise<RunUpdate> {
  if (!('files' in update) || !update.files) return update
  return { ...update, files: await Promise.all(update.files.map(file => judgeFile(file, folders))) }
}

function right<T>(call: string, read: Parsed<T>): T {
  if (read.ok) return read.value
  throw new MusterError(
    'driver-answer',
    'bug',
    `the driver's ${call} gave an answer that is none: ${faultsOf(read)}`,
  )
}

function faultsOf(read: Parsed<unknown> & { readonly ok: false }): string {
  return read.faults
    .map(({ field, message }) => `${field} ${message}`.trim())
    .join('; ')
    .slice(0, 1_000)
}
