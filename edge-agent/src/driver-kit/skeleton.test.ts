import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ContractResult, runContract } from './contract/run-contract.ts'
import { writeNewDriver } from './new-driver.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-skeleton-'))
  await writeNewDriver('mixer', folder)
})
afterAll(() => rm(folder, { recursive: true }))

// Real sockets and the real limits of a driver's answers: some seconds.
it('a new driver keeps every promise, before anything in it is changed', async () => {
  const results: ContractResult[] = []
  for await (const result of runContract(folder, 'inline')) results.push(result)
  expect(results.length).toBeGreaterThan(20)
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'not promised').map(({ name }) => name)).toEqual([
    'is always unsure where the instrument keeps no ids',
  ])
})
