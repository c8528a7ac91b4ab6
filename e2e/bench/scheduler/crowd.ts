import type { AgentPlan, TaskRecord } from '@muster/coordinator/testing'

/** How much there is. */
export interface Size {
  readonly tasks: number
  readonly agents: number
}

export const SIZES: readonly Size[] = [1_000, 10_000, 100_000].flatMap(tasks =>
  [100, 1_000, 5_000].map(agents => ({ tasks, agents })),
)

const ACTIVITIES = 8
const HALLS = 4
const USERS = 50
const PRIORITIES = [50, 50, 50, 25, 50, 75, 50, 0, 50, 100]
const MINUTE = 60_000
const SCHEMA = '{"type":"object","properties":{"kelvin":{"type":"number","maximum":2000}}}'
const OF_AN_OLDER_MAKE = '{"type":"object","properties":{"kelvin":{"type":"number","maximum":1000}}}'

/** An agent with an instrument that does two of the activities, in one of the halls; every second one is of an older make. */
export function agentPlan(number: number): AgentPlan {
  const activities = [number % ACTIVITIES, (number + 3) % ACTIVITIES].map(activity => ({
    name: `activity-${activity}`,
    schema: Math.floor(number / ACTIVITIES) % 2 === 0 ? SCHEMA : OF_AN_OLDER_MAKE,
    expectedMs: (10 + 5 * (number % 5)) * MINUTE,
  }))
  const labels = { hall: `${Math.floor(number / ACTIVITIES / 2) % HALLS}` }
  return {
    id: `agent-${number}`,
    instruments: [{ id: `instrument-${number}`, activities, labels }],
    roles: number % 3 === 0 ? ['executor', 'analyzer'] : ['executor'],
  }
}

/** Of what tasks ask for besides: enough for so many at a time. */
export const cruciblesFor = (agents: number): number => Math.ceil(agents / 8)

/**
 * What the task with this number asks for: one of eight activities, of one of five priorities, for one of fifty users. Every third
 * wants a hall, every fifth a role, every fourth crucibles, and some temperatures are too high for older instruments.
 */
export function taskPlan(number: number): { readonly user: string; readonly task: Partial<TaskRecord> } {
  const task: Partial<TaskRecord> = {
    activity: `activity-${number % ACTIVITIES}`,
    priority: PRIORITIES[Math.floor(number / 7) % PRIORITIES.length] ?? 50,
    parametersJson: `{"kelvin":${500 + 500 * (Math.floor(number / 11) % 3)}}`,
    ...(number % 3 === 0 ? { requires: { hall: `${Math.floor(number / 3) % HALLS}` } } : {}),
    ...(number % 5 === 0 ? { role: number % 2 === 0 ? 'executor' : 'analyzer' } : {}),
    ...(number % 4 === 0
      ? { resources: [{ anyOf: [{ resource: 'crucibles', amount: 1 + (Math.floor(number / 4) % 2) }] }] }
      : {}),
  }
  return { user: `user-${(number * 31) % USERS}`, task }
}
