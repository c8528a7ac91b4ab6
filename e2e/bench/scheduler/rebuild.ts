import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openSqliteStore } from '@muster/coordinator'
import { aChange, aResource, Floor, State } from '@muster/coordinator/testing'
import { systemClock, systemRandom } from '@muster/runtime'
import { atMost, inSeconds, plain, type Row, scratch, table, whole } from '../supervisor/table.ts'
import { agentPlan, cruciblesFor, type Size, taskPlan } from './crowd.ts'

const SIZE: Size = { tasks: 100_000, agents: 5_000 }
const AIM_MS = 2_000
const AIM_BYTES = 2_048
const AT_ONCE = 5_000

/** From a store on disk to the first decision, and what a waiting task costs in memory. */
export async function benchRebuild(size: Size = SIZE): Promise<string[]> {
  await using folder = await scratch()
  const path = join(folder.path, 'muster.db')
  await fill(path, size)
  const store = openSqliteStore({ path, random: systemRandom })
  try {
    await store.takeLead(systemRandom.id(), 0)
    const empty = memory()
    const cpu = process.cpuUsage()
    const began = systemClock.monotonic()
    let work: Awaited<ReturnType<typeof store.loadOpenWork>> | undefined = await store.loadOpenWork()
    const read = systemClock.monotonic()
    const state = State.from(work)
    const built = systemClock.monotonic()
    const none = state.board.next(systemClock.wall())
    const looked = systemClock.monotonic()
    const { user, system } = process.cpuUsage(cpu)
    if (none) throw new Error('nothing was heard of any agent, and yet something was to be started')
    const waiting = state.board.size
    work = undefined
    const full = memory()
    // The agents are heard by and by; here all at once.
    const floor = new Floor()
    const hearing = systemClock.monotonic()
    for (let number = 0; number < size.agents; number += 1) hear(state, floor, number)
    const first = state.board.next(systemClock.wall())
    const heard = systemClock.monotonic()
    if (!first) throw new Error('nothing is to be started')
    const rows: Row[] = [
      atMost('store opened → first look done', looked - began, AIM_MS, inSeconds),
      plain('of that: rows read from SQLite', inSeconds(read - began)),
      plain('of that: state and queue built', inSeconds(built - read)),
      plain('of that: first look', inSeconds(looked - built)),
      plain('CPU time of it, which other programs do not change much', inSeconds((user + system) / 1_000)),
      plain(`${whole(size.agents)} agents heard at once → first assignment`, inSeconds(heard - hearing)),
      atMost(
        'memory per queued task, with its job, all agents counted in',
        (full - empty) / waiting,
        AIM_BYTES,
        bytes,
      ),
    ]
    return [
      `${whole(waiting)} jobs of one task and ${whole(size.agents)} agents in SQLite on this disk`,
      '',
      ...table(rows),
    ]
  } finally {
    await store.close()
  }
}

const bytes = (value: number): string => `${whole(value)} B`

function hear(state: State, { now }: Floor, number: number): void {
  const { id, instruments } = agentPlan(number)
  const live = state.liveOf(id)
  live.online = true
  live.synced = true
  live.heartbeatAt = now
  for (const { id: instrumentId } of instruments)
    live.instruments.set(instrumentId, {
      instrumentId,
      link: 'connected',
      readiness: 'ready',
      failedChecks: 0,
    })
  state.board.agentChanged(id)
}

/** Made by a floor, so that what is stored is what was decided. */
async function fill(path: string, { tasks, agents }: Size): Promise<void> {
  const floor = new Floor()
  for (let number = 0; number < agents; number += 1) floor.agent(agentPlan(number))
  const store = openSqliteStore({ path, random: systemRandom })
  try {
    const term = await store.takeLead(systemRandom.id(), 0)
    const { state } = floor
    const resources = [aResource('crucibles', { kind: 'countable', capacity: cruciblesFor(agents) })]
    const rows = {
      agents: [...state.agents.values()],
      instruments: [...state.instruments.values()],
      resources,
    }
    await store.commit(term, [aChange(rows)])
    for (let first = 0; first < tasks; first += AT_ONCE) {
      const made = Array.from({ length: Math.min(AT_ONCE, tasks - first) }, (_, at) => {
        const { user, task } = taskPlan(first + at)
        return floor.submitOf(user, task)
      })
      const jobs = made.flatMap(({ jobId }) => state.jobs.get(jobId) ?? [])
      await store.commit(term, [aChange({ jobs, tasks: made })])
    }
  } finally {
    await store.close()
  }
}

/** Bytes in use once nothing is left to be cleared away. */
function memory(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let nth = 0; nth < 3; nth += 1) collect()
  return process.memoryUsage().heapUsed
}
