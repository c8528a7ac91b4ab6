import { RefusedError } from '../instruments/refusal.ts'

/** A job file as it was understood. */
export interface AnalyserJob {
  readonly jobOrderId: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * Reads a job file: lines of NAME=VALUE, of which ID, SAMPLE and MASS_MG are known.
 * @throws RefusedError where it can't be understood.
 */
export function parseJob(text: string): AnalyserJob {
  const values = new Map<string, string>()
  for (const line of text.split(/\r?\n/).filter(each => each.trim() !== '')) {
    const match = /^([A-Z_]+)=(.*)$/.exec(line)
    if (!match) throw wrong(`not NAME=VALUE: ${line}`)
    values.set(match[1] ?? '', match[2] ?? '')
  }
  const [id, sample, mass] = ['ID', 'SAMPLE', 'MASS_MG'].map(name => values.get(name))
  if (!id) throw wrong('no ID')
  return { jobOrderId: id, parameters: { sample, mass: Number(mass ?? Number.NaN) } }
}

function wrong(message: string): RefusedError {
  return new RefusedError('wrong-parameters', `job file: ${message}`)
}
