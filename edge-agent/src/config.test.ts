import { expect, it } from 'vitest'
import { readAgentSettings } from './config.ts'
import type { DriverRegistry } from './instruments/registry.ts'

const registry: DriverRegistry = {
  names: ['none'],
  configure: async name => ({
    ok: true,
    value: {
      name,
      create: () => {
        throw new Error('no driver is made by reading its settings')
      },
    },
  }),
}
const read = (resources: string) =>
  readAgentSettings(
    `id: hall\nresources: ${resources}\ninstruments: [{ id: printer, driver: none }]\n`,
    'agent.yaml',
    registry,
  )

it('an agent has what its configuration says that its machine has, and nothing where it says nothing', async () => {
  expect((await read('{ cpu: 4, gpu: 0.5 }')).resources).toEqual({ cpu: 4, gpu: 0.5 })
  expect((await read('{}')).resources).toEqual({})
})

it('what is no name or no amount is refused with its place', async () => {
  await expect(read('{ cpu: -1, "a b": 1 }')).rejects.toMatchObject({
    faults: [
      { field: expect.stringContaining('resources.') },
      { field: expect.stringContaining('resources.') },
    ],
  })
})
