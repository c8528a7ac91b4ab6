import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messages } from './generate/messages.ts'
import { sections } from './generate/sections.ts'
import { workflowSchema } from './generate/workflow-schema.ts'
import { root } from './repository.ts'

/** Gives each file it is answerable for: path from the root, and what should stand in it. */
type Generator = (folder: string) => Promise<ReadonlyMap<string, string>>

// In this order: the sections are made from the packages' code, which needs the messages.
const GENERATORS: readonly Generator[] = [messages, workflowSchema, sections]

const checking = process.argv.includes('--check')
let stale = 0
for (const generator of GENERATORS) {
  for (const [path, wanted] of await generator(root)) {
    const found = await readFile(join(root, path), 'utf8').catch(() => undefined)
    if (found === wanted) continue
    stale += 1
    if (!checking) await writeFile(join(root, path), wanted)
    console.log(`${checking ? 'stale' : 'wrote'}: ${path}`)
  }
}
if (checking && stale > 0) {
  console.log('Run `pnpm generate` and commit what it wrote.')
  process.exitCode = 1
}
