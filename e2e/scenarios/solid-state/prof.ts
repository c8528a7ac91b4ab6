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
const cpu = async (name: string, f: () => Promise<any>) => {
  const c = process.cpuUsage(),
    t = performance.now()
  const r = await f()
  const d = process.cpuUsage(c)
  console.log(
    name,
    'cpu',
    (d.user + d.system) / 1e6,
    'wall',
    (performance.now() - t) / 1e3,
    'kills',
    r.kills,
    'h',
    r.took / 3.6e6,
  )
  return r
}
const clean = await cpu('clean', () => play(experiment))
await cpu('clean', () => play(experiment))
await cpu('clean', () => play(experiment))
console.log(differences(clean, await cpu('5a', () => play(experiment, { at: 5, when: 'after' }))))
console.log(differences(clean, await cpu('5b', () => play(experiment, { at: 5, when: 'before' }))))
console.log(differences(clean, await cpu('105b', () => play(experiment, { at: 105, when: 'before' }))))
console.log(differences(clean, await cpu('eacha', () => play(experiment, { at: 'each', when: 'after' }))))
