import type { JobSubmission } from '@muster/protocol/workflow'
import * as answers from './answers.ts'
import type { PlanView, WhyView } from './forecast-types.ts'
import type { Requests } from './supervision.ts'

/** What is to come. */
export interface Forecasts {
  why(taskId: string): Promise<WhyView>
  /** Puts a job on paper against all that waits now; nothing is submitted. */
  plan(submission: JobSubmission): Promise<PlanView>
}

export function forecastsBy({ get, post }: Pick<Requests, 'get' | 'post'>): Forecasts {
  return {
    why: id => get(`/v1/tasks/${encodeURIComponent(id)}/why`, answers.parseWhy),
    plan: submission => post('/v1/plan', submission, answers.parsePlan),
  }
}
