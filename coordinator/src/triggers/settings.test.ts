import { seconds } from '@muster/runtime'
import { expect, it } from 'vitest'
import { coordinatorSettings } from '../config.ts'
import { foldersOf } from './settings.ts'

it('folders have usual times, and none of their own that nobody can mean', () => {
  const { folders } = coordinatorSettings({ folders: { xrd: { path: '/data/xrd', settle: '10 s' } } })
  expect(foldersOf(folders)).toEqual(
    new Map([['xrd', { path: '/data/xrd', every: seconds(2), settle: seconds(10) }]]),
  )
  const faultsOf = (wrong: object) => {
    try {
      coordinatorSettings({ folders: { xrd: wrong } })
      return []
    } catch (error) {
      return (error as { faults: readonly { field: string }[] }).faults.map(({ field }) => field)
    }
  }
  expect(faultsOf({ path: 'data' })).toEqual(['folders.xrd.path'])
  expect(faultsOf({ path: '/data', every: '1 ms', settle: '2 h' })).toEqual([
    'folders.xrd.every',
    'folders.xrd.settle',
  ])
})

it('publishers are logins of their own, beside those of agents', () => {
  const password = 'at-least-16-characters'
  const agents = [{ id: 'bench-pc', password }]
  expect(coordinatorSettings({ agents, publishers: [{ id: 'lims', password }] }).publishers).toHaveLength(1)
  for (const [publishers, field] of [
    [[{ id: 'bench-pc', password }], 'publishers.0.id'],
    [[{ id: 'coordinator', password }], 'publishers.0.id'],
  ] as const)
    expect(() => coordinatorSettings({ agents, publishers })).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ field }) as unknown] }),
    )
  expect(() => coordinatorSettings({ publishers: [{ id: 'lims', password }] })).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ field: 'publishers' }) as unknown] }),
  )
})
