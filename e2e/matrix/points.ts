/** Where in the life of an attempt a point lies: the steps of a start, and what comes after. */
export const STAGES = [
  '1 offer',
  '2 claim',
  '3 grant',
  '4 accept',
  '5 start',
  '6 running',
  'progress',
  'result',
  'ack',
] as const
export type Stage = (typeof STAGES)[number]

/** Who passes a point. */
export type Passer = 'agent' | 'coordinator'

/** A moment right before or after a durable write, a send or a call of the driver. */
export interface Point {
  readonly stage: Stage
  readonly passer: Passer
  /** As the process's gate names it, such as `before rename journal.json`. */
  readonly name: string
  /** The how-manieth of this name it is since the submission, from 1. */
  readonly nth: number
  /** The state of the attempt in the agent's journal at this moment, as the next process would read it. */
  readonly journalled: string | undefined
}

/** What a process reads, or is told, changes nothing that outlives it. */
const PASSIVE = /^(receive|driver|(before|after) (read|list|store))\b/
/** Told over and over; the first one stands for all. */
const REPEATED = 'send up/heartbeat'

/** Names the points of a run that nothing disturbed, from the passages that were seen in it, in order. */
export function pointsOf(passages: readonly { readonly passer: Passer; readonly name: string }[]): Point[] {
  const counts = new Map<string, number>()
  const journal = new JournalWatch()
  const points: Point[] = []
  for (const { passer, name } of passages) {
    const key = `${passer} ${name}`
    const nth = (counts.get(key) ?? 0) + 1
    counts.set(key, nth)
    if (passer === 'agent') journal.pass(name)
    if (PASSIVE.test(name) || (name.endsWith(REPEATED) && nth > 1)) continue
    points.push({ stage: stageOf(passer, name, journal), passer, name, nth, journalled: journal.durable })
  }
  return points
}

export function titleOf({ passer, name, nth }: Pick<Point, 'passer' | 'name' | 'nth'>): string {
  return `${passer}: ${name}${nth > 1 ? ` #${nth}` : ''}`
}

/** Follows what stands in the journal of an agent that serves one attempt. */
class JournalWatch {
  /** The state in the file that a process would read now. */
  durable: string | undefined
  /** The state in what is being written. */
  written: string | undefined
  /** What is written now only notes that something was acknowledged. */
  isAck = false

  pass(name: string): void {
    const [, states] = /^before write journal\.json\.new \[(.*)\]/.exec(name) ?? []
    if (states !== undefined) {
      this.isAck = states === (this.written ?? '') || states === ''
      this.written = states === '' ? undefined : states
    }
    if (name === 'before append history.jsonl') this.isAck = true
    if (name === 'after rename journal.json') this.durable = this.written
  }
}

const BY_STATE: Readonly<Record<string, Stage>> = {
  claimed: '2 claim',
  starting: '5 start',
  running: '6 running',
  succeeded: 'result',
}

function stageOf(passer: Passer, name: string, journal: JournalWatch): Stage {
  if (passer === 'coordinator') {
    if (/claim|grant/.test(name)) return '3 grant'
    return /report|ack/.test(name) ? 'ack' : '1 offer'
  }
  if (name.endsWith('boot-mark')) return '4 accept'
  if (/driver (idle|start)/.test(name)) return '5 start'
  if (name.endsWith('heartbeat')) return 'progress'
  if (name.endsWith('release')) return 'result'
  if (name.endsWith('send up/claim')) return '2 claim'
  if (journal.isAck && !name.endsWith('send up/report')) return 'ack'
  return BY_STATE[journal.written ?? ''] ?? 'ack'
}
