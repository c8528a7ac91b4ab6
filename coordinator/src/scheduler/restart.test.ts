import { hours, minutes } from '@muster/runtime'
import { expect, test } from 'vitest'
import { State } from '../model/state.ts'
import { Floor } from './testing/floor.ts'

/** A board made from what the store has. */
function restarted({ state }: Floor): State {
  const { jobs, tasks, attempts, agents, instruments, prompts, escalations, breakers, pauses } = state
  const rows = <T>(table: ReadonlyMap<string, T>): T[] => [...table.values()]
  return State.from({
    jobs: rows(jobs),
    tasks: rows(tasks),
    attempts: rows(attempts),
    agents: rows(agents),
    instruments: rows(instruments),
    prompts: rows(prompts),
    escalations: rows(escalations),
    breakers: rows(breakers),
    resources: rows(state.resources.records),
    samples: rows(state.resources.samples),
    pauses: rows(pauses),
    workflows: [],
    schedules: [],
    triggers: [],
    resultFiles: [],
    lastSequence: state.lastSequence,
  })
}

test('a restart makes nothing rise that has not waited so long', () => {
  const floor = new Floor()
  const activities = [{ name: 'sinter', expectedMs: hours(4) }]
  floor.agent({ id: 'agent-1', instruments: [{ id: 'furnace-1', activities }] })
  floor.submit({ activity: 'sinter', priority: 50 })
  floor.dispatch()
  floor.now += minutes(1)
  const waiting = floor.submit({ activity: 'sinter', priority: 50 })
  floor.now += minutes(89)
  const bandIn = (state: State) => {
    state.board.next(floor.now)
    return state.board.placeOf(waiting.id)?.group.level.band
  }
  expect(bandIn(floor.state)).toBe(52)
  expect(bandIn(restarted(floor))).toBe(52)
})
