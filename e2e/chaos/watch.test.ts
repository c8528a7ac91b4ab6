import { expect, test } from 'vitest'
import { Watch } from './watch.ts'

const line = (level: number, msg: string) => JSON.stringify({ level, time: 1, name: 'muster-agent', msg })

test('what programs say in their ordinary life is no complaint', () => {
  const watch = new Watch()
  watch.said('bench-1', line(40, 'the broker does not answer'))
  watch.said('broker', '1795250008: New connection from 198.18.0.11:50000 on port 1883.')
  expect(watch.complaints).toEqual([])
})

test('errors, stacks, defects and ends that nobody asked for are complaints', () => {
  const watch = new Watch()
  watch.said('bench-1', line(50, 'an activity of the agent failed'))
  watch.said('coord', line(30, 'TypeError: x is not a function'))
  watch.said('coord', '    at file:///coordinator/src/lead.ts:61:28')
  watch.fell('coord', 'exit code 1')
  expect(watch.complaints).toHaveLength(4)
})

test('a full disk excuses the end of whoever needs it, and a defect it does not', () => {
  const watch = new Watch()
  watch.diskFull('coord')
  watch.said('coord', line(50, 'the coordinator can not go on'))
  watch.fell('coord', 'exit code 1')
  expect(watch).toMatchObject({ complaints: [], excused: 2 })
  watch.said('coord', line(50, 'InvariantError: plan failed half way'))
  watch.fell('bench-1', 'exit code 1')
  expect(watch.complaints).toHaveLength(2)
})
