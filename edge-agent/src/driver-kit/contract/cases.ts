import assert from 'node:assert/strict'
import type { ActivityDescription } from '@muster/protocol'
import { compileForeignSchema, type JsonSchema } from '@muster/runtime'
import type { Driver, RunUpdate } from '../../instruments/driver.ts'
import { type Bench, type ContractStartFault, EventRecorder } from './bench.ts'
import { closeDuringStart } from './closing.ts'

/** One thing that every driver promises. It throws where the promise is broken. */
export interface ContractCase {
  readonly name: string
  /** @throws NotPromised where the driver, or its instrument, is none to promise it */
  run(bench: Bench): Promise<void>
}

/** The case does not apply: it is neither kept nor broken. */
export class NotPromised extends Error {}

/** What would keep the agent from handing these parameters to the driver. */
function faultsOf({ parametersSchemaJson }: ActivityDescription, parameters: unknown): string[] {
  const schema = compileForeignSchema(JSON.parse(parametersSchemaJson) as JsonSchema)
  const read = schema.ok ? schema.value(parameters) : schema
  return read.ok ? [] : read.faults.map(({ field, message }) => `${field} ${message}`)
}

const RUN: readonly ContractCase[] = [
  {
    name: 'says what the instrument can do',
    run: async bench => {
      const { driver, harness } = await bench.connect()
      const description = await harness.settled(driver.describe())
      const activity = description.activities.find(known => known.name === harness.activity)
      assert.notEqual(description.kind, '')
      assert.ok(activity, `it has no activity ${harness.activity}`)
      for (const key of ['short', 'long'] as const)
        assert.deepEqual(faultsOf(activity, harness[key]), [], `\`${key}\` are not its parameters`)
    },
  },

  {
    name: 'starts once and follows the run to its result',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      const request = bench.request(harness.short)
      const run = await bench.started(driver, request)
      const updates = await bench.followed(driver, run)
      const end = updates.at(-1)
      assert.equal(end?.kind, 'succeeded')
      assert.ok(end.result)
      assert.equal(await instrument.starts(), 1)
      if (driver.traits.keepsIds) assert.deepEqual(await instrument.startedIds(), [request.attemptId])
    },
  },

  {
    name: 'tells progress that never goes back, from 0 to 100',
    run: async bench => {
      const { driver, harness } = await bench.connect()
      const run = await bench.started(driver, bench.request(harness.short))
      const updates = await bench.followed(driver, run)
      const percents = updates.flatMap(update =>
        update.kind === 'progress' && update.percent !== undefined ? [update.percent] : [],
      )
      assert.deepEqual(
        percents,
        percents.toSorted((a, b) => a - b),
      )
      for (const percent of percents) assert.ok(percent >= 0 && percent <= 100, `${percent} is no percentage`)
    },
  },

  {
    name: 'is idle before a run, not idle during it, and idle after it',
    run: async bench => {
      const { driver, harness } = await bench.connect()
      assert.deepEqual(await harness.settled(driver.idle()), { idle: true })
      const run = await bench.started(driver, bench.request(harness.long))
      assert.partialDeepStrictEqual(await harness.settled(driver.idle()), { idle: false })
      await harness.settled(driver.cancel(run))
      await bench.followed(driver, run)
      assert.deepEqual(await harness.settled(driver.idle()), { idle: true })
    },
  },

  {
    name: 'does not start a second run beside the first',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      await bench.started(driver, bench.request(harness.long))
      const second = await harness.settled(driver.start(bench.request(harness.short)))
      assert.equal(second.kind, 'refused')
      assert.equal(await instrument.starts(), 1)
    },
  },

  {
    name: 'cancels',
    run: async bench => {
      const { driver, harness } = await bench.connect()
      const run = await bench.started(driver, bench.request(harness.long))
      await harness.settled(driver.cancel(run))
      assert.deepEqual((await bench.followed(driver, run)).at(-1), { kind: 'cancelled' })
    },
  },

  {
    name: 'tells a stop at the panel from an end',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      if (!instrument.stopAtPanel) throw new NotPromised()
      const run = await bench.started(driver, bench.request(harness.long))
      await instrument.stopAtPanel()
      assert.equal((await bench.followed(driver, run)).at(-1)?.kind, 'stopped-locally')
    },
  },

  {
    name: 'stops following when told, without an end',
    run: async bench => {
      const { driver, harness } = await bench.connect()
      const run = await bench.started(driver, bench.request(harness.long))
      const abort = new AbortController()
      const updates: RunUpdate[] = []
      const following = (async () => {
        for await (const update of driver.follow(run, abort.signal)) {
          updates.push(update)
          abort.abort()
        }
      })()
      await harness.settled(following)
      assert.deepEqual(
        updates.map(update => update.kind),
        ['progress'],
      )
    },
  },

  {
    name: 'leaves the run alone when it is closed, and the next driver follows it',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      const run = await bench.started(driver, bench.request(harness.short))
      await harness.settled(driver.close())
      const { driver: next } = await bench.connect()
      assert.equal((await bench.followed(next, run)).at(-1)?.kind, 'succeeded')
      assert.equal(await instrument.starts(), 1)
    },
  },
]

const START_FAULTS: readonly ContractCase[] = [
  {
    name: 'says refused where the instrument said no, with why',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      await instrument.failNextStart('refuse')
      const outcome = await harness.settled(driver.start(bench.request(harness.short)))
      assert.equal(outcome.kind, 'refused')
      assert.equal(outcome.failure.started, 'no')
      assert.ok(outcome.failure.message)
      assert.equal(await instrument.starts(), 0)
    },
  },

  {
    name: 'is unsure when the answer was lost, and never asks again by itself',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      await instrument.failNextStart('lose-answer')
      const outcome = await harness.settled(driver.start(bench.request(harness.long)))
      assert.equal(outcome.kind, 'unsure')
      assert.equal(await instrument.starts(), 1)
    },
  },

  {
    name: 'is unsure when the request was lost',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      await instrument.failNextStart('lose-request')
      const outcome = await harness.settled(driver.start(bench.request(harness.long)))
      assert.equal(outcome.kind, 'unsure')
      assert.equal(await instrument.starts(), 0)
    },
  },

  dropsLink('drop-link-before', 0),
  dropsLink('drop-link-after', 1),

  {
    name: 'refuses at once while there is no link, and starts nothing when the link is back',
    run: async bench => {
      const { driver, harness, instrument, events } = await bench.connect()
      await instrument.dropLink()
      await harness.settled(events.whenDisconnected())
      const outcome = await harness.settled(driver.start(bench.request(harness.short)))
      assert.partialDeepStrictEqual(outcome, { kind: 'refused', failure: { started: 'no' } })
      await instrument.restoreLink()
      await harness.settled(events.whenReconnected())
      assert.deepEqual(await harness.settled(driver.idle()), { idle: true })
      assert.equal(await instrument.starts(), 0)
    },
  },

  {
    name: 'refuses before it is connected and after it is closed',
    run: async bench => {
      const { harness } = bench
      const unconnected = harness.createDriver()
      assert.equal((await harness.settled(unconnected.start(bench.request(harness.short)))).kind, 'refused')
      await harness.settled(unconnected.close())
      const { driver, instrument } = await bench.connect()
      await harness.settled(driver.close())
      assert.equal((await harness.settled(driver.start(bench.request(harness.short)))).kind, 'refused')
      assert.equal(await instrument.starts(), 0)
    },
  },

  { name: 'begins nothing after it was closed with a start under way', run: closeDuringStart },

  {
    name: 'never starts an id twice, and never calls the second time a refusal',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      if (!driver.traits.keepsIds) throw new NotPromised()
      const request = bench.request(harness.short)
      await bench.followed(driver, await bench.started(driver, request))
      const again = await harness.settled(driver.start(request))
      assert.notEqual(again.kind, 'refused')
      assert.equal(await instrument.starts(), 1)
    },
  },
]

/** @throws AssertionError where a run is forgotten for the next one */
async function staysKnown(bench: Bench, driver: Driver, attemptId: string): Promise<void> {
  const { harness } = bench
  await bench.followed(driver, await bench.started(driver, bench.request(harness.short)))
  const { kind } = await harness.settled(driver.find(attemptId))
  assert.equal(kind, 'found', `neverClears is promised, and after the next run the one before is ${kind}`)
}

const FIND: readonly ContractCase[] = [
  {
    name: 'finds a run by attempt id, running and ended, and says absent of others',
    run: async bench => {
      const { driver, harness } = await bench.connect()
      if (!driver.traits.keepsIds) throw new NotPromised()
      const request = bench.request(harness.short)
      const run = await bench.started(driver, request)
      assert.deepEqual(await harness.settled(driver.find(request.attemptId)), {
        kind: 'found',
        runReference: run,
      })
      await bench.followed(driver, run)
      assert.deepEqual(await harness.settled(driver.find(request.attemptId)), {
        kind: 'found',
        runReference: run,
      })
      const { kind } = await harness.settled(driver.find(harness.context.random.id()))
      // Of an id that it does not know, an instrument that forgets can say nothing for certain.
      if (!driver.traits.neverClears && kind === 'unsure') return
      assert.equal(kind, 'absent', `of an id that was never started it says ${kind}`)
      if (driver.traits.neverClears) await staysKnown(bench, driver, request.attemptId)
    },
  },

  {
    name: 'finds a run whose answer was lost',
    run: async bench => {
      const { driver, harness, instrument } = await bench.connect()
      if (!driver.traits.keepsIds) throw new NotPromised()
      const request = bench.request(harness.long)
      await instrument.failNextStart('lose-answer')
      await harness.settled(driver.start(request))
      await harness.settled(driver.close())
      const { driver: next } = await bench.connect()
      const found = await harness.settled(next.find(request.attemptId))
      assert.equal(found.kind, 'found')
    },
  },

  {
    name: 'is always unsure where the instrument keeps no ids',
    run: async bench => {
      const { driver, harness } = await bench.connect()
      if (driver.traits.keepsIds) throw new NotPromised()
      const request = bench.request(harness.long)
      assert.equal((await harness.settled(driver.find(request.attemptId))).kind, 'unsure')
      await bench.started(driver, request)
      assert.equal((await harness.settled(driver.find(request.attemptId))).kind, 'unsure')
    },
  },

  {
    name: 'never says absent without a link',
    run: async bench => {
      const { driver, harness, instrument, events } = await bench.connect()
      await instrument.dropLink()
      await harness.settled(events.whenDisconnected())
      const found = await harness.settled(
        driver.find(harness.context.random.id()).catch(() => 'threw' as const),
      )
      assert.notDeepEqual(found, { kind: 'absent' })
    },
  },
]

const LINK: readonly ContractCase[] = [
  {
    name: 'rejects the first connect when the instrument can not be reached, and may be asked again',
    run: async bench => {
      const { harness } = bench
      await harness.instrument.dropLink()
      const driver = bench.create()
      const events = new EventRecorder()
      await assert.rejects(harness.settled(driver.connect(events)))
      await harness.instrument.restoreLink()
      await harness.settled(driver.connect(events))
      assert.deepEqual(await harness.settled(driver.idle()), { idle: true })
    },
  },

  {
    name: 'goes on following after the link was dropped',
    run: async bench => {
      const { driver, harness, instrument, events } = await bench.connect()
      const run = await bench.started(driver, bench.request(harness.short))
      const following = bench.followed(driver, run)
      await instrument.dropLink()
      await harness.settled(events.whenDisconnected())
      await instrument.restoreLink()
      assert.equal((await following).at(-1)?.kind, 'succeeded')
      assert.equal(await instrument.starts(), 1)
    },
  },

  {
    name: 'tells its health with and without a link',
    run: async bench => {
      const { driver, harness, instrument, events } = await bench.connect()
      assert.partialDeepStrictEqual(await harness.settled(driver.health()), { ok: true })
      await instrument.dropLink()
      await harness.settled(events.whenDisconnected())
      assert.partialDeepStrictEqual(await harness.settled(driver.health()), { ok: false })
      await instrument.restoreLink()
      await harness.settled(events.whenReconnected())
      assert.partialDeepStrictEqual(await harness.settled(driver.health()), { ok: true })
    },
  },

  {
    name: 'has one boot mark over reconnections',
    run: async bench => {
      const { driver, harness, instrument, events } = await bench.connect()
      const before = await harness.settled(driver.bootMark())
      await instrument.dropLink()
      await harness.settled(events.whenDisconnected())
      await instrument.restoreLink()
      await harness.settled(events.whenReconnected())
      assert.equal(await harness.settled(driver.bootMark()), before)
    },
  },
]

const REBOOT: readonly ContractCase[] = [
  {
    name: 'has another boot mark after a reboot, and a run of before is lost',
    run: async bench => {
      const { driver, harness, instrument, events } = await bench.connect()
      const before = await harness.settled(driver.bootMark())
      const run = await bench.started(driver, bench.request(harness.long))
      const following = bench.followed(driver, run)
      await harness.settled(instrument.reboot())
      assert.equal((await following).at(-1)?.kind, 'lost')
      await harness.settled(events.whenReconnected())
      const after = await harness.settled(driver.bootMark())
      if (before !== undefined) assert.notEqual(after, before)
      assert.equal(await instrument.starts(), 1)
    },
  },
]

function dropsLink(fault: ContractStartFault, expected: number): ContractCase {
  return {
    name: `resends nothing when the link drops with a start under way (${fault})`,
    run: async bench => {
      const { driver, harness, instrument, events } = await bench.connect()
      await instrument.failNextStart(fault)
      const outcome = await harness.settled(driver.start(bench.request(harness.long)))
      assert.equal(outcome.kind, 'unsure')
      await instrument.restoreLink()
      await harness.settled(events.whenReconnected())
      await harness.settled(driver.idle())
      assert.equal(await instrument.starts(), expected)
    },
  }
}

/** What every driver promises, over a fresh instrument for each. */
export const CONTRACT: readonly ContractCase[] = [...RUN, ...START_FAULTS, ...FIND, ...LINK, ...REBOOT]
