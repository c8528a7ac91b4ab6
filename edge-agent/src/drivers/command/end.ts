import { stat } from 'node:fs/promises'
import { nodeFileSystem } from '@muster/runtime'
import type { RunEnd } from '../../instruments/driver.ts'
import { jsonObject } from '../shared/readings.ts'
import type { Output } from './output.ts'
import type { CommandActivity } from './settings.ts'

/** Of a result file, in bytes: what is longer is not carried to the coordinator. */
const LONGEST_RESULT = 262_144

/** What the end of a program means. `resultFile`: the path with everything filled in, if there is one. */
export async function endOfProgram(
  code: number,
  activity: CommandActivity,
  output: Output,
  resultFile: string | undefined,
): Promise<RunEnd> {
  const known = activity.exits.find(exit => exit.code === code)
  const as = known?.as ?? (code === 0 ? 'succeeded' : 'failed')
  const said = [known?.message ?? howItEnded(code), output.complaint].filter(part => part !== '').join(': ')
  if (as === 'stopped-locally') return { kind: 'stopped-locally', note: said }
  if (as === 'failed') return failed('program-failed', said)
  const { readings, lastJsonLine } = activity.result
  const missing = readings.filter(({ name }) => !Object.hasOwn(output.readings, name))
  if (missing.length > 0)
    return unreadable(`its output told no ${missing.map(({ name }) => name).join(', ')}`)
  if (lastJsonLine && !output.lastObject) return unreadable('its output ends without a JSON object')
  const inFile = resultFile === undefined ? {} : await readResult(resultFile)
  if (typeof inFile === 'string') return unreadable(inFile)
  const result = { ...output.readings, ...(lastJsonLine ? output.lastObject : {}), ...inFile }
  return { kind: 'succeeded', result }
}

/** @returns what is wrong with the file where it holds no result. */
async function readResult(path: string): Promise<Record<string, unknown> | string> {
  const size = await stat(path).then(
    found => found.size,
    () => undefined,
  )
  if (size === undefined) return `there is no file ${path}`
  if (size > LONGEST_RESULT) return `${path} is longer than ${LONGEST_RESULT} bytes`
  const bytes = await nodeFileSystem.read(path)
  return jsonObject(new TextDecoder().decode(bytes)) ?? `${path} holds no JSON object`
}

/** A shell says 128 and the signal's number of a program that a signal has ended. */
function howItEnded(code: number): string {
  if (code === 127 || code === 126) return 'the program could not be run'
  return code > 128 ? `the program was ended by signal ${code - 128}` : `the program ended with code ${code}`
}

function unreadable(message: string): RunEnd {
  return failed('result-unreadable', `the program is done and its result can't be read: ${message}`)
}

function failed(code: string, message: string): RunEnd {
  return { kind: 'failed', failure: { code, message, category: 'instrument', started: 'yes' } }
}
