import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

describe('an instrument', () => {
  it('that fails three health checks gets no new offers, keeps what runs, and recovers by itself', async () => {
    const scene = await Scene.begin()
    const running = await scene.submit('scan')
    scene.printer.feelSick('the chamber is too warm')
    await scene.pass(seconds(65))
    expect(scene.open).toEqual([])
    await scene.pass(seconds(40))
    expect(scene.open).toEqual(['instrument-unhealthy'])
    await scene.pass(minutes(25))
    expect(await scene.stateOf(running)).toBe('succeeded')
    const waiting = await scene.submit('scan')
    expect([await scene.stateOf(waiting), scene.starts(waiting)]).toEqual(['queued', 0])
    scene.printer.feelSick(undefined)
    await scene.pass(minutes(1))
    expect(scene.open).toEqual([])
    expect(await scene.stateOf(waiting)).toBe('running')
  })

  it('whose run stands still is asked first, counted from its last progress; then somebody is told', async () => {
    const scene = await Scene.begin()
    await scene.submit('print', { staleAfter: '50 min' })
    await scene.pass(minutes(80))
    expect(scene.open).toEqual([])
    scene.printer.stall(true)
    await scene.pass(minutes(51))
    const kinds = (await scene.world.coordinator?.store.events({ limit: 500 }))?.map(({ kind }) => kind)
    expect(kinds).toContain('attempt.probe-requested')
    expect(scene.open).toEqual(['run-stale'])
    scene.printer.stall(false)
    await scene.pass(minutes(30))
    expect(scene.open).toEqual([])
  })

  it('whose safe run takes too long has it cancelled and tried again', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('scan', { timeLimit: '30 min' })
    scene.printer.stall(true)
    await scene.pass(minutes(31))
    expect(scene.starts(task)).toBe(2)
    await scene.pass(minutes(25))
    expect(await scene.stateOf(task)).toBe('succeeded')
    expect(scene.escalation('run-overdue')).toMatchObject({ severity: 'warning', state: 'resolved' })
  })

  it('whose run may not be repeated is left alone when it takes too long, and a person is told', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('fire', { timeLimit: '45 min', staleAfter: '10 h' })
    scene.printer.stall(true)
    await scene.pass(minutes(46))
    expect(scene.escalation('run-overdue')).toMatchObject({ severity: 'critical', state: 'open' })
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['running', 1])
    scene.printer.stall(false)
    await scene.pass(hours(1))
    expect([await scene.stateOf(task), scene.open]).toEqual(['succeeded', []])
  })

  it('whose progress goes back is told of, and its run goes on', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('scan')
    // Each phase has a third of ten steps: within one it is at least two steps further after five minutes.
    await scene.pass(minutes(5))
    scene.printer.goBack(1)
    await scene.pass(minutes(1))
    expect(scene.open).toEqual(['run-lying'])
    expect(scene.escalation('run-lying').entries[0]?.message).toContain('went back')
    await scene.pass(minutes(30))
    expect([await scene.stateOf(task), scene.open]).toEqual(['succeeded', []])
  })

  it('that runs what nobody asked for gets no offers until that is over', async () => {
    const scene = await Scene.begin()
    scene.printer.startAtPanel()
    await scene.pass(minutes(2))
    expect(scene.open).toEqual(['foreign-run'])
    const task = await scene.submit('scan')
    expect(await scene.stateOf(task)).toBe('queued')
    await scene.pass(hours(4.5))
    expect(scene.open).toEqual([])
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })

  it('that reboots at layer 150 of 333 becomes a question with what is known, and nothing is started by itself', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('print')
    await scene.pass(minutes(110))
    scene.printer.reboot(minutes(1))
    await scene.pass(minutes(3))
    expect(await scene.stateOf(task)).toBe('verifying')
    const escalation = scene.escalation('prompt-open')
    expect([escalation.severity, escalation.state]).toEqual(['critical', 'open'])
    expect(escalation.entries[0]?.message).toMatch(/Last heard of it: 40 %/)
    const promptId = escalation.entries[0]?.links.promptId ?? ''
    await scene.pass(hours(5))
    expect(scene.starts(task)).toBe(1)
    await Promise.all([
      scene.operations.answer(promptId, { answer: 'start-again', by: 'grace' }),
      scene.pass(hours(5)),
    ])
    expect([await scene.stateOf(task), scene.starts(task), scene.open]).toEqual(['succeeded', 2, []])
  })

  it('whose answer to a start was lost is asked for the run by its id: one start, and nobody is bothered', async () => {
    const scene = await Scene.begin()
    scene.printer.failNextStart({ kind: 'lose-answer' })
    const task = await scene.submit('scan')
    await scene.pass(minutes(30))
    expect([await scene.stateOf(task), scene.starts(task), scene.escalations]).toEqual(['succeeded', 1, []])
  })

  it('that can not be asked, and whose start hung, takes the next one once a person has said what became of it', async () => {
    const scene = await Scene.begin({ keepsIds: false })
    scene.printer.failNextStart({ kind: 'hang', started: false })
    const task = await scene.submit('scan')
    await scene.pass(minutes(5))
    expect(await scene.stateOf(task)).toBe('verifying')
    const promptId = scene.escalation('prompt-open').entries[0]?.links.promptId ?? ''
    await Promise.all([
      scene.operations.answer(promptId, { answer: 'start-again', by: 'ada' }),
      scene.pass(minutes(25)),
    ])
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })

  it('that its agent does not reach is told of, gets no offers, and is used again when it answers', async () => {
    const scene = await Scene.begin()
    scene.printer.dropLink()
    await scene.pass(minutes(6))
    expect(scene.open).toEqual(['instrument-unreachable'])
    const task = await scene.submit('scan')
    expect(await scene.stateOf(task)).toBe('queued')
    scene.printer.restoreLink()
    await scene.pass(minutes(1))
    expect([await scene.stateOf(task), scene.open]).toEqual(['running', []])
  })

  it('that falls silent in the middle of a start is told of, and becomes a question when it stays away', async () => {
    const scene = await Scene.begin()
    scene.printer.failNextStart({ kind: 'drop-link', started: true })
    const task = await scene.submit('print')
    await scene.pass(minutes(7))
    expect(scene.open).toContain('start-hanging')
    await scene.pass(minutes(10))
    expect([await scene.stateOf(task), scene.open.includes('prompt-open')]).toEqual(['verifying', true])
    // It was started all the same, and says so when it is back.
    scene.printer.restoreLink()
    await scene.pass(hours(4))
    expect([await scene.stateOf(task), scene.starts(task), scene.open]).toEqual(['succeeded', 1, []])
  })

  it('that goes on refusing to be idle is not asked at full speed, and its task is told of by how long it waits', async () => {
    const scene = await Scene.begin({ limits: { waiting: [[0, hours(1)]] } })
    // It says that it is busy, and not with what: that is no run of anybody.
    const driver = scene.machine('hall').drivers.get('printer')
    if (driver) driver.idle = async () => ({ idle: false, reason: 'the door is open' })
    const task = await scene.submit('scan')
    await scene.pass(hours(1.5))
    expect(scene.open).toContain('waiting-too-long')
    const attempts = await scene.world.coordinator?.store.attemptsOfTask(task)
    expect(attempts?.length).toBeLessThan(40)
    expect(scene.starts(task)).toBe(0)
  })
})
