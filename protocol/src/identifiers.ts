/** Ids of agents, instruments and sites, as a pattern: a DNS label, so that it fits topics, files and host names. */
export const ID_PATTERN = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'

const ID = new RegExp(ID_PATTERN)

export function isId(text: string): boolean {
  return ID.test(text)
}

/**
 * Ids that the machine makes (jobs, tasks, attempts, journals, boots): letters, digits and dashes, and the dots of a task's path
 * in its job. None begins or ends with a dot or has two in a row.
 */
export const MADE_ID_PATTERN = '^(?=.{1,200}$)[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*$'

/** Names of what an agent's machine has, such as `cpu`. */
export const AGENT_RESOURCE_PATTERN = '^[a-z0-9][a-z0-9-]{0,62}$'
