import { days, hours, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { Floor } from '../scheduler/testing/floor.ts'
import { whyWaiting } from '../scheduler/why.ts'
import { anActivity, anAgentWith } from '../supervisor/testing/view.ts'
import { pause, resume } from './pauses.ts'
import { openDesk } from './testing/desk.ts'

const SOON = 150

function aFloor(): Floor {
  const floor = new Floor()
  const activities = [{ name: 'print' }, { name: 'weigh' }]
  floor.agent({ id: 'hall-1', instruments: [{ id: 'printer-1', activities }] })
  floor.agent({ id: 'hall-2', instruments: [{ id: 'printer-2', activities }] })
  return floor
}
const pauseIt = (floor: Floor, id: string, until?: number): void =>
  floor.decide(
    draft =>
      void pause(draft, {
        id,
        by: 'ada',
        reason: 'the vent is open',
        ...(until === undefined ? {} : { until }),
      }),
  )
const resumeIt = (floor: Floor, id: string): void =>
  floor.decide(draft => void resume(draft, id, 'ben', 'the vent is shut'))

describe('while it is paused', () => {
  test.each([
    ['queue', []],
    ['instrument:printer-1', ['printer-2']],
    ['agent:hall-1', ['printer-2']],
    ['activity:print', []],
  ])('%s begins nothing new, and all that waits begins when it is resumed', (id, others) => {
    const floor = aFloor()
    pauseIt(floor, id)
    floor.submit()
    floor.submit()
    floor.submit()
    expect(floor.dispatch().map(({ instrumentId }) => instrumentId)).toEqual(others)
    resumeIt(floor, id)
    expect(floor.dispatch()).toHaveLength(2 - others.length)
  })

  test('an activity that is paused keeps no other from its instruments', () => {
    const floor = aFloor()
    pauseIt(floor, 'activity:print')
    floor.submit()
    const weigh = floor.submit({ activity: 'weigh' }).id
    expect(floor.dispatch().map(({ task }) => task.id)).toEqual([weigh])
  })

  test('what is under way goes on, and is drained when it has ended', () => {
    const floor = aFloor()
    floor.submit({ instrument: 'printer-1' })
    floor.dispatch()
    for (const id of ['queue', 'agent:hall-1', 'agent:hall-2']) pauseIt(floor, id)
    expect(floor.state.pauses.get('agent:hall-2')?.drainedAt).toBe(floor.now)
    expect(floor.state.pauses.get('agent:hall-1')?.drainedAt).toBeUndefined()
    const [attempt] = floor.open
    if (!attempt) throw new Error('nothing is under way')
    floor.begin(attempt)
    floor.now += hours(1)
    floor.end(floor.state.attempts.get(attempt.id) ?? attempt, 'succeeded')
    expect(floor.state.backlog.open).toBe(0)
    for (const id of ['queue', 'agent:hall-1']) expect(floor.state.pauses.get(id)?.drainedAt).toBe(floor.now)
  })

  test.each(['queue', 'instrument:printer-1', 'agent:hall-1', 'activity:print'])(
    'every task that it keeps waiting says so, with who paused %s and why',
    id => {
      const floor = aFloor()
      pauseIt(floor, id)
      const task = floor.submit({ instrument: 'printer-1' })
      floor.dispatch()
      expect(whyWaiting(floor.state, task)).toContainEqual({
        code: `${id.split(':')[0] ?? ''}-paused`,
        message: expect.stringContaining('was paused by ada: the vent is open') as string,
        waitsFor: { kind: 'person', id: 'ada' },
      })
    },
  )

  test('a second word on it gives another reason and end, and does not make it younger', () => {
    const floor = aFloor()
    pauseIt(floor, 'queue')
    const since = floor.now
    floor.now += hours(3)
    pauseIt(floor, 'queue', floor.now + hours(1))
    expect(floor.state.pauses.get('queue')).toMatchObject({
      at: since,
      until: floor.now + hours(1),
      version: 2,
    })
  })

  test.each([
    ['instrument:printer-9', 'the instrument printer-9 is not known'],
    ['agent:hall-9', 'the agent hall-9 is not known'],
    ['activity:fry', 'the activity fry is not known'],
    ['printer-1', 'name queue, instrument:ID, agent:ID or activity:NAME'],
    ['hall:1', 'is nothing that can be paused'],
  ])('%s is none', (id, why) => {
    expect(() => pauseIt(aFloor(), id)).toThrow(why)
  })

  test('what is not paused can not be resumed, and an end that is over is none', () => {
    const floor = aFloor()
    expect(() => resumeIt(floor, 'queue')).toThrow('the queue is not paused')
    expect(() => pauseIt(floor, 'queue', floor.now)).toThrow('the pause is not right')
  })
})

describe('a pause', () => {
  async function deskWith(until?: number) {
    const desk = await openDesk()
    await desk.decide(draft => void draft.insert('agents', anAgentWith([anActivity()])))
    const end = until === undefined ? {} : { until: desk.clock.wall() + until }
    const request = { id: 'instrument:printer', by: 'ada', reason: 'the vent is open', ...end }
    await desk.decide(draft => void pause(draft, request))
    return desk
  }
  const paused = ({ state }: Awaited<ReturnType<typeof deskWith>>) => state.pauses.get('instrument:printer')

  /** Escalations about it that are open. */
  const told = (desk: Awaited<ReturnType<typeof deskWith>>) =>
    desk.escalations().filter(({ kind, state }) => kind === 'paused-too-long' && state === 'open')

  test('with an end is over then, by itself', async () => {
    const desk = await deskWith(minutes(90))
    await desk.pass(minutes(90) - 1)
    expect(paused(desk)?.state).toBe('paused')
    await desk.pass(SOON)
    expect(paused(desk)).toMatchObject({ state: 'resumed', by: 'rule:pause-over' })
    expect(paused(desk)?.until).toBeUndefined()
    expect(told(desk)).toEqual([])
    await desk.stop()
  })

  test('is still one after a restart, and its end comes all the same', async () => {
    const before = await deskWith(hours(5))
    await before.pass(hours(1))
    await before.stop()
    const desk = await openDesk({ after: before })
    expect(paused(desk)?.state).toBe('paused')
    await desk.pass(hours(4) + SOON)
    expect(paused(desk)?.state).toBe('resumed')
    await desk.stop()
  })

  test('that has lasted a day is told of, until it is over', async () => {
    const desk = await deskWith()
    await desk.pass(days(1) - SOON)
    expect(told(desk)).toEqual([])
    await desk.pass(2 * SOON)
    expect(told(desk)).toHaveLength(1)
    expect(told(desk)[0]?.entries[0]).toMatchObject({
      subject: 'pause:instrument:printer',
      links: { instrumentId: 'printer' },
      message: expect.stringContaining('The instrument printer is paused') as string,
    })
    await desk.decide(draft => void resume(draft, 'instrument:printer', 'ben', 'the vent is shut'))
    await desk.pass(SOON)
    expect(told(desk)).toEqual([])
    await desk.stop()
  })

  test('with a far end is told of as well, and resumes at it', async () => {
    const desk = await deskWith(days(3))
    await desk.pass(days(2))
    expect(told(desk)).toHaveLength(1)
    await desk.pass(days(1) + SOON)
    expect(paused(desk)?.state).toBe('resumed')
    await desk.pass(SOON)
    expect(told(desk)).toEqual([])
    await desk.stop()
  })
})
