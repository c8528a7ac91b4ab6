import { millis, sleep, systemClock } from '@muster/runtime'
import { describeFsync, sampleFsync } from './disk.ts'
import { now, percentile } from './notes.ts'
import { Site } from './site.ts'

export interface ThroughputOptions {
  readonly jobs: number
  readonly inFlight: number
  readonly agents: number
}

/** Jobs per second from end to end that are aimed at. */
const AIM = 2_000

/** Jobs of one task by REST, so many submissions under way at a time, to the last one's success. */
export async function benchThroughput({ jobs, inFlight, agents }: ThroughputOptions): Promise<string[]> {
  await using site = await Site.start({ agents, runMs: 0, journals: 'memory' })
  const idle = await sampleFsync(site.folder, { pauseMs: 0, until: count => count >= 500 })
  const cpuBefore = await site.coordinatorCpu()
  const began = now()
  const answers: number[] = []
  let next = 0
  const submitter = async () => {
    for (let index = next++; index < jobs; index = next++) {
      const at = now()
      await site.submit(`throughput-${index}`)
      answers.push(now() - at)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, submitter))
  const submitted = now()
  let done = 0
  while (done < jobs) {
    await sleep(systemClock, millis(50))
    done = await site.count('succeeded')
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${jobs} succeeded`)
  }
  if (process.stderr.isTTY) process.stderr.write('\n')
  const ended = now()
  const cpu = (await site.coordinatorCpu()) - cpuBefore
  const agentsCpu = await site.stopAgents()
  const rate = (jobs * 1_000) / (ended - began)
  const accepted = (jobs * 1_000) / (submitted - began)
  const perSecond = (value: number) => Math.round(value).toLocaleString('en')
  return [
    `${jobs.toLocaleString('en')} jobs of one task, ${inFlight} submissions in flight, ${agents} agents in one process, store on disk`,
    '',
    '| what | value |',
    '| --- | ---: |',
    `| **end to end** | **${perSecond(rate)} jobs/s** |`,
    `| accepted by REST | ${perSecond(accepted)} jobs/s |`,
    `| answer to a submission, p50 | ${percentile(answers, 0.5).toFixed(1)} ms |`,
    `| answer to a submission, p99 | ${percentile(answers, 0.99).toFixed(1)} ms |`,
    `| CPU of the coordinator's process | ${((1_000 * cpu) / jobs).toFixed(2)} ms per job |`,
    `| CPU of the agents' process | ${((1_000 * agentsCpu) / jobs).toFixed(2)} ms per job |`,
    '',
    `fsync of 4 KB on this disk: ${describeFsync(idle)} idle; one at a time that is ${perSecond(1_000 / percentile(idle, 0.5))} commits/s, and ${(rate / (1_000 / percentile(idle, 0.5))).toFixed(2)} jobs for each`,
    `aim: ≥ ${perSecond(AIM)} jobs/s: ${rate >= AIM ? 'met' : 'missed'}`,
  ]
}
