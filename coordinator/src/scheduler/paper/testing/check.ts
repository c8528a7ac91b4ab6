import type { PaperInstrument, PaperProblem, PaperRun, PaperSchedule, PaperTask } from '../problem.ts'

const SLACK = 1e-6

/** What is wrong with a schedule, found without the code that made it: empty where nothing is. */
export function faultsOf(problem: PaperProblem, schedule: PaperSchedule, now: number): string[] {
  return [
    ...problem.tasks.flatMap(task => taskFaults(problem, schedule, task, now)),
    ...problem.instruments.flatMap(instrument => instrumentFaults(problem, schedule, instrument)),
    ...overdrawn(problem, schedule.runs, now),
  ]
}

function taskFaults(
  problem: PaperProblem,
  { runs, never }: PaperSchedule,
  task: PaperTask,
  now: number,
): string[] {
  const faults: string[] = []
  const run = runs.get(task.id)
  if ((run === undefined) !== never.has(task.id)) faults.push(`${task.id} is in neither or both of the lists`)
  if (!run) return faults
  const durations = task.candidates.filter(({ instrumentId }) => instrumentId === run.instrumentId)
  if (!durations.some(({ duration }) => Math.abs(run.end - run.start - duration) < SLACK))
    faults.push(`${task.id} takes ${run.end - run.start} ms on ${run.instrumentId}`)
  if (run.start < Math.max(now, task.earliest)) faults.push(`${task.id} begins too soon`)
  for (const need of task.needs) {
    const ended = runs.get(need.taskId)?.end ?? problem.ended?.get(need.taskId)
    if (ended === undefined) faults.push(`${task.id} begins without ${need.taskId}`)
    else if (run.start < ended + (need.minWait ?? 0) - SLACK)
      faults.push(`${task.id} does not wait for ${need.taskId}`)
    else if (run.start > ended + (need.maxWait ?? Number.POSITIVE_INFINITY) + SLACK && !run.exceeds)
      faults.push(`${task.id} comes ${run.start - ended} ms after ${need.taskId}`)
  }
  return faults
}

/** Two runs at once, and runs while it is closed. */
function instrumentFaults(
  { tasks }: PaperProblem,
  { runs }: PaperSchedule,
  instrument: PaperInstrument,
): string[] {
  const faults: string[] = []
  const own = tasks
    .flatMap(({ id }) => runs.get(id) ?? [])
    .filter(({ instrumentId }) => instrumentId === instrument.id)
    .sort((a, b) => a.start - b.start || a.end - b.end)
  let free = instrument.freeAt
  for (const { start, end } of own) {
    if (start < free) faults.push(`${instrument.id} has two at ${start}`)
    free = Math.max(free, end)
    for (const { from, to, mayRunInto } of instrument.closed ?? []) {
      const begunIn = start >= from && start < to
      if (begunIn || (mayRunInto !== true && start < to && end > from && end > start))
        faults.push(`${instrument.id} is closed at ${from} to ${to}, and runs ${start} to ${end}`)
    }
  }
  return faults
}

/** Resources of which more is out than there is, at any moment. */
function overdrawn(problem: PaperProblem, runs: ReadonlyMap<string, PaperRun>, now: number): string[] {
  return (problem.resources ?? []).flatMap(({ id, free, returns }) => {
    const changes = returns.map(({ at, amount }) => ({ at: Math.max(at, now), amount }))
    for (const task of problem.tasks) {
      const run = runs.get(task.id)
      for (const use of task.uses ?? []) {
        if (!run || use.resource !== id) continue
        changes.push({ at: run.start, amount: -use.amount })
        if (use.kind === 'held') changes.push({ at: run.end, amount: use.amount })
      }
    }
    let left = free
    const byTime = Map.groupBy(changes, ({ at }) => at)
    for (const at of [...byTime.keys()].sort((a, b) => a - b)) {
      for (const { amount } of byTime.get(at) ?? []) left += amount
      if (left < -SLACK) return [`${id} is overdrawn by ${-left} at ${at}`]
    }
    return []
  })
}
