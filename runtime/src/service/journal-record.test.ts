import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { journalRecord } from './journal-record.ts'

const line = (fields: object) =>
  journalRecord(
    `${JSON.stringify({ level: 30, time: 1, pid: 2, hostname: 'pc', name: 'muster-agent', ...fields })}\n`,
  )

it('a line of the log becomes an entry of the journal that can be asked for by instrument and attempt', () => {
  const record = line({ level: 40, instrument: 'printer-1', attemptId: 't1.1', percent: 3, msg: 'it waits' })
  expect(record.toString()).toBe(
    'MESSAGE=it waits instrument=printer-1 attemptId=t1.1 percent=3\nPRIORITY=4\nSYSLOG_IDENTIFIER=muster-agent\n' +
      'MUSTER_INSTRUMENT=printer-1\nMUSTER_ATTEMPT_ID=t1.1\nMUSTER_PERCENT=3\n',
  )
})

it('a value of several lines can not make fields of its own', () => {
  const record = line({ msg: 'one\nPRIORITY=0' })
  const text = 'one\nPRIORITY=0'
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  const head = Buffer.concat([Buffer.from('MESSAGE\n'), length, Buffer.from(`${text}\n`)])
  expect(record.subarray(0, head.length)).toEqual(head)
  expect(record.subarray(head.length).toString()).toBe('PRIORITY=6\nSYSLOG_IDENTIFIER=muster-agent\n')
})

it('what is not of the logger is a message as it stands, and a name of a field is one that the journal takes', () => {
  expect(journalRecord('Segmentation fault\n').toString()).toContain('MESSAGE=Segmentation fault\n')
  expect(line({ 'a b.ü=\n': 'x y', msg: '' }).toString()).toContain('\nMUSTER_A_B_=x y\n')
})

it('a line is never too long for a datagram', () => {
  const fields = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`f${index}`, 'x'.repeat(100_000)]),
  )
  expect(line({ ...fields, msg: 'much' }).length).toBeLessThan(180_000)
})
