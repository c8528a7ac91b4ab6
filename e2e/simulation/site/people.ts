import type { PromptRecord, State, TaskRecord } from '@muster/coordinator/testing'
import { hours, minutes } from '@muster/runtime'
import type { Operations } from '@muster/coordinator'
import { CHANNELS } from './channels.ts'
import { START_AGAIN } from './commit-watch.ts'
import type { Site } from './site.ts'
import { supply } from './supplies.ts'

/** How often somebody looks at the console. */
const LOOK_EVERY = minutes(5)
const NEVER = Number.POSITIVE_INFINITY

/** What persons do: they answer late or never, look at instruments before they order anything, and put things right by hand. */
export class People {
  readonly #site: Site
  /** When each question gets its answer, on the timeline. */
  readonly #answerAt = new Map<string, number>()
  #isPeace = false

  constructor(site: Site) {
    this.#site = site
  }

  start(): void {
    const { world } = this.#site
    const look = () => {
      const lead = this.#lead()
      if (lead) {
        for (const prompt of lead.state.prompts.values()) this.#consider(lead.operations, prompt)
        this.#resetBreakers(lead)
        this.#resumePauses(lead)
        supply(lead, this.#site)
        if (!this.#isPeace) {
          if (this.#site.dice.chance(0.03)) this.#recoverOne(lead)
          if (this.#site.dice.chance(0.03)) this.#handleEscalation(lead)
          if (this.#site.dice.chance(0.01)) this.#pauseOne(lead)
        }
      }
      world.time.at(world.time.now + LOOK_EVERY, look)
    }
    look()
  }

  /** From now on all that is asked is answered soon. */
  peace(): void {
    this.#isPeace = true
    this.#answerAt.clear()
  }

  #lead(): { readonly state: State; readonly operations: Operations } | undefined {
    try {
      return this.#site.world.coordinator?.lead()
    } catch {
      return undefined
    }
  }

  #consider(operations: Operations, prompt: PromptRecord): void {
    const { world, dice, counts } = this.#site
    const { now } = world.time
    let at = this.#answerAt.get(prompt.id)
    if (at === undefined) {
      const patience = this.#isPeace ? 'soon' : dice.weighted({ soon: 12, late: 6, never: 2 })
      counts.add(`operator: ${patience}`)
      at =
        patience === 'never'
          ? NEVER
          : now +
            (patience === 'soon' ? dice.between(minutes(2), minutes(25)) : dice.between(hours(1), hours(10)))
      this.#answerAt.set(prompt.id, at)
    }
    if (now < at) return
    const answer = this.#answerTo(prompt)
    if (answer === undefined) return
    world.tell(`operator answers ${prompt.id} (${prompt.kind} ${prompt.subject}): ${answer}`)
    const done = () => counts.add(`answer: ${prompt.kind} ${answer}`)
    operations.answer(prompt.id, { answer, by: 'ada', comment: 'I have looked' }).then(done, () => undefined)
  }

  /** @returns undefined where it has to wait: while the instrument works, say. */
  #answerTo(prompt: PromptRecord): string | undefined {
    switch (prompt.kind) {
      case 'verify-start':
        return this.#afterLooking(prompt.taskId ?? '')
      case 'repeat-activity':
        return this.#repeatOrNot(prompt.taskId ?? '')
      case 'store-restored':
        return 'ask-each'
      case 'confirm-journal':
        return 'replace'
      case 'unexpected-event':
      case 'held-twice':
        return 'seen'
      // The jobs of the site have no such steps.
      case 'step':
      case 'step-failed':
      case 'undo-failed':
      case 'then-not-begun':
        return undefined
    }
  }

  /** What the person sees at the instrument. */
  #afterLooking(taskId: string): string | undefined {
    const { truth, dice } = this.#site
    if (truth.isUnderWay(taskId)) return dice.chance(0.1) ? 'ask-again' : undefined
    const last = truth.startsOf(taskId).at(-1)
    if (!last) return 'start-again'
    const outcome = truth.outcomeOf(last)
    if (outcome !== 'lost' && outcome?.kind === 'succeeded') return 'succeeded'
    return dice.chance(0.3) ? 'start-again' : 'failed'
  }

  #repeatOrNot(taskId: string): string | undefined {
    const { truth, dice } = this.#site
    if (truth.isUnderWay(taskId)) return undefined
    return truth.startsOf(taskId).length === 0 || dice.chance(0.3) ? 'start-again' : 'failed'
  }

  /** What waits for a person only, after a while. */
  #resetBreakers({ state, operations }: { state: State; operations: Operations }): void {
    const { dice, counts } = this.#site
    for (const breaker of state.breakers.values()) {
      const isStopped = breaker.state === 'open' && breaker.retryAt === undefined
      const share = this.#isPeace || isStopped ? 0.1 : 0.002
      if (breaker.state === 'closed' || !dice.chance(share)) continue
      operations.resetBreaker(breaker.id, 'ada', 'mended').then(
        () => counts.add('by hand: reset breaker'),
        () => undefined,
      )
    }
  }

  /** The reason is over after a while; some have an end of their own. */
  #resumePauses({ state, operations }: { state: State; operations: Operations }): void {
    const { dice, counts } = this.#site
    for (const { id, state: standing } of state.pauses.values()) {
      if (standing !== 'paused' || !dice.chance(this.#isPeace ? 0.3 : 0.05)) continue
      operations.resume(id, 'ada', 'it is over').then(
        () => counts.add('by hand: resume'),
        () => undefined,
      )
    }
  }

  #pauseOne({ state, operations }: { state: State; operations: Operations }): void {
    const { dice } = this.#site
    const id = dice.pick([
      'queue',
      ...[...state.known.keys()].map(name => `instrument:${name}`),
      ...[...state.agents.keys()].map(name => `agent:${name}`),
    ])
    this.#pause(operations, id)
  }

  /** Nothing of a kind is begun for a while. */
  pauseActivity(name: string): void {
    const operations = this.#lead()?.operations
    if (operations) this.#pause(operations, `activity:${name}`)
  }

  #pause(operations: Operations, id: string): void {
    const { dice, counts, world } = this.#site
    const until = dice.chance(0.3)
      ? world.coordinatorClock.wall() + dice.between(minutes(10), hours(4))
      : undefined
    const end = until === undefined ? {} : { until }
    operations.pause({ id, by: 'ada', reason: 'somebody is at work there', ...end }).then(
      () => counts.add('by hand: pause'),
      () => undefined,
    )
  }

  #recoverOne({ state, operations }: { state: State; operations: Operations }): void {
    const { dice, world, counts } = this.#site
    const rows = world.storeDisk.database?.rows.tasks
    const tasks = [...state.tasks.values(), ...(rows?.values() ?? [])].filter(this.#isWorthIt)
    if (tasks.length === 0) return
    const task = dice.pick(tasks)
    const action = dice.weighted({ retry: 4, cancel: 1, done: 2, skip: 2, move: 2, fixed: 2 })
    const request = this.#request(action, task)
    if (!request) return
    world.tell(`ada orders ${action} of ${task.id}: ${JSON.stringify(request)}`)
    operations.recover(task.id, { action, by: 'ada', ...request }).then(
      () => counts.add(`ordered: ${action}`),
      () => counts.add(`order refused: ${action}`),
    )
  }

  readonly #isWorthIt = (task: TaskRecord): boolean =>
    ['failed', 'queued', 'verifying', 'dispatched', 'skipped', 'running'].includes(task.state)

  /** Nobody orders anything about a task that an instrument works on. */
  #request(action: string, task: TaskRecord) {
    const { truth, dice, world } = this.#site
    if (action !== 'cancel' && !this.#isFree(task)) return undefined
    const wasStarted = truth.startsOf(task.id).length > 0
    switch (action) {
      case 'retry':
      case 'fixed':
        return wasStarted ? { reason: START_AGAIN, startAgain: true } : { reason: 'it had not begun' }
      case 'done':
        return { reason: 'made by other means', evidence: { photo: 'IMG_17' } }
      case 'move': {
        const able = [...world.machines.values()].flatMap(machine =>
          [...machine.instruments].filter(([, { activities }]) =>
            activities.some(({ name }) => name === task.activity),
          ),
        )
        return { reason: 'that one is free', instrument: dice.pick(able)[0] }
      }
      default:
        return { reason: 'not needed' }
    }
  }

  /** Nothing of its job is at an instrument or on its way to one, and nothing that comes after it has begun. */
  #isFree(task: TaskRecord): boolean {
    const { truth, world } = this.#site
    const rows = [...(world.storeDisk.database?.rows.tasks.values() ?? [])]
    const siblings = rows.filter(({ jobId, id }) => jobId === task.jobId && id !== task.id)
    if ([task, ...siblings].some(({ id }) => truth.isUnderWay(id))) return false
    if (siblings.some(({ state }) => state === 'dispatched' || state === 'running')) return false
    const byId = new Map(siblings.map(sibling => [sibling.id, sibling]))
    const follows = ({ needs }: TaskRecord): boolean =>
      needs.some(id => {
        const needed = byId.get(id)
        return id === task.id || (needed !== undefined && follows(needed))
      })
    return siblings.every(other => !follows(other) || other.state === 'pending' || other.state === 'skipped')
  }

  #handleEscalation({ state, operations }: { state: State; operations: Operations }): void {
    const { dice, counts, world } = this.#site
    const open = [...state.escalations.values()].filter(one => one.state === 'open')
    if (open.length === 0) return
    const { id } = dice.pick(open)
    const what = dice.weighted({ acknowledge: 3, assign: 1, snooze: 2, comment: 1, resolve: 2, test: 1 })
    const until = world.coordinatorClock.wall() + dice.between(minutes(10), hours(6))
    const acts: Readonly<Record<typeof what, () => Promise<unknown>>> = {
      acknowledge: () => operations.acknowledge(id, 'ada'),
      assign: () => operations.assign(id, 'ada', 'bo'),
      snooze: () => operations.snooze(id, 'ada', until),
      comment: () => operations.comment(id, 'ada', 'on my way'),
      resolve: () => operations.resolve(id, 'ada', 'seen to'),
      test: () => operations.testChannel(dice.pick(CHANNELS), ['ada'], 'ada'),
    }
    acts[what]().then(
      () => counts.add(`escalation handled: ${what}`),
      () => counts.add(`escalation not handled: ${what}`),
    )
  }
}
