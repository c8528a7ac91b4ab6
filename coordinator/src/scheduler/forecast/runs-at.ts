const RUNS_AT = 'runs at '

/** On paper: how many more runs an agent may have. */
export const runsAt = (agentId: string): string => RUNS_AT + agentId

/** The agent whose runs a resource on paper counts; undefined where it is another resource. */
export const agentOfRuns = (resourceId: string): string | undefined =>
  resourceId.startsWith(RUNS_AT) ? resourceId.slice(RUNS_AT.length) : undefined
