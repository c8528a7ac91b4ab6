import type { ScheduleRecord, TriggerRecord } from '../model/trigger-records.ts'
import * as keep from '../triggers/keep.ts'
import type { OperationPorts } from './ports.ts'

/** What begins jobs besides people. Each resolves when what it did is on disk. */
export interface TriggerOperations {
  /** @throws InvalidInputError with every fault; MusterError `name-taken`, `too-many` */
  addSchedule(definition: unknown, by: string): Promise<ScheduleRecord>
  /** @throws InvalidInputError with every fault; MusterError `not-found` */
  changeSchedule(name: string, definition: unknown, by: string): Promise<ScheduleRecord>
  /** @throws MusterError `not-found` */
  pauseSchedule(name: string, deed: keep.Deed): Promise<ScheduleRecord>
  resumeSchedule(name: string, deed: keep.Deed): Promise<ScheduleRecord>
  deleteSchedule(name: string, deed: keep.Deed): Promise<ScheduleRecord>
  /** @throws InvalidInputError with every fault; MusterError `name-taken`, `too-many` */
  addTrigger(definition: unknown, by: string): Promise<TriggerRecord>
  /** @throws InvalidInputError with every fault; MusterError `not-found` */
  changeTrigger(name: string, definition: unknown, by: string): Promise<TriggerRecord>
  /** @throws MusterError `not-found` */
  pauseTrigger(name: string, deed: keep.Deed): Promise<TriggerRecord>
  resumeTrigger(name: string, deed: keep.Deed): Promise<TriggerRecord>
  deleteTrigger(name: string, deed: keep.Deed): Promise<TriggerRecord>
}

export function triggerOperations({ transactor }: OperationPorts): TriggerOperations {
  return {
    addSchedule: (value, by) =>
      transactor.decide('add schedule', `person:${by}`, draft => keep.addSchedule(draft, value, by)),
    changeSchedule: (name, value, by) =>
      transactor.decide('change schedule', `person:${by}`, draft =>
        keep.changeSchedule(draft, name, value, by),
      ),
    pauseSchedule: (name, deed) =>
      transactor.decide('pause schedule', `person:${deed.by}`, draft =>
        keep.pauseSchedule(draft, name, deed),
      ),
    resumeSchedule: (name, { by }) =>
      transactor.decide('resume schedule', `person:${by}`, draft => keep.resumeSchedule(draft, name)),
    deleteSchedule: (name, deed) =>
      transactor.decide('delete schedule', `person:${deed.by}`, draft =>
        keep.deleteSchedule(draft, name, deed),
      ),
    addTrigger: (value, by) =>
      transactor.decide('add trigger', `person:${by}`, draft => keep.addTrigger(draft, value, by)),
    changeTrigger: (name, value, by) =>
      transactor.decide('change trigger', `person:${by}`, draft =>
        keep.changeTrigger(draft, name, value, by),
      ),
    pauseTrigger: (name, deed) =>
      transactor.decide('pause trigger', `person:${deed.by}`, draft => keep.pauseTrigger(draft, name, deed)),
    resumeTrigger: (name, { by }) =>
      transactor.decide('resume trigger', `person:${by}`, draft => keep.resumeTrigger(draft, name)),
    deleteTrigger: (name, deed) =>
      transactor.decide('delete trigger', `person:${deed.by}`, draft =>
        keep.deleteTrigger(draft, name, deed),
      ),
  }
}
