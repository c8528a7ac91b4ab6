import * as answers from './answers.ts'
import { wholeList } from './pages.ts'
import type { ResourceView, SamplePlace, SampleView } from './resource-types.ts'
import type { Deed, ReasonedDeed, Requests } from './supervision.ts'

export interface ResourceOptions extends ReasonedDeed {
  readonly title?: string
  readonly kind: ResourceView['kind']
  /** `pieces` where left out. */
  readonly unit?: string
  readonly capacity?: number
  /** Of a consumable: what is in it. */
  readonly fill?: number
  readonly names?: readonly string[]
  readonly instrument?: string
  readonly calendar?: string
  /** How long it rests after use, such as "2 h". */
  readonly recycle?: string
}

export interface LendOptions extends ReasonedDeed {
  readonly amount?: number
  readonly names?: readonly string[]
  /** Such as "2 h"; until it is given back where left out. */
  readonly for?: string
}

/** What tasks hold besides instruments, and where samples are. */
export interface Resources {
  resources(): Promise<readonly ResourceView[]>
  resource(id: string): Promise<ResourceView>
  /** Adds it, or changes what it is. Refused with the code `resource-in-use` where that takes something from somebody. */
  defineResource(id: string, options: ResourceOptions): Promise<ResourceView>
  /** Refused where it does not fit, or `unit` is another than that of the resource. */
  refill(
    id: string,
    filled: ReasonedDeed & { readonly amount: number; readonly unit?: string },
  ): Promise<ResourceView>
  /** Tasks can't have it meanwhile. Refused with the code `not-free`. */
  lend(id: string, options: LendOptions): Promise<ResourceView>
  giveBack(id: string, lease: string, deed: ReasonedDeed): Promise<ResourceView>
  /** Those that somebody has put somewhere. */
  samples(): Promise<readonly SampleView[]>
  /** Nobody knows where it is without `place`. Refused with the code `position-occupied`. */
  placeSample(
    id: string,
    placed: Deed & { readonly place?: SamplePlace; readonly reason?: string },
  ): Promise<SampleView>
}

export function resourcesBy({ get, post, put, remove }: Requests): Resources {
  const path = (id: string) => `/v1/resources/${encodeURIComponent(id)}`
  return {
    resources: () => wholeList(get, '/v1/resources', {}, answers.parseResources, page => page.resources),
    resource: id => get(path(id), answers.parseResource),
    defineResource: (id, options) => put(path(id), options, answers.parseResource),
    refill: (id, filled) => post(`${path(id)}/refill`, filled, answers.parseResource),
    lend: (id, options) => post(`${path(id)}/leases`, options, answers.parseResource),
    giveBack: (id, lease, { by, reason }) => {
      const query = new URLSearchParams({ by, reason }).toString()
      return remove(`${path(id)}/leases/${encodeURIComponent(lease)}?${query}`, answers.parseResource)
    },
    samples: () => wholeList(get, '/v1/samples', {}, answers.parseSamples, page => page.samples),
    placeSample: (id, placed) =>
      put(`/v1/samples/${encodeURIComponent(id)}/place`, placed, answers.parseSample),
  }
}
