import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { afterAll, beforeAll, describe } from 'vitest'
import { OPTIONAL_PARTS, type PlateReader, plateReader } from './plate-reader.ts'

for (const [name, leaveOut] of [
  ['in full', []],
  ['without what is optional', OPTIONAL_PARTS],
] as const) {
  describe(name, () => {
    let reader: PlateReader
    beforeAll(async () => {
      reader = await plateReader(leaveOut)
    })
    afterAll(() => reader[Symbol.asyncDispose]())
    describeDriver(`LADS at a plate reader ${name}`, () => reader.harness())
  })
}
