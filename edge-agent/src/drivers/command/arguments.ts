import type { Fault, Parsed } from '@muster/runtime'
import { fillTemplate, placeholdersIn, type TemplateValues } from '../shared/template.ts'

/**
 * The arguments of a program. One that names a value that was not given is left out.
 * @returns the faults of values that a program could take for something else: an option, the end of the text.
 */
export function buildArguments(templates: readonly string[], values: TemplateValues): Parsed<string[]> {
  const faults: Fault[] = []
  const filled: string[] = []
  for (const template of templates) {
    if (placeholdersIn(template).some(name => values[name] === undefined)) continue
    const beginsWithValue = template.startsWith('{')
    const argument = fillTemplate(template, values, text =>
      beginsWithValue && text.startsWith('-') && Number.isNaN(Number(text))
        ? 'may not begin with "-": the program would take it for an option'
        : text.includes('\u0000')
          ? 'may not hold the character 0'
          : undefined,
    )
    if (argument.ok) filled.push(argument.value)
    else faults.push(...argument.faults)
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: filled }
}
