// graphile-worker knows tasks, and no graphs: each step adds the next one as it ends.
import { Logger, run } from 'graphile-worker'
import pg from 'pg'
import { serve, STEPS } from './work.mjs'

const [connectionString, concurrency] = process.argv.slice(2)
const pgPool = new pg.Pool({ connectionString, max: Number(concurrency) + 2 })
pgPool.on('error', () => {})
pgPool.on('connect', client => client.on('error', () => {}))

let left = 0
let allDone = () => {}

const runner = await run({
  pgPool,
  concurrency: Number(concurrency),
  noHandleSignals: true,
  // It writes a line for each task otherwise.
  logger: new Logger(() => () => {}),
  taskList: {
    async step({ job, step }, { addJob }) {
      if (step < STEPS) await addJob('step', { job, step: step + 1 })
      else if (--left === 0) allDone()
    },
  },
})

await serve(
  async jobs => {
    left = jobs
    const all = new Promise(resolve => (allDone = resolve))
    for (let job = 0; job < jobs; job += 1) await runner.addJob('step', { job, step: 1 })
    await all
    // The last steps are done once their rows are gone.
    for (;;) {
      const { rows } = await pgPool.query('select count(*)::int as count from graphile_worker.jobs')
      if (rows[0].count === 0) return
    }
  },
  async () => {
    await runner.stop()
    await pgPool.end()
  },
)
