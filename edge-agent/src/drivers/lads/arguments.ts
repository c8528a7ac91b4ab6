import type { Fault, Parsed } from '@muster/runtime'
import type { LadsActivity } from './settings.ts'
import { fill, placeholdersOf } from './template.ts'

/** One KeyValueType (OPC 30500-1). */
export interface Property {
  readonly key: string
  readonly value: string
}

const SAMPLE_FIELDS = ['containerId', 'sampleId', 'position', 'customData'] as const
/** One SampleInfoType (OPC 30500-1). */
export type SampleInfo = Readonly<Record<(typeof SAMPLE_FIELDS)[number], string>>

export interface ProgramArguments {
  readonly properties: readonly Property[]
  readonly samples: readonly SampleInfo[]
}

type Parameters = Readonly<Record<string, unknown>>

/** Parameters as Properties and Samples of StartProgram, all of them texts; all that can't be sent is named. */
export function writeArguments(activity: LadsActivity, parameters: Parameters): Parsed<ProgramArguments> {
  const faults: Fault[] = []
  const textOf = (field: string, value: unknown): string => {
    const text = scalarText(value)
    if (text === undefined) faults.push({ field, message: 'must be a finite number, a text, true or false' })
    return text ?? ''
  }
  const properties = Object.entries(propertiesOf(activity)).flatMap(([key, template]) => {
    const value = fill(template, parameters, textOf)
    return value === undefined ? [] : [{ key, value }]
  })
  const declared = activity.samples.map(sample => filled(sample, parameters, textOf))
  const listed = activity.samplesFrom === undefined ? undefined : parameters[activity.samplesFrom]
  const samples = [...declared, ...samplesOf(activity.samplesFrom ?? '', listed, faults)]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: { properties, samples } }
}

/** What the settings say, or each parameter that no sample names, by its own name. */
function propertiesOf(activity: LadsActivity): Readonly<Record<string, string>> {
  if (activity.properties) return activity.properties
  const { properties } = activity.parameters
  const taken = new Set(activity.samples.flatMap(sample => Object.values(sample).flatMap(placeholdersOf)))
  if (activity.samplesFrom !== undefined) taken.add(activity.samplesFrom)
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  return Object.fromEntries(names.filter(name => !taken.has(name)).map(name => [name, `{${name}}`]))
}

function filled(
  sample: SampleInfo,
  parameters: Parameters,
  textOf: (name: string, value: unknown) => string,
): SampleInfo {
  const field = (name: keyof SampleInfo) => fill(sample[name], parameters, textOf) ?? ''
  return {
    containerId: field('containerId'),
    sampleId: field('sampleId'),
    position: field('position'),
    customData: field('customData'),
  }
}

function samplesOf(parameter: string, value: unknown, faults: Fault[]): SampleInfo[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    faults.push({ field: parameter, message: 'must be a list of samples' })
    return []
  }
  return value.flatMap((entry: unknown, index) => {
    const sample = sampleOf(entry)
    const message = `must be a text, or an object with texts for ${SAMPLE_FIELDS.join(', ')}`
    if (!sample) faults.push({ field: `${parameter}.${index}`, message })
    return sample ? [sample] : []
  })
}

function sampleOf(entry: unknown): SampleInfo | undefined {
  const none: SampleInfo = { containerId: '', sampleId: '', position: '', customData: '' }
  if (typeof entry === 'string') return { ...none, sampleId: entry }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined
  const texts = Object.entries(entry).map(([key, value]): [string, string | undefined] => [
    key,
    (SAMPLE_FIELDS as readonly string[]).includes(key) ? scalarText(value) : undefined,
  ])
  if (texts.some(([, text]) => text === undefined)) return undefined
  return { ...none, ...(Object.fromEntries(texts) as Partial<SampleInfo>) }
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value)
  return undefined
}
