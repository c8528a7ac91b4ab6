import { messageOf, minutes, seconds } from '@muster/runtime'
import type { CrashRule } from '../simulation/process-gate.ts'
import { brokenAlways, brokenAtRest } from '../simulation/invariants.ts'
import { activity, World } from '../simulation/world.ts'
import { type Passer, type Point, pointsOf, titleOf } from './points.ts'

export const VICTIMS = ['agent', 'coordinator', 'broker'] as const
export type Victim = (typeof VICTIMS)[number]

/** Whether the instrument can be asked what became of a start. */
export const INSTRUMENTS = ['keeps ids', 'keeps no ids'] as const
export type Instrument = (typeof INSTRUMENTS)[number]

/** How a cell ended before any person had a word: the job succeeded, or a person is asked. */
export type CellEnd = 'succeeded' | 'verifying'

export interface CellResult {
  readonly end: CellEnd
  readonly attempts: number
  /** What must hold and did not. */
  readonly broken: readonly string[]
  readonly story: readonly string[]
}

const AGENT = 'bench-pc'
const WEIGH = activity('weigh', 'safe-until-started', seconds(10))
/** For how long a victim is away, and in how much virtual time everything has to have come to its end. */
const AWAY = seconds(3)
const LIMIT = minutes(30)

/** The points of a run that nothing disturbs, in the order in which they are passed. */
export async function recordPoints(instrument: Instrument): Promise<Point[]> {
  const passages: { passer: Passer; name: string }[] = []
  const bench = new Bench(instrument, false)
  const note =
    (passer: Passer): CrashRule =>
    name => {
      if (bench.isSubmitted) passages.push({ passer, name })
      return false
    }
  bench.world.reaper = { agent: () => note('agent'), coordinator: () => note('coordinator') }
  await bench.submit()
  await bench.rest()
  return pointsOf(passages)
}

/**
 * What a cell has to end in. Only an instrument that can't be asked, with an agent that died between a durable
 * `starting` and a durable `running`, leaves a question that a person has to answer.
 */
export function expectedEnd(point: Point, victim: Victim, instrument: Instrument): CellEnd {
  return instrument === 'keeps no ids' && victim === 'agent' && point.journalled === 'starting'
    ? 'verifying'
    : 'succeeded'
}

/** Runs one job, kills the victim when the point is passed, starts it again, and sees what comes of it. */
export async function runCell(
  point: Point,
  victim: Victim,
  instrument: Instrument,
  options: { readonly verbose?: boolean } = {},
): Promise<CellResult> {
  const bench = new Bench(instrument, options.verbose ?? false)
  let left = point.nth
  let isStruck = false
  const rule =
    (passer: Passer): CrashRule =>
    name => {
      if (isStruck || !bench.isSubmitted || passer !== point.passer || name !== point.name) return false
      left -= 1
      if (left > 0) return false
      isStruck = true
      bench.world.tell(`the ${victim} is struck at ${titleOf(point)}`)
      return bench.strike(victim, passer)
    }
  bench.world.reaper = { agent: () => rule('agent'), coordinator: () => rule('coordinator') }
  await bench.submit()
  const end = await bench.settled()
  if (end === 'verifying') await bench.answer()
  await bench.rest()
  const broken = [...bench.broken(), ...(isStruck ? [] : ['the point was never passed'])]
  return { end, attempts: bench.attempts, broken, story: bench.world.story }
}

/** One agent with one instrument, one coordinator, one job. */
class Bench {
  readonly world: World
  isSubmitted = false
  #jobId: string | undefined

  constructor(instrument: Instrument, verbose: boolean) {
    const keepsIds = instrument === 'keeps ids'
    const instruments = [{ id: 'balance', keepsIds, activities: [WEIGH] }]
    this.world = new World({ seed: 1, verbose, machines: [{ agentId: AGENT, instruments }] })
  }

  async submit(): Promise<void> {
    const { world } = this
    await world.startCoordinator()
    world.startAgent(AGENT)
    await world.time.until(() => world.coordinator?.lead().state.known.has('balance') === true)
    // Long enough for everything to be quiet.
    await world.time.advance(seconds(20))
    this.isSubmitted = true
    this.#trySubmit()
    await world.time.until(() => this.#jobId !== undefined, LIMIT)
  }

  /** As a client does: under one key, until there is an answer. */
  #trySubmit(): void {
    const { world } = this
    const again = () => {
      if (this.#jobId === undefined) world.time.at(world.time.now + seconds(1), () => this.#trySubmit())
    }
    try {
      const work = world.coordinator?.operations.submit(
        { activity: { activity: 'weigh' } },
        { by: 'matrix', idempotencyKey: 'matrix-1' },
      )
      if (!work) return again()
      work.then(({ job }) => (this.#jobId = job.id), again)
      // A coordinator that dies leaves its callers without an answer.
      again()
    } catch {
      again()
    }
  }

  /** @returns whether the process that passes the point dies of it */
  strike(victim: Victim, passer: Passer): boolean {
    const { world } = this
    const back = world.time.now + AWAY
    if (victim === 'broker') {
      for (const name of [AGENT, 'coordinator']) world.network.partition(name)
      world.network.wipe()
      world.time.at(back, () => {
        for (const name of [AGENT, 'coordinator']) world.network.heal(name)
      })
      return false
    }
    world.time.at(back, () => {
      if (victim === 'agent') world.startAgent(AGENT)
      else void world.startCoordinator()
    })
    if (victim === passer) return true
    if (victim === 'agent') world.machines.get(AGENT)?.gate?.kill('with the point of another')
    else world.coordinatorGate?.kill('with the point of another')
    return false
  }

  /** Waits until the job has ended, or a person is asked. */
  async settled(): Promise<CellEnd> {
    await this.world.time.until(() => this.#isEnded || this.#question !== undefined, LIMIT)
    return this.#isEnded ? 'succeeded' : 'verifying'
  }

  /** Answers as a person does who has looked at the instrument, once it is still. */
  async answer(): Promise<void> {
    const { world } = this
    await world.time.advance(seconds(20))
    const question = this.#question
    const wasStarted = world.ledger.length > 0
    if (question === undefined) return
    const answered = world.coordinator?.operations.answer(question, {
      answer: wasStarted ? 'succeeded' : 'start-again',
      by: 'matrix',
    })
    // It is committed at the end of a turn, which time has to reach.
    let isDone = false
    answered?.then(() => (isDone = true)).catch((error: unknown) => world.defects.push(messageOf(error)))
    await world.time.until(() => isDone || world.defects.length > 0, LIMIT)
  }

  async rest(): Promise<void> {
    const { world } = this
    await world.time.until(() => this.#isEnded, LIMIT)
    await world.time.advance(seconds(30))
  }

  get attempts(): number {
    return this.world.storeDisk.database?.rows.attempts.size ?? 0
  }

  broken(): string[] {
    const { world } = this
    const job = world.storeDisk.database?.rows.jobs.get(this.#jobId ?? '')
    return [
      ...brokenAlways(world, new Set()),
      ...brokenAtRest(world, this.#jobId === undefined ? [] : [this.#jobId]),
      ...(job?.state === 'succeeded' ? [] : [`the job is ${job?.state ?? 'lost'}`]),
      ...(world.ledger.length === 1 ? [] : [`the ledger has ${world.ledger.length} lines`]),
    ]
  }

  get #isEnded(): boolean {
    return this.world.storeDisk.database?.rows.jobs.get(this.#jobId ?? '')?.endedAt !== undefined
  }

  get #question(): string | undefined {
    for (const prompt of this.world.storeDisk.database?.rows.prompts.values() ?? [])
      if (prompt.state === 'open') return prompt.id
    return undefined
  }
}
