import { contentOf, type WorkflowDefinition } from '@muster/protocol'
import { type Fault, InvalidInputError, MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { WorkflowRecord } from '../model/workflow-record.ts'
import { hashOfBody } from '../store/body-hash.ts'

/** All are kept at hand: more are made by a program that changes something in each. */
const VERSIONS_AT_MOST = 1_000

export interface Registration {
  readonly workflow: WorkflowRecord
  /** False where the latest version says the same. */
  readonly created: boolean
}

/**
 * Registers a definition that has been checked, as the next version of its name.
 * @param by the name of the person
 * @throws InvalidInputError where its version is not the next; MusterError `workflow-retired`, `too-many-versions`
 */
export function registerWorkflow(draft: Draft, definition: WorkflowDefinition, by: string): Registration {
  const { name, version, title } = definition
  const latest = draft.state.workflows.version(name)
  const number = (latest?.number ?? 0) + 1
  if (latest?.retired) throw retired(name, `restore it before it gets a new version`)
  const hash = hashOfBody(contentOf(definition))
  if (latest?.hash === hash && (version === undefined || version === latest.number))
    return { workflow: latest, created: false }
  const fault = versionFault(version, number)
  if (fault) throw new InvalidInputError('the workflow is not right', [fault])
  if (number > VERSIONS_AT_MOST) {
    const message = `${name} has ${VERSIONS_AT_MOST} versions, and more are not kept; register it under another name`
    throw new MusterError('too-many-versions', 'conflict', message)
  }
  const workflow = draft.insert('workflows', {
    id: `${name}@${number}`,
    version: 1,
    name,
    number,
    definition: { ...definition, version: number },
    hash,
    registeredAt: draft.now,
    by,
    ...(title === undefined ? {} : { title }),
  })
  draft.audit('workflow.registered', workflow.id, { hash })
  return { workflow, created: true }
}

function versionFault(version: number | undefined, next: number): Fault | undefined {
  if (version === undefined || version === next) return undefined
  const message = `is ${version}, and the next is ${next}; it may be left out, and is given then`
  return { field: 'version', message }
}

/** From now on no job is begun of it; those that run go on. @throws MusterError `not-found`, `workflow-retired` */
export function retireWorkflow(draft: Draft, name: string, by: string, reason: string): WorkflowRecord {
  const latest = latestOf(draft, name)
  if (latest.retired) throw retired(name, `${latest.retired.by} said so: ${latest.retired.reason}`)
  draft.audit('workflow.retired', name, { reason })
  return draft.update('workflows', latest, { retired: { by, reason, at: draft.now } })
}

/** Undoes that. @throws MusterError `not-found`, `not-retired` */
export function restoreWorkflow(draft: Draft, name: string, reason: string): WorkflowRecord {
  const latest = latestOf(draft, name)
  if (!latest.retired) throw new MusterError('not-retired', 'conflict', `${name} is not retired`)
  draft.audit('workflow.restored', name, { reason })
  return draft.update('workflows', latest, { retired: undefined })
}

function latestOf(draft: Draft, name: string): WorkflowRecord {
  const latest = draft.state.workflows.version(name)
  if (!latest) throw new MusterError('not-found', 'input', `there is no workflow ${name}`)
  return latest
}

const retired = (name: string, more: string): MusterError =>
  new MusterError('workflow-retired', 'conflict', `${name} is retired: ${more}`)
