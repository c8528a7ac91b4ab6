import type { JobDetail, PromptView, TaskDetail } from '@muster/client'
import { seconds } from '@muster/runtime'
import type { Api } from './api.ts'
import { linesOf, type Person } from './person.ts'
import type { LedgerLine, Site } from './site.ts'
import type { Watch } from './watch.ts'
import type { Work } from './work.ts'

/** Only these may be repeated without a person's word. */
const SAFE = new Set(['look'])
/** What nobody has done in this test: no journal and no store is replaced. */
const NEVER_ASKED = ['confirm-journal', 'store-restored']
/** A question that was withdrawn sooner need not have reached anybody. */
const PASSING = seconds(10)

export interface Verdict {
  /** What does not hold, each with its place. */
  readonly broken: readonly string[]
  readonly tasks: ReadonlyMap<string, number>
  readonly starts: number
  readonly prompts: readonly PromptView[]
}

interface Parts {
  readonly api: Api
  readonly site: Site
  readonly work: Work
  readonly person: Person
  readonly watch: Watch
}

/** Holds what was accepted against what the instruments wrote down. */
export async function judge({ api, site, work, person, watch }: Parts): Promise<Verdict> {
  const ledger = await site.ledger()
  const broken: string[] = work.refusals.map(refusal => `a submission failed: ${refusal}`)
  const claimed = new Set<LedgerLine>()
  const tasks = new Map<string, number>()
  for (const job of work.jobs.values()) {
    broken.push(...endOf(job))
    for (const { id } of job.tasks) {
      const task = await api.client.task(id)
      tasks.set(task.state, (tasks.get(task.state) ?? 0) + 1)
      const lines = linesOf(task, ledger)
      for (const line of lines) claimed.add(line)
      broken.push(...startsOf(task, lines, person))
    }
  }
  for (const line of ledger)
    if (!claimed.has(line)) broken.push(`a start that belongs to no task: ${JSON.stringify(line)}`)
  await person.lookAtEscalations()
  const prompts = await api.prompts()
  broken.push(...prompts.flatMap(prompt => questionOf(prompt, person)))
  broken.push(...person.silent.map(text => `nobody was told within 20 s of ${text}`))
  broken.push(...watch.complaints.map(text => `log: ${text}`))
  return { broken, tasks, starts: ledger.length, prompts }
}

function endOf({ id, state, endedAt }: JobDetail): string[] {
  return endedAt === undefined ? [`job ${id} has not ended: it is ${state}`] : []
}

/** @param lines of this task in the ledgers @returns what does not hold */
export function startsOf(
  task: TaskDetail,
  lines: readonly LedgerLine[],
  person: Pick<Person, 'orders' | 'settled'>,
): string[] {
  const { id, activity, state } = task
  const ordered = person.orders.get(id)
  const most = (ordered ?? 0) + 1
  const story = `${JSON.stringify(lines)} ${JSON.stringify(task.attemptList)}`
  const what = `task ${id} (${activity}, ${state}${ordered === undefined ? '' : ', ordered again'})`
  if (SAFE.has(activity)) {
    const isMissing = state === 'succeeded' && lines.length === 0 && !person.settled.has(id)
    return isMissing ? [`${what} was never started: ${story}`] : []
  }
  if (lines.length > most) return [`${what} was started ${lines.length} times: ${story}`]
  if (state === 'succeeded' && !person.settled.has(id) && lines.length !== most)
    return [`${what} has ${lines.length} lines in the ledger, not ${most}: ${story}`]
  return []
}

/** @returns what does not hold */
export function questionOf(
  prompt: PromptView,
  { hasEscalations, escalated }: Pick<Person, 'hasEscalations' | 'escalated'>,
): string[] {
  const { id, kind, state, question, known, raisedAt, endedAt } = prompt
  const what = `prompt ${id} (${kind}, ${state}): ${question} ${known}`
  const broken: string[] = []
  if (NEVER_ASKED.includes(kind)) broken.push(`asked without a cause: ${what}`)
  if (state === 'open') broken.push(`still open: ${what}`)
  const open = Date.parse(endedAt ?? '') - Date.parse(raisedAt)
  const isPassing = state === 'withdrawn' && open < PASSING
  if (hasEscalations && !isPassing && !escalated.has(`prompt:${id}`)) broken.push(`no escalation: ${what}`)
  return broken
}
