import { formatDuration, minutes, type Timestamp } from '@muster/runtime'
import type { EscalationEntry, EscalationRecord } from '../model/records.ts'
import { detectionOf, isDetectionKind } from './catalogue.ts'

/** So many entries are written out in a message; the others are counted. */
const ENTRIES_SHOWN = 20
/** What was found longer ago says when: its words are of then. */
const FRESH_FOR = minutes(1)

/** What is still the case, or all of it where it is over. */
export function currentEntries(
  escalation: Pick<EscalationRecord, 'entries' | 'state'>,
): readonly EscalationEntry[] {
  const open = escalation.entries.filter(({ clearedAt }) => clearedAt === undefined)
  return open.length > 0 ? open : escalation.entries
}

/** One line for people. */
export function titleOf(
  escalation: Pick<EscalationRecord, 'kind' | 'entries' | 'state' | 'occurrences'>,
): string {
  const { kind } = escalation
  const what = isDetectionKind(kind) ? detectionOf(kind).title : kind
  const entries = currentEntries(escalation)
  const [first] = entries
  const who =
    entries.length === 1 && first
      ? first.subject.slice(first.subject.indexOf(':') + 1)
      : `${entries.length} times`
  const again = escalation.occurrences > 1 ? ` (again, the ${ordinal(escalation.occurrences)} time)` : ''
  return `${what}: ${who}${again}`
}

/** What is known, for a message. */
export function textOf(escalation: EscalationRecord, now: Timestamp): string {
  const entries = currentEntries(escalation)
  const lines = entries
    .slice(0, ENTRIES_SHOWN)
    .map(({ message, since }) =>
      escalation.state === 'resolved' || now - since < FRESH_FOR
        ? message
        : `${message} (Found at ${new Date(since).toISOString()}.)`,
    )
  if (entries.length > ENTRIES_SHOWN) lines.push(`And ${entries.length - ENTRIES_SHOWN} more.`)
  const jobs = new Set(entries.flatMap(({ links }) => links.jobId ?? []))
  if (jobs.size > 0) lines.push(`It concerns ${[...jobs].slice(0, ENTRIES_SHOWN).join(', ')}.`)
  if (escalation.state === 'resolved')
    lines.push(`Over since ${new Date(escalation.resolvedAt ?? now).toISOString()}.`)
  else lines.push(`Open for ${formatDuration(now - escalation.raisedAt)}.`)
  if (escalation.assignee !== undefined) lines.push(`Assigned to ${escalation.assignee}.`)
  return lines.join('\n')
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13
  return `${count}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')}`
}
