import { readFile } from 'node:fs/promises'
import { parseYaml } from '@muster/runtime'

/** What the YAML file beside a test says. */
export async function fromYaml(url: URL): Promise<unknown> {
  return parseYaml(await readFile(url, 'utf8'), url.pathname).value
}

/**
 * A definition with each step named in the same way, `steps.mix`: as people write it, where the builder says `steps["mix"]`. Names with a
 * dash are in brackets in both.
 */
export function withPlainNames(definition: unknown): unknown {
  const text = JSON.stringify(definition).replaceAll(/steps\[\\"([A-Za-z_]\w*)\\"\]/g, 'steps.$1')
  return JSON.parse(text) as unknown
}
