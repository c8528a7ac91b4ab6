import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { STEPS } from '../check/steps.ts'
import { listFiles, readPackages } from '../repository.ts'
import { replaceSections } from './marked-sections.ts'
import {
  attemptStates,
  checkSteps,
  decisionIndex,
  detections,
  expressionFunctions,
  packageGraph,
  topics,
  workflowFaults,
} from './tables.ts'

/** What can stand between `<!-- generated:name -->` and `<!-- /generated -->` in any page. */
const SECTIONS: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  'attempt-states': async () => {
    const { ATTEMPT_TRANSITIONS } = await import('@muster/protocol')
    return attemptStates(ATTEMPT_TRANSITIONS)
  },
  topics: async () => {
    const { TOPIC_TABLE } = await import('@muster/protocol')
    return topics(TOPIC_TABLE)
  },
  detections: async () => {
    const { DETECTIONS } = await import('@muster/coordinator/catalogue')
    return detections(DETECTIONS)
  },
  'workflow-faults': async () => {
    const { WORKFLOW_FAULTS } = await import('@muster/protocol')
    return workflowFaults(WORKFLOW_FAULTS)
  },
  'expression-functions': async () => {
    const { EXPRESSION_FUNCTIONS } = await import('@muster/protocol')
    return expressionFunctions(EXPRESSION_FUNCTIONS)
  },
  'package-graph': async folder => packageGraph(await readPackages(folder)),
  decisions: async folder => decisionIndex(await readDecisions(folder)),
  checks: async () => checkSteps(STEPS),
}

/** Every page that has a generated section, with its sections made anew. */
export async function sections(folder: string): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>()
  const pages = (await listFiles(folder)).filter(path => path.endsWith('.md'))
  for (const path of pages) {
    // A page that was deleted and not yet committed is still listed.
    const page = await readFile(join(folder, path), 'utf8').catch(() => '')
    const names = new Set<string>()
    replaceSections(page, path, name => (names.add(name), ''))
    if (names.size === 0) continue
    const contents = new Map<string, string>()
    for (const name of names) {
      const make = SECTIONS[name]
      if (make === undefined)
        throw new Error(
          `${path}: nothing makes a section "${name}"; known are ${Object.keys(SECTIONS).join(', ')}`,
        )
      contents.set(name, await make(folder))
    }
    made.set(
      path,
      replaceSections(page, path, name => contents.get(name) ?? ''),
    )
  }
  return made
}

async function readDecisions(folder: string): Promise<readonly { file: string; text: string }[]> {
  const decision = /^docs\/decisions\/(?<file>\d{4}-.+\.md)$/
  const files = (await listFiles(folder)).flatMap(path => decision.exec(path)?.groups?.['file'] ?? []).sort()
  return Promise.all(
    files.map(async file => ({ file, text: await readFile(join(folder, 'docs/decisions', file), 'utf8') })),
  )
}
