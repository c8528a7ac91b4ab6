import { compileSchema, hours, minutes, repeat, seconds, silentLogger } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import type { DriverContext, RunUpdate } from '../../instruments/driver.ts'
import { guardDriver } from '../../instruments/guarded-driver.ts'
import type { DoneAnswer } from '../../instruments/person-desk.ts'
import { describeDriver } from '../../testing/driver.contract.ts'
import type { DriverHarness } from '../../driver-kit/contract/bench.ts'
import { ManualDriver } from './driver.ts'
import { ManualSettings } from './settings.ts'
import { FailingDisk } from './testing/failing-disk.ts'

const parsed = compileSchema<ManualSettings>(ManualSettings, { defaults: true })({
  checkEvery: '1 s',
  activities: [
    {
      name: 'load',
      instructions: 'Put **{sample}** on the plate.',
      checklist: ['gloves are on', 'the plate is clean'],
      parameters: { type: 'object', properties: { sample: { type: 'string' } } },
      fields: [
        { name: 'mass', type: 'number', unit: 'g', minimum: 0, maximum: 20 },
        { name: 'barcode', pattern: '[A-Z]{2}-[0-9]+' },
        { name: 'dry', type: 'yes-no', required: false },
      ],
      photo: 'optional',
    },
  ],
})
if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
const settings = parsed.value

const DONE: DoneAnswer = {
  by: 'Ann',
  checked: [0, 1],
  fields: { mass: ' 4.21 ', barcode: 'AB-17' },
  photos: [],
}

function setUp() {
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const disk = new FailingDisk()
  const context: DriverContext = {
    instrumentId: 'bench',
    clock,
    random: seededRandom(3),
    logger: silentLogger,
    folder: '/desk',
  }
  const drivers: ManualDriver[] = []
  const create = () => {
    const driver = new ManualDriver(settings, context, disk)
    drivers.push(driver)
    return driver
  }
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false
    const note = () => void (isDone = true)
    work.then(note, note)
    await time.until(() => isDone, hours(10))
    return work
  }
  return { time, clock, disk, context, create, settled, drivers }
}

/** Looks at the desk each second, and does what is said to be quick. */
function person({ clock, drivers }: ReturnType<typeof setUp>) {
  return repeat(clock, seconds(1), () => {
    const desk = drivers.at(-1)?.desk
    try {
      for (const { attemptId, parameters } of desk?.tasks() ?? [])
        if (parameters['sample'] === 'quick') desk?.done(attemptId, DONE).catch(() => undefined)
    } catch {
      // The folder is away.
    }
  })
}

async function harness(): Promise<DriverHarness> {
  const set = setUp()
  const { disk, context, settled } = set
  const working = person(set)
  return {
    context,
    activity: 'load',
    short: { sample: 'quick' },
    long: { sample: 'slow' },
    createDriver: () => guardDriver(set.create(), context),
    settled,
    dispose: async () => working.cancel(),
    instrument: {
      starts: async () => disk.started.length,
      startedIds: async () => disk.started,
      failNextStart: async fault => disk.failNextStart(fault),
      dropLink: async () => disk.pull(),
      restoreLink: async () => disk.plug(),
      reboot: async () => disk.replace(),
    },
  }
}

describeDriver('a person', harness)

describe('work for a person', () => {
  const begin = async () => {
    const set = setUp()
    const driver = set.create()
    await set.settled(driver.connect({ connected() {}, disconnected() {} }))
    const attemptId = set.context.random.id()
    const request = { attemptId, activity: 'load', parameters: { sample: 'X-1' } }
    expect((await set.settled(driver.start(request))).kind).toBe('started')
    const updates: RunUpdate[] = []
    const following = (async () => {
      for await (const update of driver.follow(attemptId, new AbortController().signal)) updates.push(update)
    })()
    // Of a driver that is closed by the test.
    following.catch(() => undefined)
    return { ...set, driver, attemptId, updates, following }
  }

  it('is shown with what it is about', async () => {
    const { driver, attemptId } = await begin()
    expect(driver.desk.tasks()).toMatchObject([
      { attemptId, instructions: 'Put **X-1** on the plate.', fields: [{ name: 'mass', unit: 'g' }, {}, {}] },
    ])
  })

  it('is shown to nobody where the driver was closed before it was durable', async () => {
    const { create, disk, settled, context } = setUp()
    const driver = create()
    await settled(driver.connect({ connected() {}, disconnected() {} }))
    const disked = Promise.withResolvers<void>()
    disk.slowUntil(disked.promise)
    const request = { attemptId: context.random.id(), activity: 'load', parameters: {} }
    const starting = driver.start(request)
    await settled(driver.close())
    const next = create()
    await settled(next.connect({ connected() {}, disconnected() {} }))
    expect(await next.find(request.attemptId)).toEqual({ kind: 'absent' })
    disked.resolve()
    expect(await settled(starting)).toMatchObject({ kind: 'refused', failure: { started: 'no' } })
    expect(disk.started).toEqual([])
  })

  it('is done with what was entered, units kept, by a name', async () => {
    const { driver, attemptId, updates, following, settled } = await begin()
    await settled(driver.desk.done(attemptId, { ...DONE, comment: 'sticky' }))
    await settled(following)
    expect(updates.at(-1)).toEqual({
      kind: 'succeeded',
      result: {
        mass: { value: 4.21, unit: 'g' },
        barcode: 'AB-17',
        comment: 'sticky',
        doneBy: 'Ann',
        doneAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    })
    expect(driver.desk.tasks()).toEqual([])
    await expect(driver.desk.done(attemptId, DONE)).rejects.toThrow('is over: succeeded')
  })

  it('is not done while anything is missing or wrong: all of it is said at once, and it stays open', async () => {
    const { driver, attemptId } = await begin()
    const fields = { mass: '12,5', barcode: 'xx', colour: 'red', dry: 'maybe' }
    const answer = { ...DONE, checked: [1], fields }
    const said = driver.desk.done(attemptId, answer)
    await expect(said).rejects.toMatchObject({
      faults: [
        { field: 'checklist.0', message: 'is not ticked off: gloves are on' },
        { field: 'colour' },
        { field: 'mass', message: 'is "12,5": a number such as 12.5' },
        { field: 'barcode' },
        { field: 'dry' },
      ],
    })
    expect(driver.desk.tasks()).toHaveLength(1)
  })

  it.each([
    ['25', 'is 25 g, and at most 20 g'],
    ['-1', 'is -1 g, and at least 0 g'],
    ['NaN', 'is "NaN": a number such as 12.5'],
    ['1e999', 'is "1e999", which is too large'],
    ['', 'is missing'],
  ])('takes no mass of "%s"', async (mass, message) => {
    const { driver, attemptId } = await begin()
    const answer = { ...DONE, fields: { ...DONE.fields, mass } }
    await expect(driver.desk.done(attemptId, answer)).rejects.toMatchObject({
      faults: [{ field: 'mass', message }],
    })
  })

  it('that is not possible has failed, with who says so and why', async () => {
    const { driver, attemptId, updates, following, settled } = await begin()
    await settled(driver.desk.notPossible(attemptId, { by: 'Ann', reason: 'the plate is broken' }))
    await settled(following)
    expect(updates.at(-1)).toMatchObject({
      kind: 'failed',
      failure: { code: 'not-possible', category: 'operator', message: 'Ann: the plate is broken' },
    })
  })

  it('keeps a photo, and names it with its hash', async () => {
    const { driver, attemptId, updates, following, settled, disk } = await begin()
    await disk.write('/photos/plate 1.jpg', new TextEncoder().encode('photo'))
    const missing = driver.desk.done(attemptId, { ...DONE, photos: ['/photos/none.jpg'] })
    await expect(missing).rejects.toMatchObject({ faults: [{ field: 'photos' }] })
    await settled(driver.desk.done(attemptId, { ...DONE, photos: ['/photos/plate 1.jpg'] }))
    await settled(following)
    const file = `photos/${attemptId}/1-plate_1.jpg`
    expect(updates.at(-1)).toMatchObject({ result: { photos: [{ file, bytes: 5 }] } })
    expect(updates.at(-1)).toMatchObject({
      result: { photos: [{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
    })
    expect(new TextDecoder().decode(await disk.read(`/desk/${file}`))).toBe('photo')
    expect(updates.at(-1)).toMatchObject({ files: [{ name: '1-plate_1.jpg', path: `/desk/${file}` }] })
  })

  it('is there again after the power was lost, and what was said too', async () => {
    const { driver, attemptId, disk, create, settled } = await begin()
    await settled(driver.close())
    disk.crash()
    const next = create()
    await settled(next.connect({ connected() {}, disconnected() {} }))
    expect(next.desk.tasks()).toHaveLength(1)
    await settled(next.desk.done(attemptId, DONE))
    disk.crash()
    const last = create()
    await settled(last.connect({ connected() {}, disconnected() {} }))
    expect(last.desk.tasks()).toEqual([])
    expect(await settled(last.find(attemptId))).toEqual({ kind: 'found', runReference: attemptId })
  })

  it('counts the first answer of two that come at once', async () => {
    const { driver, attemptId, updates, following, settled } = await begin()
    const both = [
      driver.desk.notPossible(attemptId, { by: 'Ann', reason: 'broken' }),
      driver.desk.notPossible(attemptId, { by: 'Bob', reason: 'lost' }),
    ]
    expect((await settled(Promise.allSettled(both))).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
    ])
    await settled(following)
    expect(updates.at(-1)).toMatchObject({ failure: { message: 'Ann: broken' } })
  })

  it('is cancelled from afar, and gone from the desk', async () => {
    const { driver, attemptId, updates, following, settled } = await begin()
    await settled(driver.cancel(attemptId))
    await settled(following)
    expect([updates.at(-1)?.kind, driver.desk.tasks()]).toEqual(['cancelled', []])
  })

  it('is not understood where somebody has written into its file: nothing is said to be absent', async () => {
    const { driver, attemptId, disk, create, settled, time } = await begin()
    await settled(driver.close())
    await disk.write(`/desk/runs/${attemptId}.json`, new TextEncoder().encode('{'))
    const next = guardDriver(create(), {
      clock: new ManualClock(time),
      random: seededRandom(1),
      logger: silentLogger,
    })
    await expect(settled(next.connect({ connected() {}, disconnected() {} }))).rejects.toThrow(
      "can't be read",
    )
    expect((await settled(next.find(attemptId))).kind).toBe('unsure')
    await time.advance(minutes(1))
  })
})
