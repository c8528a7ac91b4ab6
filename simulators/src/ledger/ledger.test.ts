import { InvalidInputError } from '@muster/runtime'
import { CrashFileSystem } from '@muster/runtime/testing'
import { describe, expect, test } from 'vitest'
import { openLedger, readLedger } from './ledger.ts'

const PATH = '/instrument/ledger.jsonl'
const START = {
  at: '2026-01-01T00:00:00.000Z',
  instrument: 'printer-1',
  activity: 'print',
  jobOrderId: 'a-1',
  parameters: { layers: 3 },
}
const bytes = (text: string) => new TextEncoder().encode(text)

describe('the ledger of physical starts', () => {
  test('keeps a start through a power cut as soon as append has resolved', async () => {
    const disk = new CrashFileSystem()
    const ledger = await openLedger(PATH, disk)
    await ledger.append(START)
    disk.crash()
    expect(await readLedger(PATH, disk)).toEqual([{ ...START, start: 1 }])
  })

  test('goes on counting where the process before has stopped', async () => {
    const disk = new CrashFileSystem()
    await (await openLedger(PATH, disk)).append(START)
    const next = await (await openLedger(PATH, disk)).append({ ...START, jobOrderId: null })
    expect(next.start).toBe(2)
    expect((await readLedger(PATH, disk)).map(entry => entry.jobOrderId)).toEqual(['a-1', null])
  })

  test('numbers the starts of each instrument by itself, where several write into one file', async () => {
    const ledger = await openLedger(PATH, new CrashFileSystem())
    await ledger.append(START)
    expect(await ledger.append({ ...START, instrument: 'printer-2' })).toMatchObject({ start: 1 })
  })

  test('cuts off a line that was not written to its end: its run never began', async () => {
    const disk = new CrashFileSystem()
    await (await openLedger(PATH, disk)).append(START)
    await disk.append(PATH, bytes('{"at":"2026-01-01T00:0'))
    expect(await readLedger(PATH, disk)).toHaveLength(1)
    await (await openLedger(PATH, disk)).append(START)
    expect((await readLedger(PATH, disk)).map(entry => entry.start)).toEqual([1, 2])
  })

  test('is read as empty where there is none, and refuses to be read where a line is spoilt', async () => {
    const disk = new CrashFileSystem()
    expect(await readLedger(PATH, disk)).toEqual([])
    await disk.write(PATH, bytes('{"start":1}\nnot a line\n'))
    await expect(readLedger(PATH, disk)).rejects.toThrow(InvalidInputError)
    await expect(readLedger(PATH, disk)).rejects.toThrow(/ledger\.jsonl:2/)
  })

  test('writes entries that are asked for at the same time one after the other', async () => {
    const disk = new CrashFileSystem()
    const ledger = await openLedger(PATH, disk)
    await Promise.all([ledger.append(START), ledger.append(START), ledger.append(START)])
    expect((await readLedger(PATH, disk)).map(entry => entry.start)).toEqual([1, 2, 3])
  })
})
