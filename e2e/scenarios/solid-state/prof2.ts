import { readFile } from 'node:fs/promises'
import { hours, parseYaml } from '@muster/runtime'
import { play } from '../harness.ts'
import { SAMPLES, solidStateSite } from './site.ts'
const text = await readFile(new URL('./workflow.yaml', import.meta.url), 'utf8')
const workflow = parseYaml(text, 'workflow.yaml').value
const experiment = {
  site: solidStateSite,
  submission: { workflow, inputs: { samples: SAMPLES } },
  within: hours(100),
}
for (let i = 0; i < 12; i++) await play(experiment)
