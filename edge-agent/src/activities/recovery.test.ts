import { minutes, seconds } from '@muster/runtime'
import { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import type { Driver, FindOutcome } from '../instruments/driver.ts'
import type { JournalEntry } from '../journal/on-disk.ts'
import { findStart } from './recovery.ts'

const TRAITS = { keepsIds: true, neverClears: true, settlingTime: seconds(3) }
const ABSENT: FindOutcome = { kind: 'absent' }
const UNSURE: FindOutcome = { kind: 'unsure', reason: 'no answer' }
const FOUND: FindOutcome = { kind: 'found', runReference: 'run-1' }

interface Instrument {
  readonly traits?: Partial<typeof TRAITS>
  /** What it says, one after another; the last again and again. */
  readonly says: readonly FindOutcome[]
  readonly bootMarks?: readonly (string | undefined)[]
}

async function ask(
  { traits, says, bootMarks = ['boot-1'] }: Instrument,
  journalled: { readonly bootMark?: string } = { bootMark: 'boot-1' },
) {
  const time = new VirtualTime()
  const answers = [...says]
  const marks = [...bootMarks]
  const asked: number[] = []
  const next = <T>(list: T[]): T => (list.length > 1 ? list.splice(0, 1) : list)[0] as T
  const driver = {
    traits: { ...TRAITS, ...traits },
    find: async () => {
      asked.push(time.now)
      return next(answers)
    },
    bootMark: async () => next(marks),
  } as unknown as Driver
  const entry = { attemptId: 'a-1', ...journalled } as JournalEntry
  const finding = findStart(entry, driver, new ManualClock(time), new AbortController().signal)
  let done = false
  const note = () => void (done = true)
  finding.then(note, note)
  await time.until(() => done, minutes(5))
  return { finding: await finding, asked }
}

describe('what became of a start', () => {
  it('is that it runs, where the instrument has it', async () => {
    expect((await ask({ says: [FOUND] })).finding).toEqual({ kind: 'running', runReference: 'run-1' })
  })

  it('is that it never was, where the instrument says so twice, its settling time apart', async () => {
    const { finding, asked } = await ask({ says: [ABSENT] })
    expect(finding).toEqual({ kind: 'absent' })
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBe(3_000)
  })

  it('is that it runs, where the second look finds what the first did not', async () => {
    expect((await ask({ says: [ABSENT, FOUND] })).finding.kind).toBe('running')
  })

  it('is not known where the instrument gives no answer, however often it is asked', async () => {
    const { finding, asked } = await ask({ says: [UNSURE] })
    expect(finding.kind).toBe('unsure')
    expect(asked.length).toBeGreaterThan(1)
  })

  it('is not known where the second look gets no answer', async () => {
    expect((await ask({ says: [ABSENT, UNSURE] })).finding.kind).toBe('unsure')
  })

  it.each([
    ['keeps no ids', { traits: { keepsIds: false }, says: [ABSENT] }],
    ['may have cleared it', { traits: { neverClears: false }, says: [ABSENT] }],
    ['has booted since', { says: [ABSENT], bootMarks: ['boot-2'] }],
    ['booted between the two looks', { says: [ABSENT], bootMarks: ['boot-1', 'boot-2'] }],
    ['does not tell when it booted', { says: [ABSENT], bootMarks: [undefined] }],
  ])('is not known where the instrument %s', async (_, instrument) => {
    expect((await ask(instrument)).finding.kind).toBe('unsure')
  })

  it('is not known where nobody wrote down which boot it was', async () => {
    const { finding } = await ask({ says: [ABSENT], bootMarks: ['boot-1'] }, {})
    expect(finding.kind).toBe('unsure')
  })
})
