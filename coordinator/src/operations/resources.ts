import { ID_PATTERN, NAME_PATTERN } from '@muster/protocol'
import { InvalidInputError, MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { ResourceRecord, SampleRecord } from '../model/records.ts'
import { definitionFaults, type ResourceDefinition } from '../scheduler/resources/definition.ts'
import {
  defineResource,
  giveBack,
  type LeaseRequest,
  lend,
  placeSample,
  refill,
  type SamplePlace,
} from '../work/resources.ts'
import type { OperationPorts } from './ports.ts'

/** What people do about resources and samples. Each resolves when what it did is on disk. */
export interface ResourceOperations {
  /** Adds it, or changes what it is. @throws InvalidInputError with every fault; MusterError `resource-in-use`. */
  defineResource(
    id: string,
    definition: ResourceDefinition,
    by: string,
    reason: string,
  ): Promise<ResourceRecord>
  /** @throws MusterError `not-found`, `not-consumable`, `wrong-unit`, `too-much`. */
  refill(
    id: string,
    filled: { readonly amount: number; readonly unit?: string; readonly reason: string },
    by: string,
  ): Promise<ResourceRecord>
  /** A person takes some out. @throws MusterError `not-found`, `not-free`. */
  lend(id: string, request: LeaseRequest): Promise<ResourceRecord>
  /** @throws MusterError `not-found`. */
  giveBack(id: string, lease: string, by: string, reason: string): Promise<ResourceRecord>
  /** @throws InvalidInputError; MusterError `no-position`, `position-occupied`. */
  placeSample(
    id: string,
    place: SamplePlace | undefined,
    deed: { readonly by: string; readonly reason?: string },
  ): Promise<SampleRecord>
}

const RESOURCE_ID = new RegExp(ID_PATTERN)
const SAMPLE_ID = new RegExp(NAME_PATTERN)

export function resourceOperations({ state, transactor }: OperationPorts): ResourceOperations {
  const change = (
    intent: string,
    id: string,
    by: string,
    act: (draft: Draft, record: ResourceRecord) => ResourceRecord,
  ): Promise<ResourceRecord> =>
    transactor.decide(intent, `person:${by}`, draft => {
      const record = state.resources.records.get(id)
      if (record) return act(draft, record)
      const isOwn = state.resources.info(id) !== undefined
      const message = isOwn ? `${id} is what its agent announces` : `there is no resource ${id}`
      throw new MusterError('not-found', 'input', message)
    })
  return {
    async defineResource(id, definition, by, reason) {
      const faults = definitionFaults(definition)
      if (!RESOURCE_ID.test(id))
        faults.unshift({ field: 'id', message: `"${id}" is no name: lower-case letters, digits, dashes` })
      if (faults.length > 0) throw new InvalidInputError('the resource is not right', faults)
      return transactor.decide('define resource', `person:${by}`, draft =>
        defineResource(draft, id, definition, reason),
      )
    },
    refill: (id, filled, by) => change('refill', id, by, (draft, record) => refill(draft, record, filled)),
    lend: (id, request) => change('lend', id, request.by, (draft, record) => lend(draft, record, request)),
    giveBack: (id, lease, by, reason) =>
      change('give back', id, by, (draft, record) => giveBack(draft, record, lease, reason)),
    async placeSample(id, place, deed) {
      if (!SAMPLE_ID.test(id))
        throw new InvalidInputError('the sample is not right', [
          { field: 'id', message: `"${id}" is no name of a sample` },
        ])
      return transactor.decide('place sample', `person:${deed.by}`, draft =>
        placeSample(draft, id, place, deed),
      )
    },
  }
}
