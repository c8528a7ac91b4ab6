import { Floor } from '@muster/coordinator/testing'
import { seededRandom } from '@muster/runtime'

const TASKS = 400
const MINUTE = 60_000
const INSTRUMENTS = [1, 2, 4, 8, 16]

/** How much sooner independent work is done on more equal instruments, in virtual time, and where the rest goes. */
export function benchSpeedUp(): string[] {
  const runs = INSTRUMENTS.map(instruments => ({ instruments, ...play(instruments) }))
  const alone = runs[0]?.makespan ?? Number.NaN
  return [
    `${TASKS} independent tasks of 5 to 60 minutes, in virtual time`,
    '',
    '| instruments | all done after | speed-up | of what is possible | idle while anything waited | idle at the end |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
    ...runs.map(({ instruments, makespan, waiting, atTheEnd }) => {
      const speedUp = alone / makespan
      const share = (time: number) => `${((100 * time) / (instruments * makespan)).toFixed(2)} %`
      const done = `${(makespan / 60 / MINUTE).toFixed(1)} h`
      return `| ${instruments} | ${done} | ${speedUp.toFixed(2)} | ${((100 * speedUp) / instruments).toFixed(1)} % | ${share(waiting)} | ${share(atTheEnd)} |`
    }),
  ]
}

function play(instruments: number): { makespan: number; waiting: number; atTheEnd: number } {
  const floor = new Floor()
  const random = seededRandom(1)
  const activities = [{ name: 'sinter', expectedMs: 30 * MINUTE }]
  const named = Array.from({ length: instruments }, (_, at) => ({ id: `furnace-${at}`, activities }))
  floor.agent({ id: 'hall-1', instruments: named })
  const began = floor.now
  const lengths = new Map<string, number>()
  for (let nth = 0; nth < TASKS; nth += 1) {
    const { id } = floor.submit({ activity: 'sinter' })
    lengths.set(id, Math.round((5 + 55 * random.float()) * MINUTE))
  }
  const ends = new Map<string, number>()
  let waiting = 0
  let atTheEnd = 0
  for (;;) {
    for (const { task } of floor.dispatch()) ends.set(task.id, floor.now + (lengths.get(task.id) ?? 0))
    if (ends.size === 0) return { makespan: floor.now - began, waiting, atTheEnd }
    for (const attempt of floor.open) floor.begin(attempt)
    const next = Math.min(...ends.values())
    const idle = (instruments - ends.size) * (next - floor.now)
    if (floor.state.board.size > 0) waiting += idle
    else atTheEnd += idle
    floor.now = next
    for (const attempt of floor.open) {
      if ((ends.get(attempt.taskId) ?? 0) > next) continue
      ends.delete(attempt.taskId)
      floor.end(attempt, 'succeeded')
    }
  }
}
