import { silentLogger } from '@muster/runtime'
import { CrashFileSystem, ManualClock, seededRandom } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { Journal } from '../journal/journal.ts'
import { judgeLead } from './lead-guard.ts'

const open = () =>
  Journal.open(
    {
      fileSystem: new CrashFileSystem(),
      clock: new ManualClock(),
      random: seededRandom(1),
      logger: silentLogger,
    },
    '/agent',
  )
const lead = (epoch: number, leadId = `lead-${epoch}`, storeId = 'store') => ({
  epoch,
  leadId,
  storeId,
  storeWrites: 1,
})

test('the first lead that is heard is taken, and the same one accepted after that', async () => {
  const journal = await open()
  expect(judgeLead(journal, lead(3), false)).toBe('new-lead')
  expect(judgeLead(journal, lead(3), false)).toBe('accepted')
})

test('a lower epoch is refused, and an equal one of another lead', async () => {
  const journal = await open()
  judgeLead(journal, lead(3), false)
  expect(judgeLead(journal, lead(2), false)).toBe('stale-epoch')
  expect(judgeLead(journal, lead(3, 'other'), false)).toBe('stale-epoch')
  expect(judgeLead(journal, lead(4), false)).toBe('new-lead')
})

test('a coordinator with another store is obeyed only when that is allowed', async () => {
  const journal = await open()
  judgeLead(journal, lead(3), false)
  expect(judgeLead(journal, lead(9, 'x', 'other-store'), false)).toBe('foreign-store')
  expect(judgeLead(journal, lead(1, 'x', 'other-store'), true)).toBe('new-lead')
})
