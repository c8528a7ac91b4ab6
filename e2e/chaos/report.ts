import type { Person } from './person.ts'
import type { Trouble } from './trouble.ts'
import type { Verdict } from './verdict.ts'
import type { Watch } from './watch.ts'
import type { Work } from './work.ts'

const columns = (rows: readonly (readonly [string, string | number])[]): string[] => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}

const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'none'

export interface Told {
  readonly verdict: Verdict
  readonly trouble: Trouble
  readonly person: Person
  readonly work: Work
  readonly watch: Watch
  readonly atRestAfter: number
}

/** What happened, as a table. */
export function report({ verdict, trouble, person, work, watch, atRestAfter }: Told): string {
  const { longest, counts } = trouble
  const { prompts } = verdict
  const asked = new Map<string, number>()
  for (const { kind } of prompts) asked.set(kind, (asked.get(kind) ?? 0) + 1)
  const escalations = person.hasEscalations
    ? String(person.escalated.size)
    : 'not checked: this coordinator has no GET /v1/escalations'
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  return [
    'faults',
    ...columns([...counts]),
    '',
    ...columns([
      ['jobs accepted', work.jobs.size],
      ['submissions refused for want of an instrument', work.turnedAway],
      ['tasks', listed(verdict.tasks)],
      ['physical starts', verdict.starts],
      ['prompts', listed(asked)],
      ['ordered by the person', person.orders.size],
      ['settled by the person', person.settled.size],
      ['subjects of escalations', escalations],
      ['log lines owed to a full disk', watch.excused],
      ['longest recovery', `${seconds(longest.took)}, after ${longest.after}`],
      ['at rest after the end', seconds(atRestAfter)],
    ]),
    '',
  ].join('\n')
}
