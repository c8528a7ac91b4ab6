import { readFile } from 'node:fs/promises'
import { hours, parseYaml } from '@muster/runtime'
import { play, differences } from '../harness.ts'
import { SAMPLES, solidStateSite } from './site.ts'
const text = await readFile(new URL('./workflow.yaml', import.meta.url), 'utf8')
const workflow = parseYaml(text, 'workflow.yaml').value
const experiment = {
  site: solidStateSite,
  submission: { workflow, inputs: { samples: SAMPLES } },
  within: hours(100),
}
let t = performance.now()
const clean = await play(experiment)
console.log(performance.now() - t, 'ms', clean.took / 3600000)
console.dir(clean.outputs, { depth: 5 })
console.log(
  clean.state,
  clean.starts.length,
  clean.boundaries.length,
  clean.asked,
  Object.keys(clean.steps).length,
)
t = performance.now()
await play(experiment)
console.log(performance.now() - t, 'ms again')
for (const when of ['after', 'before'] as const) {
  t = performance.now()
  const each = await play(experiment, { at: 'each', when })
  console.log(
    performance.now() - t,
    'ms',
    each.kills,
    each.took / 3600000,
    differences(clean, each),
    each.asked,
  )
}
for (const at of [0, 1, 50, 100, 400]) {
  t = performance.now()
  const each = await play(experiment, { at, when: 'after' })
  console.log(
    at,
    performance.now() - t,
    'ms',
    each.kills,
    each.took / 3600000,
    differences(clean, each),
    each.asked,
  )
}
