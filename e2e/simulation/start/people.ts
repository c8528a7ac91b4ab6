import { seconds } from '@muster/runtime'
import { taskOf } from '../invariants.ts'
import { SUBMISSIONS } from './floor.ts'
import type { Scene } from './scene.ts'

/** Somebody wants something done. One in ten is taken back soon. */
export function submit(scene: Scene): void {
  const { world, counts, dice } = scene
  const { coordinator } = world
  if (!coordinator) return
  // Between two leads, or before any agent was heard, a submission is refused and so promises nothing.
  const refused = () => counts.add('submission refused')
  try {
    coordinator.operations.submit(dice.pick(SUBMISSIONS), { by: 'sim' }).then(({ job }) => {
      scene.accepted.push(job.id)
      world.tell(`accepted ${job.id} ${job.name}`)
      if (dice.chance(0.1)) scene.later(seconds(60 * dice.float()), () => cancel(scene, job.id))
    }, refused)
  } catch {
    refused()
  }
}

function cancel({ world, counts }: Scene, jobId: string): void {
  counts.add('cancel')
  try {
    world.coordinator?.operations.cancel(jobId, 'sim').catch(() => undefined)
  } catch {
    counts.add('submission refused')
  }
}

interface Question {
  readonly id: string
  readonly kind: string
  readonly attemptId?: string
  readonly taskId?: string
}

/** A person who answers late, after looking at the instrument. */
export function operate(scene: Scene): void {
  answerOne(scene)
  scene.later(seconds(20 + 200 * scene.dice.float()), () => operate(scene))
}

function answerOne(scene: Scene): void {
  const { world, counts, dice } = scene
  const open = questions(scene)
  if (open.length === 0) return
  const prompt = dice.pick(open)
  const answer = answerTo(scene, prompt)
  if (answer === undefined) return
  world.tell(`operator answers ${prompt.kind} ${prompt.attemptId ?? ''}: ${answer}`)
  counts.add(`answer: ${prompt.kind}`)
  world.coordinator?.operations.answer(prompt.id, { answer, by: 'operator' }).catch(() => undefined)
}

function questions({ world }: Scene): Question[] {
  try {
    return [...(world.coordinator?.lead().state.prompts.values() ?? [])]
  } catch {
    return []
  }
}

function answerTo(scene: Scene, { kind, attemptId = '', taskId = '' }: Question): string | undefined {
  switch (kind) {
    case 'verify-start':
      return lookAt(scene, attemptId)
    case 'repeat-activity':
      return wasStarted(scene, taskId) ? 'failed' : 'start-again'
    case 'store-restored':
      return 'ask-each'
    case 'confirm-journal':
      return 'replace'
    case 'unexpected-event':
    case 'held-twice':
      return 'seen'
    default:
      return undefined
  }
}

const wasStarted = ({ world }: Scene, taskId: string): boolean =>
  world.ledger.some(line => taskOf(line.attemptId) === taskId)

/** The operator goes to the instrument. While it works, the answer can wait. */
function lookAt(scene: Scene, attemptId: string): string | undefined {
  const isBusy = [...scene.world.machines.values()].some(machine =>
    [...machine.instruments.values()].some(one => one.busyWith() !== undefined),
  )
  if (isBusy) return undefined
  return wasStarted(scene, taskOf(attemptId)) ? 'failed' : 'start-again'
}
