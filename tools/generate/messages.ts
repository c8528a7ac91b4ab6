import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const SOURCE = 'protocol/proto/muster.proto'
const TARGET = 'protocol/src/generated'

// Numbers, since counters stay below 2^53. Without what nothing here uses: services, create, verify, delimited, type
// URLs. The dependency carries its extension because Node resolves no bare path inside a package.
const OPTIONS = [
  ['--target', 'static-module'],
  ['--wrap', 'esm'],
  ['--dependency', 'protobufjs/minimal.js'],
  ['--force-number'],
  ['--no-service', '--no-create', '--no-verify', '--no-delimited', '--no-typeurl'],
  ['--dts'],
].flat()

/** Encoders and decoders of the messages in protocol/proto/. */
export async function messages(folder: string): Promise<ReadonlyMap<string, string>> {
  const scratch = await mkdtemp(join(tmpdir(), 'muster-generate-'))
  try {
    await run(
      join(folder, 'node_modules/.bin/pbjs'),
      [...OPTIONS, '--out', join(scratch, 'muster.js'), SOURCE],
      { cwd: folder },
    )
    const code = await readFile(join(scratch, 'muster.js'), 'utf8')
    const types = await readFile(join(scratch, 'muster.d.ts'), 'utf8')
    return new Map([
      [`${TARGET}/muster.js`, code],
      [`${TARGET}/muster.d.ts`, withoutLong(types)],
    ])
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** pbjs always imports the types of `long`, in a form no ES module may use, though with numbers nothing refers to them. */
function withoutLong(types: string): string {
  return types.replace('import Long = require("long");\n', '')
}
