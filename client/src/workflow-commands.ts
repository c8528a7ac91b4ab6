import { parseReference } from '@muster/protocol'
import { activityTypes } from './builder/activity-types.ts'
import {
  type Command,
  type CommandCall,
  inputsOf,
  lines,
  mustHave,
  nameOf,
  show,
  showRows,
  UsageError,
} from './command-call.ts'
import { clockTime } from './terminal/render-run.ts'
import { clean } from './terminal/text.ts'
import { placed, readWorkflowFile } from './workflow-file.ts'
import { diffLines, planLines } from './workflow-text.ts'
import type { WorkflowSummary } from './workflow-types.ts'

/** Workflows that have a name and versions. */
export const WORKFLOW_COMMANDS: Readonly<Record<string, Command>> = { workflow }

const ACTIONS: Readonly<Record<string, Command>> = {
  check,
  register,
  list,
  show: showOne,
  versions,
  diff,
  plan,
  types,
  retire,
  restore,
}

async function workflow(call: CommandCall): Promise<number> {
  const names = Object.keys(ACTIONS).join(', ')
  const word = call.next(`one of ${names}`)
  const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined
  if (!action) throw new UsageError(`${word} is none of ${names}`)
  return action(call)
}

async function check(call: CommandCall): Promise<number> {
  const path = call.next('FILE.yaml')
  const { definition } = await readWorkflowFile(path)
  show(call, definition, [
    `${path} is right: ${definition.name}, ${stepsText(Object.keys(definition.steps).length)}`,
  ])
  return 0
}

const stepsText = (count: number): string => (count === 1 ? 'one step' : `${count} steps`)

async function register(call: CommandCall): Promise<number> {
  const file = await readWorkflowFile(call.next('FILE.yaml'))
  const registered = await placed(file, '', () => call.client.registerWorkflow(file.definition))
  const { name, version, created, warnings } = registered
  show(call, registered, [
    created ? `registered as ${name}@${version}` : `${name}@${version} says the same: nothing was registered`,
  ])
  const found = file.locate(warnings)
  if (found.length > 0)
    call.notes.write(
      lines([
        'a job of it would be refused now:',
        ...found.map(({ field, message, line }) =>
          clean(`  ${line === undefined ? '' : `line ${line}: `}${field} ${message}`),
        ),
      ]),
    )
  return 0
}

async function list(call: CommandCall): Promise<number> {
  const found: WorkflowSummary[] = []
  for await (const one of call.client.workflows(call.maybeNext())) found.push(one)
  showRows(call, found, rowOf)
  if (found.length === 0 && call.flags.json !== true) call.notes.write('no workflow is registered\n')
  return 0
}

const rowOf = ({
  name,
  version,
  steps,
  registeredAt,
  by,
  title = '',
  retired,
}: WorkflowSummary): string[] => [
  `${name}@${version}`,
  stepsText(steps),
  clockTime(registeredAt),
  clean(by),
  clean(retired ? `retired by ${retired.by}: ${retired.reason}` : title),
]

/** @throws UsageError */
function referenceOf(call: CommandCall): { readonly name: string; readonly version?: number } {
  const word = call.next('NAME[@VERSION]')
  const parsed = parseReference(word)
  if (!parsed) throw new UsageError(`${word} is no NAME[@VERSION], such as sinter-study@3`)
  return parsed
}

async function showOne(call: CommandCall): Promise<number> {
  const { name, version } = referenceOf(call)
  const found = await call.client.workflow(name, version)
  const { retired } = found
  if (retired) call.notes.write(clean(`it is retired; ${retired.by} said why: ${retired.reason}`) + '\n')
  // JSON is YAML: it can be registered again as it is.
  show(call, found, JSON.stringify(found.definition, undefined, 2).split('\n'))
  return 0
}

async function versions(call: CommandCall): Promise<number> {
  showRows(call, await call.client.workflowVersions(call.next('NAME')), rowOf)
  return 0
}

async function diff(call: CommandCall): Promise<number> {
  const name = call.next('NAME')
  const [from, to] = [call.next('FROM, a version'), call.next('TO, a version')].map(versionOf)
  const found = await call.client.workflowDiff(name, from ?? 'latest', to ?? 'latest')
  show(call, found, diffLines(found).map(clean))
  return 0
}

/** @throws UsageError */
function versionOf(word: string): number | 'latest' {
  if (word === 'latest') return word
  if (/^[1-9][0-9]{0,8}$/.test(word)) return Number(word)
  throw new UsageError(`${word} is no version: a number from 1, or latest`)
}

/** A file is what has an ending, or stands in a folder: neither is part of a name. */
const isFile = (word: string): boolean => /[./\\]/.test(word)

async function plan(call: CommandCall): Promise<number> {
  const word = call.next('NAME[@VERSION] or FILE.yaml')
  const inputs = inputsOf(call.flags.input ?? [])
  if (isFile(word)) {
    const file = await readWorkflowFile(word)
    const { definition } = file
    const planned = await placed(file, 'definition', () =>
      call.client.planWorkflow(definition.name, { definition, inputs }),
    )
    show(call, planned, planLines(planned).map(clean))
    return 0
  }
  const parsed = parseReference(word)
  if (!parsed) throw new UsageError(`${word} is neither NAME[@VERSION], such as sinter-study@3, nor a file`)
  const { name, ...version } = parsed
  const planned = await call.client.planWorkflow(name, { ...version, inputs })
  show(call, planned, planLines(planned).map(clean))
  return 0
}

async function types(call: CommandCall): Promise<number> {
  const instruments = await call.client.instruments()
  call.output.write(activityTypes(instruments.flatMap(({ activities }) => activities)))
  return 0
}

async function retire(call: CommandCall): Promise<number> {
  const name = call.next('NAME')
  const reason = mustHave(call.flags.reason, 'a reason: --reason TEXT')
  const retired = await call.client.retireWorkflow(name, { by: nameOf(call), reason })
  show(call, retired, [`no job of ${retired.name} is begun any more; muster workflow restore undoes it`])
  return 0
}

async function restore(call: CommandCall): Promise<number> {
  const name = call.next('NAME')
  const reason = mustHave(call.flags.reason, 'a reason: --reason TEXT')
  const restored = await call.client.restoreWorkflow(name, { by: nameOf(call), reason })
  show(call, restored, [`jobs of ${restored.name} are begun again`])
  return 0
}
