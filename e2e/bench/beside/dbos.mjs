// A workflow of DBOS is a function, whose steps are written down as they end.
import { DBOS } from '@dbos-inc/dbos-sdk'
import { serve, STEPS } from './work.mjs'

const [connectionString, concurrency] = process.argv.slice(2)

const job = DBOS.registerWorkflow(
  async () => {
    for (let step = 1; step <= STEPS; step += 1)
      await DBOS.runStep(async () => step, { name: `step-${step}` })
  },
  { name: 'job' },
)

DBOS.setConfig({
  name: 'muster-bench',
  systemDatabaseUrl: connectionString,
  systemDatabasePoolSize: Number(concurrency),
  logLevel: 'error',
  runAdminServer: false,
})
await DBOS.launch()

await serve(
  async jobs => {
    // As many at a time as the others have steps under way: each has one. Its own queues, which are polled, are left out.
    let begun = 0
    const takeTurns = async () => {
      while (begun < jobs) {
        begun += 1
        await (await DBOS.startWorkflow(job)()).getResult()
      }
    }
    await Promise.all(Array.from({ length: Number(concurrency) }, takeTurns))
  },
  () => DBOS.shutdown(),
)
