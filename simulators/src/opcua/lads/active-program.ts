import type { Clock } from '@muster/runtime'
import { DataType, type UAObject, type UAVariable, Variant, type VariantOptions } from 'node-opcua'
import type { LadsProtocol } from '../../config/schema.ts'
import type { InstrumentModel } from '../../instruments/model.ts'
import { childOf } from './nodes.ts'
import type { LadsResults } from './results.ts'

export interface ActiveProgramOptions {
  readonly model: InstrumentModel
  readonly clock: Clock
  readonly protocol: LadsProtocol
  readonly results: LadsResults | undefined
}

/** Binds the variables of ActiveProgram that are there. While nothing runs they say nothing. */
export function showProgress(program: UAObject, options: ActiveProgramOptions): void {
  const { model, protocol, results } = options
  const duration = (read: () => number) => () => ({
    dataType: DataType.Double,
    value: protocol.nonsense ? Number.NaN : read(),
  })
  const number = (read: () => number) => () => ({ dataType: DataType.UInt32, value: read() })
  const text = (read: () => string) => () => ({ dataType: DataType.LocalizedText, value: { text: read() } })
  const readings: Readonly<Record<string, () => VariantOptions>> = {
    CurrentRuntime: duration(() => runtimeOf(options).current),
    EstimatedRuntime: duration(() => runtimeOf(options).estimated),
    CurrentPauseTime: duration(() => 0),
    CurrentStepName: text(() => model.progress?.phase ?? ''),
    CurrentStepNumber: number(() => model.progress?.phaseIndex ?? 0),
    EstimatedStepNumbers: number(() => model.progress?.phaseCount ?? 0),
    DeviceProgramRunId: () => ({ dataType: DataType.String, value: results?.activeRunId(model) ?? '' }),
  }
  for (const [name, read] of Object.entries(readings)) {
    const variable = childOf(program, name) as UAVariable | undefined
    variable?.bindVariable({ get: () => new Variant(read()) }, true)
  }
}

/** Milliseconds that the run has taken and will have taken, from how far it is. */
function runtimeOf({ model, clock }: ActiveProgramOptions): { current: number; estimated: number } {
  const { run, progress } = model
  if (!run || !progress) return { current: 0, estimated: 0 }
  const current = Math.max(1, clock.wall() - run.startedAt)
  // From the percentage, so that a fault of it is seen here as well.
  return { current, estimated: progress.percent > 0 ? (current * 100) / progress.percent : current * 1_000 }
}
