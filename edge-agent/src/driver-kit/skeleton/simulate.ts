import { SimulatedStirrer } from './instrument.ts'

// The simulated instrument on a port of its own, until Ctrl-C: node simulate.ts [PORT]
const stirrer = await SimulatedStirrer.open(Number(process.argv[2] ?? 4899))
process.stdout.write(`a simulated stirrer listens on port ${stirrer.port}\n`)
