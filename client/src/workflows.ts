import type { WorkflowDefinition } from '@muster/protocol/workflow'
import { compileSchema, type JsonSchema } from '@muster/runtime'
import type { ReasonedDeed, Requests } from './supervision.ts'
import type {
  RegisteredWorkflow,
  WorkflowDiff,
  WorkflowPage,
  WorkflowPlanView,
  WorkflowSummary,
  WorkflowView,
} from './workflow-types.ts'

export interface PlanWorkflowOptions {
  /** The latest where left out. */
  readonly version?: number
  /** In the place of a registered version. */
  readonly definition?: WorkflowDefinition
  /** As far as they are known. */
  readonly inputs?: Readonly<Record<string, unknown>>
}

/** Workflows that have a name and versions. */
export interface Workflows {
  /** As the next version of its name; what says the same as the latest is the latest. */
  registerWorkflow(definition: WorkflowDefinition): Promise<RegisteredWorkflow>
  /** The latest version of each whose name begins so, in order of names, page after page as they are wanted. */
  workflows(prefix?: string): AsyncIterable<WorkflowSummary>
  /** @param version the latest where left out */
  workflow(name: string, version?: number): Promise<WorkflowView>
  /** The newest first. */
  workflowVersions(name: string): Promise<readonly WorkflowSummary[]>
  workflowDiff(name: string, from: number | 'latest', to: number | 'latest'): Promise<WorkflowDiff>
  /** Nothing is submitted. */
  planWorkflow(name: string, options?: PlanWorkflowOptions): Promise<WorkflowPlanView>
  /** Begins no job of it any more. Refused with the code `workflow-retired` where it is. */
  retireWorkflow(name: string, deed: ReasonedDeed): Promise<WorkflowSummary>
  restoreWorkflow(name: string, deed: ReasonedDeed): Promise<WorkflowSummary>
}

const text = { type: 'string' } as const
const number = { type: 'number' } as const
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
const object = (properties: Readonly<Record<string, JsonSchema>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
})
const summary = { name: text, version: number, registeredAt: text, by: text, steps: number }
const definition = object({ name: text, steps: { type: 'object' } })
const named = object({ added: list(text), removed: list(text), changed: list(object({ id: text })) })

const parseSummary = compileSchema<WorkflowSummary>(object(summary))
const parseWorkflow = compileSchema<WorkflowView>(object({ ...summary, definition }))
const parseRegistered = compileSchema<RegisteredWorkflow>(
  object({
    ...summary,
    definition,
    created: { type: 'boolean' },
    warnings: list(object({ field: text, message: text })),
  }),
)
const parsePage = compileSchema<WorkflowPage>(object({ workflows: list(object(summary)) }))
const parseVersions = compileSchema<{ readonly versions: readonly WorkflowSummary[] }>(
  object({ versions: list(object(summary)) }),
)
const parseDiff = compileSchema<WorkflowDiff>(
  object({
    steps: named,
    inputs: named,
    outputs: named,
    variables: named,
    settings: list(object({ field: text })),
  }),
)
const range = object({ low: number, expected: number, high: number })
const parsePlan = compileSchema<WorkflowPlanView>(
  object({
    duration: range,
    workMs: number,
    parallelism: number,
    width: number,
    criticalPath: list(text),
    steps: list(object({ path: text, stage: number, duration: range, slackMs: number })),
    needs: list(object({ kind: text, id: text, peak: number })),
    assumptions: list(object({ code: text, message: text, steps: list(text), count: number })),
  }),
)

export function workflowsBy({ get, post }: Pick<Requests, 'get' | 'post'>): Workflows {
  const of = (name: string) => `/v1/workflows/${encodeURIComponent(name)}`
  return {
    registerWorkflow: value => post('/v1/workflows', value, parseRegistered),
    workflows: prefix => pagesOf(get, prefix),
    workflow: (name, version) =>
      get(version === undefined ? of(name) : `${of(name)}/${version}`, parseWorkflow),
    workflowVersions: async name => (await get(`${of(name)}/versions`, parseVersions)).versions,
    workflowDiff: (name, from, to) => get(`${of(name)}/diff?from=${from}&to=${to}`, parseDiff),
    planWorkflow: (name, options = {}) => post(`${of(name)}/plan`, options, parsePlan),
    retireWorkflow: (name, deed) => post(`${of(name)}/retire`, deed, parseSummary),
    restoreWorkflow: (name, deed) => post(`${of(name)}/restore`, deed, parseSummary),
  }
}

async function* pagesOf(get: Requests['get'], prefix = ''): AsyncGenerator<WorkflowSummary, void, void> {
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({
      limit: '500',
      ...(prefix === '' ? {} : { prefix }),
      ...(cursor === undefined ? {} : { cursor }),
    })
    const page: WorkflowPage = await get(`/v1/workflows?${query.toString()}`, parsePage)
    yield* page.workflows
    cursor = page.nextCursor
  } while (cursor !== undefined)
}
