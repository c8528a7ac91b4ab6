import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { refusal, runCommand } from './testing/run-command.ts'

const AT = '2026-11-21T12:00:00.000Z'
const at = (clock: string): string => `2026-11-21T${clock}:00.000Z`
const around = (from: string, expected: string, to: string) => ({
  from: at(from),
  expected: at(expected),
  to: at(to),
})

const WHY = {
  task: 'job-2-run',
  at: AT,
  state: 'queued',
  reasons: [{ code: 'instrument-busy', message: 'furnace-2 is held by step sinter of job-1' }],
  chain: [
    {
      code: 'instrument-busy',
      message: 'furnace-2 is held by step sinter of job-1, until about 2026-11-21T14:20Z (in 2 h 20 min)',
      until: around('14:00', '14:20', '15:00'),
      others: [{ code: 'agent-offline', message: 'the agent pc-3 of furnace-3 is not in contact' }],
    },
    { code: 'runs', message: 'step sinter of job-1 at furnace-2 runs', since: at('10:00') },
  ],
  expectedStart: around('14:00', '14:20', '15:00'),
  position: { ahead: 0, of: 3 },
}

describe('muster why', () => {
  it('tells link by link why a task waits, and when it begins', async () => {
    const { code, asked, lines } = await runCommand('why job-2-run', {}, WHY)
    expect(code).toBe(0)
    expect(asked).toEqual([['GET', '/v1/tasks/job-2-run/why']])
    expect(lines).toEqual([
      'job-2-run is queued, and waits',
      '  because: furnace-2 is held by step sinter of job-1, until about 2026-11-21T14:20Z (in 2 h 20 min)',
      '      besides: the agent pc-3 of furnace-3 is not in contact',
      '    because there: step sinter of job-1 at furnace-2 runs',
      '  place: 0 of 3 go first',
      '  expected start: 2026-11-21 14:20 UTC (in 2 h 20 min), from 2026-11-21 14:00 UTC to 2026-11-21 15:00 UTC',
      '',
    ])
  })

  it('says why nobody can tell, and nothing of what does not wait', async () => {
    const { expectedStart: _, ...rest } = WHY
    const unknownStart = { code: 'waits-for-person', message: 'it begins when a person has answered' }
    const unknown = await runCommand('why job-2-run', {}, { ...rest, chain: [], unknownStart })
    expect(unknown.lines).toContain('  expected start: nobody can tell: it begins when a person has answered')
    const ended = { task: 'job-2-run', at: AT, state: 'succeeded', reasons: [], chain: [] }
    expect((await runCommand('why job-2-run', {}, ended)).lines).toEqual(['job-2-run is succeeded', ''])
  })

  it('is JSON where that is asked for, and needs a task', async () => {
    const { lines } = await runCommand('why job-2-run', { json: true }, WHY)
    expect(JSON.parse(lines[0] ?? '')).toEqual(WHY)
    await expect(runCommand('why', {}, WHY)).rejects.toThrow('why needs TASK')
  })
})

const PLAN = {
  at: AT,
  steps: [
    {
      step: 'heat',
      instrument: 'furnace-1',
      start: around('12:30', '13:00', '13:30'),
      end: around('16:30', '17:00', '18:30'),
      waitsFor: { message: 'furnace-1, which job-1-run has until then' },
    },
    { step: 'look', unknownStart: { code: 'agent-offline', message: 'the agent of xrd is not in contact' } },
  ],
  deadline: { at: at('20:00'), holds: 'unknown' },
  moved: [{ job: 'job-9', before: at('14:00'), after: at('15:30'), byMs: 5_400_000 }],
  movedJobs: 1,
}

describe('muster plan', () => {
  let folder: string | undefined
  afterEach(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true })
    folder = undefined
  })
  const file = async (text: string): Promise<string> => {
    folder = await mkdtemp(join(tmpdir(), 'muster-'))
    const path = join(folder, 'job.yaml')
    await writeFile(path, text)
    return path
  }

  it('shows what would become of a file, and whose end would move', async () => {
    const path = await file('activity:\n  activity: sinter\n')
    const { code, asked, lines } = await runCommand(`plan ${path}`, {}, PLAN)
    expect(code).toBe(0)
    expect(asked).toEqual([['POST', '/v1/plan', { activity: { activity: 'sinter' } }]])
    expect(lines[1]).toMatch(
      /^heat +furnace-1 +2026-11-21 13:00 UTC \(in 1 h\), from .* furnace-1, which job-1-run has until then$/,
    )
    expect(lines[2]).toMatch(/^look +nobody can tell +the agent of xrd is not in contact$/)
    expect(lines.slice(3)).toEqual([
      'nobody can tell when the job ends',
      'its deadline, 2026-11-21 20:00 UTC, may hold or not: nobody can tell',
      'one other job would end at another time:',
      '  job-9  2026-11-21 14:00 UTC → 2026-11-21 15:30 UTC  1 h 30 min later',
      'nothing was submitted',
      '',
    ])
  })

  it("tells faults with their place in the file, the coordinator's as well", async () => {
    const wrong = await file('activity:\n  activity: 7\n')
    await expect(runCommand(`plan ${wrong}`, {}, PLAN)).rejects.toMatchObject({ code: 'invalid-input' })
    const path = await file('activity:\n  activity: sinter\n')
    const problem = {
      type: 'about:blank',
      title: 'The request is not right',
      status: 422,
      detail: 'the submission asks for what no instrument offers',
      code: 'invalid-input',
      faults: [{ field: 'activity.activity', message: 'no instrument has it' }],
    }
    const refused = await runCommand(`plan ${path}`, {}, refusal(422, problem)).catch(
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ faults: [{ message: expect.stringContaining('no instrument has it') }] })
  })
})
