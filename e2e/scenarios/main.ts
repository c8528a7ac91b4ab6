import { parseArgs } from 'node:util'
import { differences } from './compare.ts'
import { type Experiment, type Kills, play } from './harness.ts'
import { ORDERS } from './binder-jet/experiment.ts'
import { colourExperiment, startTheSolver } from './colour-mixing/experiment.ts'
import { BROKEN_FURNACE, SOLID_STATE } from './solid-state/experiment.ts'

const HELP = `pnpm scenarios [NAME …]

Plays whole experiments on virtual time, with the coordinator dying once, at each boundary of a step there is: just before it is written
(after those before it), and just after. The tests do it at a sample of these.
`
const EXPERIMENTS: Readonly<Record<string, Experiment>> = {
  'solid-state': SOLID_STATE,
  'broken-furnace': BROKEN_FURNACE,
  'colour-mixing': colourExperiment(await startTheSolver()),
  'binder-jet': ORDERS['sintered again'],
  'binder-jet-undone': ORDERS.undone,
}

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean' } },
  allowPositionals: true,
})
if (values.help || positionals.some(name => !(name in EXPERIMENTS))) {
  process.stdout.write(`${HELP}\n${Object.keys(EXPERIMENTS).join(', ')}\n`)
  process.exit(values.help ? 0 : 2)
}
let faults = 0
for (const [name, experiment] of Object.entries(EXPERIMENTS))
  if (positionals.length === 0 || positionals.includes(name)) faults += await playEach(name, experiment)
process.exit(faults > 0 ? 1 : 0)

/** @returns how many runs came to something else than the clean one */
async function playEach(name: string, experiment: Experiment): Promise<number> {
  const clean = await play(experiment)
  const say = (line: string) => process.stdout.write(`${name}: ${line}\n`)
  say(`${clean.state}, ${clean.boundaries.length} boundaries, ${clean.starts.length} starts`)
  let wrong = 0
  let runs = 0
  for (const when of ['before', 'after'] as const)
    for (const at of [...clean.boundaries.keys(), 'each' as const]) {
      const kills: Kills = { at, when }
      const found = differences(clean, await play(experiment, kills))
      runs += 1
      if (found.length > 0) wrong += 1
      for (const one of found) say(`dead ${when} ${at} (${clean.boundaries[Number(at)] ?? 'all'}): ${one}`)
    }
  say(`${runs} runs with a dead coordinator, ${wrong} of them came to something else`)
  return wrong
}
