import type { TOPIC_TABLE } from '@muster/protocol'
import type { Detection } from '@muster/coordinator/catalogue'
import type { TransitionTable } from '@muster/runtime'
import type { Step } from '../check/run-steps.ts'
import type { Package } from '../repository.ts'

export function attemptStates<State extends string>(table: TransitionTable<State>): string {
  const going = table.states.filter(state => !table.isEnd(state))
  const ends = table.states.filter(state => table.isEnd(state))
  const code = (state: string) => `\`${state}\``
  const next = (state: State) => {
    const all = table.next(state)
    const anyEnd = ends.every(end => all.includes(end))
    const named = anyEnd ? all.filter(each => !table.isEnd(each)) : all
    return [...named.map(code), ...(anyEnd ? ['any end'] : [])].join(', ')
  }
  return [
    markdownTable(
      ['from', 'to'],
      going.map(state => [code(state), next(state)]),
    ),
    '',
    `Ends: ${ends.map(code).join(', ')}.`,
  ].join('\n')
}

export function topics(table: typeof TOPIC_TABLE): string {
  return markdownTable(
    ['topic', 'from', 'QoS', 'retained', 'carries'],
    table.map(row => [
      `\`${row.topic}\``,
      row.from,
      String(row.qos),
      row.retained ? 'yes' : 'no',
      row.carries,
    ]),
  )
}

/** Which of our packages names which in its package.json, as a drawing that the forge renders. */
export function packageGraph(packages: readonly Package[]): string {
  const edges = packages.flatMap(from =>
    packages.filter(to => from.dependencies.includes(to.name)).map(to => `  ${from.folder} --> ${to.folder}`),
  )
  return ['```mermaid', 'graph TD', ...edges, '```'].join('\n')
}

/** @param decisions their files, with what stands in them: a title `# 1. Title` and a line `Status: accepted`. */
export function decisionIndex(decisions: readonly { file: string; text: string }[]): string {
  const rows = decisions.map(({ file, text }) => {
    const title = /^# (?:\d+\. )?(?<title>.+)$/m.exec(text)?.groups?.['title']
    const status = /^Status: (?<status>.+)$/m.exec(text)?.groups?.['status']
    if (title === undefined || status === undefined)
      throw new Error(`docs/decisions/${file} needs a title and a line "Status: …"`)
    return [`[${file.slice(0, 4)}](${file})`, title, status]
  })
  return markdownTable(['', 'decision', 'status'], rows)
}

/** Every kind of escalation. Each has a runbook of its name, which `check` looks for as it does for all links. */
export function detections(all: Readonly<Record<string, Detection>>): string {
  return markdownTable(
    [
      'kind',
      'severity',
      'trigger',
      'limit where nothing is configured',
      'what follows by itself',
      'how to tune it',
    ],
    Object.entries(all).map(([kind, { severity, trigger, standard, action, tune }]) => [
      `[\`${kind}\`](runbooks/${kind}.md)`,
      severity,
      trigger,
      standard,
      action,
      tune,
    ]),
  )
}

/** Every code of a fault in a workflow. */
export function workflowFaults(all: Readonly<Record<string, string>>): string {
  return markdownTable(
    ['code', 'what is wrong'],
    Object.entries(all).map(([code, sentence]) => [`\`${code}\``, sentence]),
  )
}

/** Every function that expressions may call. */
export function expressionFunctions(
  all: Readonly<Record<string, { readonly usage: string; readonly does: string }>>,
): string {
  return markdownTable(
    ['function', 'gives'],
    Object.values(all).map(({ usage, does }) => [`\`${usage}\``, does]),
  )
}

export function checkSteps(steps: readonly Step[]): string {
  return markdownTable(
    ['step', 'what passing it means'],
    steps.map(step => [`\`${step.name}\``, step.says]),
  )
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
