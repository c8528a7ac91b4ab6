import { cp, glob, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type OutputChunk, rolldown } from 'rolldown'
import { root } from '../repository.ts'

export interface Bundle {
  /** Names of programs, and the sources that they start from, relative to the repository. */
  readonly programs: Readonly<Record<string, string>>
  /** Packages that find files beside themselves: they are brought whole, and imported by name. */
  readonly whole: readonly string[]
  /** Imports that are not there among the sources either, and are asked for by nothing that Muster calls. */
  readonly missing: readonly string[]
  /** Packages for parts of a library that Muster does not use, as the library names them: nothing stands in their place. */
  readonly unused: Readonly<Record<string, readonly string[]>>
  /** Files and folders that modules read beside themselves, as patterns of paths in the repository. */
  readonly beside: readonly string[]
}

/** A module that another process is started from, as the sources name it. */
const PROCESS_ENTRY = /new URL\('(?<path>\.[^']*\.ts)', import\.meta\.url\)/g

/**
 * Puts programs and all that they import into few files: what is imported later on, such as a driver, into ones of its own, which are
 * loaded when that is. All stand in one folder. Names are kept, so that a stack can be read.
 * @returns the packages that something was taken from, by their folders
 * @throws Error for an import that can't be found
 */
export async function writeBundle(
  { programs, whole, missing, unused, beside }: Bundle,
  folder: string,
): Promise<ReadonlySet<string>> {
  const bundle = await rolldown({
    input: Object.fromEntries(Object.entries(programs).map(([name, path]) => [name, join(root, path)])),
    platform: 'node',
    external: [...whole, ...missing],
    // What nothing is taken from is left out, where no module does anything by being imported.
    treeshake: { moduleSideEffects: id => !MODULES_OF_PARTS.test(id.slice(root.length)) },
    onLog(level, log) {
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message)
      if (level === 'warn' && !EXPECTED.has(log.code ?? '')) console.warn(log.message)
    },
    plugins: [
      {
        name: 'unused',
        resolveId(id, importer) {
          const library = importer && packageOf(importer)[0]?.split('/node_modules/').at(-1)
          return library && unused[library]?.includes(id) ? NOTHING : null
        },
        load: id => (id === NOTHING ? 'module.exports = {}' : null),
      },
      {
        name: 'processes',
        transform(code, id) {
          if (!id.startsWith(root) || !id.endsWith('.ts') || !code.includes('new URL(')) return null
          return code.replaceAll(PROCESS_ENTRY, (_, path: string) => {
            const entry = fileURLToPath(new URL(path, pathToFileURL(id)))
            const fileName = `${entry.slice(root.length + 1, -'.ts'.length).replaceAll('/', '-')}.mjs`
            this.emitFile({ type: 'chunk', id: entry, fileName })
            return `new URL('./${fileName}', import.meta.url)`
          })
        },
      },
    ],
  })
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    minify: { compress: false, mangle: false },
  })
  await bundle.close()
  for await (const path of glob([...beside], { cwd: root }))
    await cp(join(root, path), join(folder, basename(path)), { recursive: true })
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk')
  await Promise.all(chunks.map(({ fileName }) => inAscii(join(folder, fileName))))
  return new Set(chunks.flatMap(({ moduleIds }) => moduleIds.flatMap(packageOf)))
}

/** A source with one letter beyond Latin-1 takes two bytes a letter in memory, for as long as the program runs. */
async function inAscii(file: string): Promise<void> {
  const code = await readFile(file, 'utf8')
  // A backslash that stood before the letter said no more than the letter.
  const escaped = (_: string, before: string, letter: string) =>
    `${before}\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  await writeFile(file, code.replaceAll(/((?:\\\\)*)\\?([^\0-\x7f])/g, escaped))
}

const NOTHING = '\0nothing.cjs'

/** Packages that are imported for what they export; a program's own first module is kept in any case. */
const MODULES_OF_PARTS = /^\/(runtime|protocol|edge-agent)\/src\//

/** Said of libraries, of what does no harm: own `eval`s, comments that are not understood. */
const EXPECTED = new Set(['EVAL', 'INVALID_ANNOTATION', 'COMMONJS_VARIABLE_IN_ESM', 'CIRCULAR_DEPENDENCY'])

/** The folder of the installed package that a module belongs to; none for a module of ours. */
function packageOf(module: string): readonly string[] {
  const at = module.lastIndexOf('/node_modules/')
  if (at < 0) return []
  const rest = module.slice(at + '/node_modules/'.length).split('/')
  const name = rest.slice(0, rest[0]?.startsWith('@') ? 2 : 1).join('/')
  return [`${module.slice(0, at)}/node_modules/${name}`.replace(/^.*?(?=\/)/, '')]
}
