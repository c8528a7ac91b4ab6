import { ConfigurationError } from '@muster/runtime'
import type { ReadinessOrderWord } from '@muster/protocol'
import { parseInstrumentAnswer } from '../local/status.ts'
import type { AgentCommand, Given } from './command.ts'
import { LOCAL_OPTIONS, withAgent } from './local.ts'
import { clean } from './text.ts'

const OPTIONS = { ...LOCAL_OPTIONS, by: { type: 'string' }, reason: { type: 'string' } } as const
const WORDS = ['ready', 'needs-unload', 'needs-clean', 'needs-refill'] as const

export const readinessCommand: AgentCommand = {
  usage: [
    ['readiness INSTRUMENT STATE --by NAME --config FILE', `say that it is ${WORDS.join(', ')}`],
    ['  --reason TEXT', 'why; stands in the audit'],
  ],
  words: 2,
  options: OPTIONS,
  async run(given) {
    const word = WORDS.find(known => known === given.words[1])
    if (word === undefined) throw new ConfigurationError(`say what it is: ${WORDS.join(', ')}`)
    await say(given, word)
  },
}

export const borrowCommand = command(
  'borrowed',
  'borrow INSTRUMENT --by NAME --config FILE',
  'take it for yourself: nothing is sent to it until it is returned',
)
export const maintenanceCommand = command(
  'in-maintenance',
  'maintenance INSTRUMENT --by NAME --config FILE',
  'nothing is begun on it until it is returned',
)
export const returnCommand = command(
  'return',
  'return INSTRUMENT --by NAME --config FILE',
  'end of a loan or of maintenance: it is what it was before',
)

function command(word: ReadinessOrderWord, call: string, does: string): AgentCommand {
  return { usage: [[call, does]], words: 1, options: OPTIONS, run: given => say(given, word) }
}

async function say(given: Given, readiness: ReadinessOrderWord): Promise<void> {
  const [instrument] = given.words
  if (instrument === undefined)
    throw new ConfigurationError('name the instrument; muster-agent status shows them')
  const by = nameOf(given)
  const reason = given.text('reason')
  await withAgent(given, async agent => {
    const path = `/v1/instruments/${encodeURIComponent(instrument)}/readiness`
    const change = { readiness, by, ...(reason === undefined ? {} : { reason }) }
    const now = await agent.tell(path, change, parseInstrumentAnswer)
    const why = now.readinessReason === undefined ? '' : `: ${clean(now.readinessReason)}`
    process.stdout.write(`${now.id} is ${now.readiness}${why}\n`)
  })
}

/** @throws ConfigurationError where no name is given */
export function nameOf(given: Given): string {
  const by = given.text('by')
  if (by === undefined) throw new ConfigurationError('say who does it: --by NAME')
  return by
}
