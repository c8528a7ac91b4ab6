import { expect, it } from 'vitest'
import { assignInstruments } from './inventory.ts'
import { attempt, bench, HEADER } from './testing/open-attempt.ts'

const message = (resources: Readonly<Record<string, number>>) => ({
  header: HEADER,
  instruments: [],
  roles: [],
  labels: {},
  maxConcurrentTasks: 1,
  unanswered: [],
  resources: { ...resources },
})

it("takes over what an agent's machine has, by the names that a step can ask for, also when it is less", () => {
  const { state, draft, agent } = bench(attempt('offered'))
  assignInstruments(draft, agent, message({ gpu: 1, cpu: 4, 'no name': 3 }))
  expect(state.agents.get('left')?.resources).toEqual({ cpu: 4, gpu: 1 })
  expect(state.resources.free('agent:left/cpu')).toBe(4)
  const first = state.agents.get('left')
  assignInstruments(draft, agent, message({ cpu: 4, gpu: 1 }))
  expect(state.agents.get('left')).toBe(first)
  assignInstruments(draft, agent, message({ cpu: 2 }))
  expect([state.resources.free('agent:left/cpu'), state.resources.info('agent:left/gpu')]).toEqual([
    2,
    undefined,
  ])
  assignInstruments(draft, agent, message({}))
  expect(state.agents.get('left')?.resources).toBeUndefined()
})
