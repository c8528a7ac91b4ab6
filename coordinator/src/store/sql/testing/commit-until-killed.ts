import { systemRandom } from '@muster/runtime'
import { aJob, aTask, commitRows } from '../../../testing/store-fixtures.ts'
import { openSqliteStore } from '../sqlite-store.ts'

/** A process that commits one job after another and says on standard output which are on disk, until it is killed. */
const [path = '', firstSequence = '1'] = process.argv.slice(2)
const store = openSqliteStore({ path, random: systemRandom })
const term = await store.takeLead(`process-${process.pid}`, 0)
for (let sequence = Number(firstSequence); ; sequence++) {
  const job = aJob(sequence)
  await commitRows(store, term, { jobs: [job], tasks: [aTask(job)] })
  process.stdout.write(`${sequence}\n`)
}
