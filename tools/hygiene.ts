import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFaults } from './hygiene/find-faults.ts'
import { listFiles, root } from './repository.ts'

let faults = 0
for (const path of await listFiles(root)) {
  // A file that was deleted and not yet committed is still listed.
  const bytes = await readFile(join(root, path)).catch(() => Buffer.alloc(0))
  if (bytes.includes(0)) continue
  for (const fault of findFaults(path, bytes.toString('utf8'))) {
    faults += 1
    console.log(`${path}:${fault.line}: ${fault.says}: ${fault.found}`)
  }
}
process.exitCode = faults === 0 ? 0 : 1
