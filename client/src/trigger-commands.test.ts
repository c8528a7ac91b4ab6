import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandFlags, UsageError } from './command-call.ts'
import { refusal, runCommand } from './testing/run-command.ts'

const KEPT = { state: 'active', by: 'Ann', createdAt: '2026-12-01T08:00:00.000Z', uses: 'note' }
const schedule = (more: object = {}) => ({
  ...KEPT,
  name: 'nightly',
  cron: '30 6 * * *',
  timeZone: 'Europe/Berlin',
  missed: 'skip',
  graceTime: '1 min',
  overlap: 'allow',
  nextTimes: ['2026-12-02T05:30:00.000Z'],
  ...more,
})
const trigger = (more: object = {}) => ({
  ...KEPT,
  name: 'lims',
  on: { webhook: { secret: 'lims' } },
  begun: 2,
  refused: 1,
  ...more,
})

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-'))
  await writeFile(join(folder, 'nightly.yaml'), 'name: nightly\ncron: 30 6 * * *\nuses: note\n')
  await writeFile(join(folder, 'lims.yaml'), 'name: lims\non: {webhook: {secret: lims}}\nuses: note\n')
  await writeFile(join(folder, 'nameless.yaml'), 'uses: note\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const deed = { by: 'Ann', reason: 'holidays' }

describe('muster schedule', () => {
  it('lists and shows them with the times that come', async () => {
    const last = {
      time: '2026-12-01T05:30:00.000Z',
      at: '2026-12-01T05:30:00.000Z',
      outcome: 'begun',
      job: 'job-1',
    }
    const list = await runCommand('schedule list', {}, { schedules: [schedule({ last })] })
    expect(list.asked).toEqual([['GET', '/v1/schedules?limit=500']])
    expect(list.lines[0]).toBe(
      'nightly  active  30 6 * * * Europe/Berlin  note  next at 2026-12-02 05:30 UTC  begun 2026-12-01 05:30 UTC',
    )
    const one = await runCommand('schedule show nightly', {}, schedule({ last }))
    expect(one.lines).toContain('last: begun for 2026-12-01 05:30 UTC job-1')
    expect(one.lines).toContain('next: 2026-12-02 05:30 UTC')
    expect((await runCommand('schedule list', {}, { schedules: [] })).notes).toBe('there is no schedule\n')
  })

  it('adds and changes them from files, and tells faults with their place', async () => {
    const path = join(folder, 'nightly.yaml')
    const added = await runCommand(['schedule', 'add', path], {}, schedule())
    const body = { name: 'nightly', cron: '30 6 * * *', uses: 'note' }
    expect(added.asked).toEqual([['POST', '/v1/schedules', body]])
    expect(added.output).toBe('nightly begins note next at 2026-12-02 05:30 UTC\n')
    const changed = await runCommand(['schedule', 'change', path], {}, schedule())
    expect(changed.asked).toEqual([['PUT', '/v1/schedules/nightly', body]])
    const faults = [{ field: 'cron', message: 'never comes' }]
    const refused = refusal(422, {
      status: 422,
      code: 'invalid-input',
      title: 'x',
      detail: 'not right',
      faults,
    })
    await expect(runCommand(['schedule', 'add', path], {}, refused)).rejects.toMatchObject({
      faults: [{ field: 'cron', line: 2 }],
    })
    await expect(
      runCommand(['schedule', 'change', join(folder, 'nameless.yaml')], {}, {}),
    ).rejects.toMatchObject({
      faults: [{ field: 'name' }],
    })
  })

  it('pauses, resumes and deletes them, with who does it and why', async () => {
    for (const verb of ['pause', 'resume'])
      expect((await runCommand(`schedule ${verb} nightly`, deed, schedule())).asked).toEqual([
        ['POST', `/v1/schedules/nightly/${verb}`, deed],
      ])
    const deleted = await runCommand('schedule delete nightly', deed, { name: 'nightly' })
    expect(deleted.asked).toEqual([['DELETE', '/v1/schedules/nightly?by=Ann&reason=holidays']])
  })
})

describe('muster trigger', () => {
  it('lists, shows, adds, changes, pauses, resumes and deletes them', async () => {
    const list = await runCommand('trigger list', {}, { triggers: [trigger({ trouble: 'ESTALE' })] })
    expect(list.lines[0]).toBe('lims  active  calls signed with lims  note  2 begun, 1 refused  ESTALE')
    const file = trigger({ on: { file: { name: 'xrd/*.xrdml' } }, when: 'payload.size > 0' })
    expect((await runCommand('trigger show lims', {}, file)).lines.slice(0, 2)).toEqual([
      'lims is active: begins note for files xrd/*.xrdml',
      'when payload.size > 0',
    ])
    const path = join(folder, 'lims.yaml')
    const body = { name: 'lims', on: { webhook: { secret: 'lims' } }, uses: 'note' }
    expect((await runCommand(['trigger', 'add', path], {}, trigger())).asked).toEqual([
      ['POST', '/v1/triggers', body],
    ])
    expect((await runCommand(['trigger', 'change', path], {}, trigger())).asked).toEqual([
      ['PUT', '/v1/triggers/lims', body],
    ])
    for (const verb of ['pause', 'resume'])
      expect((await runCommand(`trigger ${verb} lims`, deed, trigger())).asked).toEqual([
        ['POST', `/v1/triggers/lims/${verb}`, deed],
      ])
    const deleted = await runCommand('trigger delete lims', deed, { name: 'lims' })
    expect(deleted.output).toBe('lims is deleted; jobs that it began go on\n')
  })
})

it.each<[words: string, flags: CommandFlags, what: string]>([
  ['schedule', {}, 'schedule needs one of list, show, add, change, pause, resume, delete'],
  ['trigger constructor', {}, 'constructor is none of list, show, add, change, pause, resume, delete'],
  ['trigger pause lims', { by: 'Ann' }, 'this needs a reason: --reason TEXT'],
  ['schedule delete nightly', { reason: 'x' }, 'this needs your name: --by NAME'],
])('muster %s with %o is wrong usage, and nothing is asked', async (words, flags, what) => {
  await expect(runCommand(words, flags, {})).rejects.toThrow(new UsageError(what))
})
