import { type Ending, type Experiment, type Kills, play } from './harness.ts'

/** What is not as in the clean run: sentences; none where all is. */
export function differences(clean: Ending, other: Ending): string[] {
  const found: string[] = []
  const compare = (what: string, one: unknown, two: unknown) => {
    const [before, after] = [JSON.stringify(one), JSON.stringify(two)]
    if (before !== after) found.push(`${what}: ${after}, and not ${before}`)
  }
  compare('state', clean.state, other.state)
  compare('outputs', clean.outputs, other.outputs)
  compare('steps', sorted(clean.steps), sorted(other.steps))
  compare('what was started', startsOf(clean), startsOf(other))
  compare('attempts', clean.attempts, other.attempts)
  compare('attempts that were started more than once', [], repeated(other))
  return found
}

const sorted = (steps: Ending['steps']) => Object.entries(steps).sort(([a], [b]) => (a < b ? -1 : 1))

/** Each start, with its step, its number among the attempts at that step, and its parameters; where it was done does not matter. */
const startsOf = ({ starts }: Ending): string[] =>
  starts.map(({ activity, parameters }) => `${activity} ${JSON.stringify(parameters)}`).sort()

/** Attempts with more than one line in the ledgers. */
function repeated({ starts }: Ending): string[] {
  const ids = starts.map(({ jobOrderId }) => jobOrderId ?? 'without an id')
  return ids.filter((id, at) => ids.indexOf(id) !== at)
}

/** Plays it with each of these kills. @returns what is not as in the clean run, and where the coordinator had died; nothing where all is */
export async function playAll(
  experiment: Experiment,
  clean: Ending,
  all: readonly Kills[],
): Promise<string[]> {
  const sentences: string[] = []
  for (const kills of all) {
    const killed = await play(experiment, kills)
    const found = killed.kills > 0 ? differences(clean, killed) : ['the coordinator did not die']
    sentences.push(...found.map(one => `${kills.when} ${JSON.stringify(kills.at)}: ${one}`))
  }
  return sentences
}

/** So many single deaths, evenly over all boundaries of a clean run, by turns before and after them. */
export function spread({ boundaries }: Ending, count: number): Kills[] {
  const every = boundaries.length / count
  return Array.from({ length: count }, (_, at) => ({
    at: Math.floor(at * every),
    when: at % 2 === 0 ? 'after' : 'before',
  }))
}
