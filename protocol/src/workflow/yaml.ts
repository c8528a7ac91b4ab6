import {
  type Fault,
  InvalidInputError,
  messageOf,
  type Parsed,
  parseYaml,
  type YamlText,
} from '@muster/runtime'
import { fault } from './fault-codes.ts'
import type { PinnedWorkflow } from './uses.ts'
import { parseWorkflow, type ReadOptions } from './validate.ts'

/** A workflow in YAML may have no more characters. */
const LONGEST_TEXT = 5_000_000

/** Reads a workflow from YAML. Each fault has its line and column, where there is one. */
export function readWorkflow(text: string, options: ReadOptions = {}): Parsed<PinnedWorkflow> {
  const yaml = readYaml(text)
  if (!yaml.ok) return yaml
  const parsed = parseWorkflow(yaml.value.value, options)
  return parsed.ok ? parsed : { ok: false, faults: yaml.value.locate(parsed.faults) }
}

/** Reads YAML whose anchors do not make too much of it; keys that are there twice are faults. */
export function readYaml(text: string): Parsed<YamlText> {
  if (text.length > LONGEST_TEXT)
    return refused(fault('yaml-syntax', '', `has more than ${LONGEST_TEXT.toLocaleString('en')} characters`))
  try {
    return { ok: true, value: parseYaml(text, 'the workflow') }
  } catch (error) {
    if (error instanceof InvalidInputError)
      return refused(...error.faults.map(one => ({ ...one, code: 'yaml-syntax' })))
    // The reader counts how often aliases are followed, and gives up.
    if (error instanceof ReferenceError)
      return refused(fault('yaml-aliases', '', `its anchors and aliases: ${messageOf(error)}`))
    // Too many brackets for its stack.
    if (error instanceof RangeError) return refused(fault('yaml-syntax', '', 'is nested too deeply'))
    throw error
  }
}

const refused = (...faults: readonly Fault[]): Parsed<never> => ({ ok: false, faults })
