import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError } from '@muster/runtime'

const NAME = /^[a-z][a-z0-9-]{0,62}$/
const SKELETON = new URL('./skeleton/', import.meta.url)
/** The types lie beside the driver, so that it stands on its own. */
const TYPES = 'muster-driver.ts'

/**
 * Writes a driver that works, to begin from.
 * @returns the names of its files
 * @throws ConfigurationError for a name that is none, or a folder that is not empty
 */
export async function writeNewDriver(name: string, folder: string): Promise<readonly string[]> {
  if (!NAME.test(name))
    throw new ConfigurationError(
      `"${name}" is no name for a driver: a letter first, then a-z, 0-9 and -, 63 at most`,
    )
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0)
    throw new ConfigurationError(`${folder} is not empty: give another folder with --folder`)
  const files = new Map<string, string>()
  for (const file of await readdir(SKELETON)) files.set(file, await readFile(new URL(file, SKELETON), 'utf8'))
  files.set(TYPES, await readFile(new URL(`./${TYPES}`, import.meta.url), 'utf8'))
  files.set('package.json', json(packageOf(name)))
  files.set('tsconfig.json', json(FOR_EDITORS))
  for (const [file, text] of files)
    await writeFile(
      join(folder, file),
      text.replaceAll(`'../${TYPES}'`, `'./${TYPES}'`).replaceAll(/\bNAME\b/g, name),
    )
  return [...files.keys()].sort()
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

const packageOf = (name: string) => ({
  name: `muster-driver-${name}`,
  version: '0.1.0',
  private: true,
  type: 'module',
  exports: './index.ts',
})

const FOR_EDITORS = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
  },
}
