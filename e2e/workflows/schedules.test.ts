import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { DAY, TriggerSite } from './trigger-site.ts'

const NIGHTLY = { name: 'nightly', cron: '30 6 * * *', uses: 'note', inputs: { sample: 'S1' } }

async function withSchedule(more: object = {}): Promise<TriggerSite> {
  const site = await TriggerSite.begin()
  await site.during(site.operations.addSchedule({ ...NIGHTLY, ...more }, 'ada'))
  return site
}

describe('a schedule', () => {
  it('begins a job at each of its times, and says what began it', async () => {
    const site = await withSchedule({
      labels: { experiment: 'x' },
      priority: 'low',
      timeZone: 'Europe/Berlin',
    })
    await site.pass(DAY)
    await site.pass(DAY)
    expect(await site.nominalTimes()).toEqual(['2026-01-01T05:30:00.000Z', '2026-01-02T05:30:00.000Z'])
    const [job] = await site.jobs()
    expect(job).toMatchObject({
      submittedBy: 'ada',
      startedBy: { kind: 'schedule', name: 'nightly' },
      labels: { experiment: 'x' },
      priority: 25,
      inputs: { sample: 'S1' },
      state: 'succeeded',
    })
    const [submitted] = await site.events(/^job\.submitted$/)
    expect(submitted).toMatchObject({
      actor: 'schedule:nightly',
      details: { startedBy: { name: 'nightly' } },
    })
    expect(site.state.schedules.get('nightly')?.last).toMatchObject({
      outcome: 'begun',
      job: (await site.jobs()).at(-1)?.id,
    })
  })

  it('begins nothing for times that passed while the coordinator was down, and one job where it says so', async () => {
    for (const [missed, expected] of [
      ['skip', []],
      ['run-once', ['2026-01-03T06:30:00.000Z']],
    ] as const) {
      const site = await withSchedule({ missed })
      await site.away(hours(60))
      expect(await site.nominalTimes()).toEqual(expected)
      const [event] = await site.events(/^schedule\.missed$/)
      expect(event?.details).toMatchObject({ times: missed === 'skip' ? 3 : 2 })
      await site.pass(DAY)
      expect((await site.nominalTimes()).at(-1)).toBe('2026-01-04T06:30:00.000Z')
    }
  })

  it('is late by no more than its grace after a restart', async () => {
    for (const [graceTime, count] of [
      ['5 min', 1],
      ['1 min', 0],
    ] as const) {
      const site = await withSchedule({ graceTime })
      await site.passTo('2026-01-01T06:29:30Z')
      await site.away(minutes(2))
      expect(await site.nominalTimes()).toHaveLength(count)
    }
  })

  it('begins nothing twice where the clock is set back, and nothing late where it is set forward', async () => {
    const site = await withSchedule({ cron: '*/30 * * * *' })
    await site.passTo('2026-01-01T02:10:00Z')
    const before = await site.nominalTimes()
    expect(before).toHaveLength(4)
    site.world.coordinatorClock.jump(-hours(2) as ReturnType<typeof hours>)
    await site.pass(minutes(115))
    expect(await site.nominalTimes()).toEqual(before)
    await site.pass(minutes(30))
    expect((await site.nominalTimes()).at(-1)).toBe('2026-01-01T02:30:00.000Z')
    site.world.coordinatorClock.jump(hours(5))
    await site.pass(minutes(1))
    const after = await site.nominalTimes()
    expect(after).toEqual([...before, '2026-01-01T02:30:00.000Z'])
    await site.passTo('2026-01-01T08:01:00Z')
    expect((await site.nominalTimes()).slice(after.length)).toEqual(['2026-01-01T08:00:00.000Z'])
  })

  it('goes by the clocks of its zone as they are set forward and back', async () => {
    const site = await withSchedule({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' })
    const days = async (from: string, to: string) => {
      site.world.coordinatorClock.jump((Date.parse(from) - site.now) as ReturnType<typeof hours>)
      await site.pass(minutes(2))
      const before = (await site.nominalTimes()).length
      await site.passTo(to)
      return (await site.nominalTimes()).slice(before)
    }
    expect(await days('2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    expect(await days('2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  it('leaves a time out while a job of it goes on, where it says so', async () => {
    const site = await TriggerSite.begin()
    const slow = { muster: 1, name: 'slow', steps: { rest: { wait: { for: '90 min' } } } }
    await site.during(site.operations.registerWorkflow(slow, 'ada'))
    for (const [name, overlap] of [
      ['one', 'skip'],
      ['many', 'allow'],
    ])
      await site.during(
        site.operations.addSchedule({ name, cron: '0 * * * *', uses: 'slow', overlap }, 'ada'),
      )
    await site.pass(hours(5))
    const names = (await site.jobs()).map(({ startedBy }) => startedBy?.kind === 'schedule' && startedBy.name)
    expect(names.filter(name => name === 'one')).toHaveLength(3)
    expect(names.filter(name => name === 'many')).toHaveLength(5)
    expect(await site.events(/^schedule\.overlapped$/)).toHaveLength(2)
  })

  it('ends, is paused and resumed, and makes nothing good that passed meanwhile', async () => {
    const site = await withSchedule({ missed: 'run-once', until: '2026-01-05T00:00Z' })
    const deed = { by: 'ada', reason: 'holidays' }
    await site.during(site.operations.pauseSchedule('nightly', deed))
    await site.pass(DAY)
    await site.pass(DAY)
    await site.during(site.operations.resumeSchedule('nightly', deed))
    await site.pass(hours(1))
    expect(await site.nominalTimes()).toEqual([])
    await site.passTo('2026-01-06T00:00:00Z')
    expect(await site.nominalTimes()).toEqual(['2026-01-03T06:30:00.000Z', '2026-01-04T06:30:00.000Z'])
    expect(site.state.schedules.get('nightly')?.state).toBe('ended')
    await site.during(site.operations.deleteSchedule('nightly', deed))
    await expect(site.during(site.operations.resumeSchedule('nightly', deed))).rejects.toThrow(
      'there is no schedule',
    )
    await site.during(site.operations.addSchedule(NIGHTLY, 'ben'))
    await site.pass(DAY)
    expect(await site.nominalTimes()).toHaveLength(3)
  })

  it('whose workflow is gone is refused each time, and goes on', async () => {
    const site = await withSchedule()
    await site.during(site.operations.retireWorkflow('note', 'ada', 'old'))
    await site.pass(DAY)
    expect(await site.jobs()).toEqual([])
    expect(site.state.schedules.get('nightly')?.last).toMatchObject({ outcome: 'refused' })
    await site.during(site.operations.restoreWorkflow('note', 'ada', 'needed'))
    await site.pass(DAY)
    expect(await site.nominalTimes()).toEqual(['2026-01-02T06:30:00.000Z'])
  })

  it('begins one job for its time wherever the coordinator dies around it', async () => {
    let points = 0
    for (let number = 0; ; number += 1) {
      const site = await withSchedule()
      await site.passTo('2026-01-01T06:29:58Z')
      const hasDied = await site.diesAt(number, seconds(10))
      expect(await site.nominalTimes(), `died at point ${number}`).toEqual(['2026-01-01T06:30:00.000Z'])
      expect(site.state.schedules.get('nightly')?.lastTime).toBe(Date.parse('2026-01-01T06:30:00Z'))
      if (!hasDied) break
      points += 1
    }
    expect(points).toBeGreaterThan(1)
  })

  it('does nothing again that a store which was put back does not know of', async () => {
    const site = await withSchedule({ missed: 'run-once' })
    await site.pass(hours(1))
    const backup = site.world.storeDisk.backup()
    await site.pass(DAY)
    expect(await site.nominalTimes()).toHaveLength(1)
    site.world.coordinatorGate?.kill('for the restore')
    site.world.storeDisk.restore(backup)
    await site.world.startCoordinator()
    await site.pass(hours(1))
    expect(await site.nominalTimes()).toEqual([])
    await site.pass(DAY)
    expect(await site.nominalTimes()).toEqual(['2026-01-02T06:30:00.000Z'])
  })

  it('tells all that is wrong with it at once', async () => {
    const site = await TriggerSite.begin()
    const wrong = {
      name: 'wrong',
      cron: '0 0 30 2 *',
      timeZone: 'Europe/Berlin',
      uses: 'note',
      inputs: { sample: 7, other: 1 },
      graceTime: '2 d',
      until: '2020-01-01T00:00Z',
    }
    const refused = await site
      .during(site.operations.addSchedule(wrong, 'ada'))
      .catch((error: unknown) => error)
    expect(
      (refused as { faults: readonly { field: string }[] }).faults.map(({ field }) => field).sort(),
    ).toEqual(['cron', 'graceTime', 'inputs.other', 'inputs.sample', 'until'])
    await expect(
      site.during(site.operations.addSchedule({ ...NIGHTLY, uses: 'nothing' }, 'a')),
    ).rejects.toMatchObject({
      faults: [{ field: 'uses' }],
    })
    await expect(site.during(site.operations.addSchedule({ cron: 7, who: 1 }, 'a'))).rejects.toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ field: 'who' })]) as unknown,
    })
  })
})
