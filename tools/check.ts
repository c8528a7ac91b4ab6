import { availableParallelism } from 'node:os'
import { root } from './repository.ts'
import { formatResult, runSteps } from './check/run-steps.ts'
import { STEPS } from './check/steps.ts'

// `pnpm check` runs every step; `pnpm check lint imports` only those named.
const named = process.argv.slice(2)
const unknown = named.filter(name => !STEPS.some(step => step.name === name))
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. There are ${STEPS.map(step => step.name).join(', ')}.`)
  process.exit(2)
}

const began = performance.now()
const steps = named.length === 0 ? STEPS : STEPS.filter(step => named.includes(step.name))
const results = await runSteps(steps, {
  folder: root,
  atOnce: availableParallelism(),
  onResult: result => console.log(formatResult(result)),
})
const failed = results.filter(result => !result.passed).length
const seconds = ((performance.now() - began) / 1_000).toFixed(1)
console.log(
  failed === 0
    ? `All ${results.length} steps passed in ${seconds} s`
    : `${failed} of ${results.length} steps failed (${seconds} s)`,
)
process.exitCode = failed === 0 ? 0 : 1
