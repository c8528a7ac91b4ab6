import * as answers from './answers.ts'
import type { JobView, TaskView } from './api-types.ts'
import { pagesOf, wholeList } from './pages.ts'
import type { PauseView, QueuedTask, QueueFilter } from './queue-types.ts'
import type { Deed, ReasonedDeed, Requests } from './supervision.ts'

export interface PauseOptions extends ReasonedDeed {
  /** Resumes by itself after it, such as "2 h". */
  readonly for?: string
  /** Resumes by itself at this time; in the place of `for`. */
  readonly until?: string
}

/** One of `to`, `before` and `after`. */
export interface OrderOptions extends Deed {
  readonly reason?: string
  /** `top`: before all of its priority; `natural`: back to where it would be without a person. */
  readonly to?: 'top' | 'natural'
  /** The id of a task that waits as well. */
  readonly before?: string
  readonly after?: string
}

export interface PriorityOptions extends Deed {
  readonly reason?: string
  /** 0 to 100, or its name. */
  readonly priority: number | 'critical' | 'high' | 'normal' | 'low' | 'background'
}

/** What waits, and what people do about it. */
export interface Queue {
  /** In the order in which it stands, page after page as they are wanted. */
  queue(filter?: QueueFilter): AsyncIterable<QueuedTask>
  /** Refused with the code `order-refused`, and why, where it means nothing. */
  order(taskId: string, options: OrderOptions): Promise<TaskView>
  /** Of all of its tasks that have not ended; what runs goes on. */
  changePriority(jobId: string, options: PriorityOptions): Promise<JobView>
  /** What is paused now. */
  pauses(): Promise<readonly PauseView[]>
  /** Lets nothing new begin there. @param id `queue`, `instrument:<id>`, `agent:<id>` or `activity:<name>` */
  pause(id: string, options: PauseOptions): Promise<PauseView>
  /** Refused with the code `not-paused` where it is not. */
  resume(id: string, deed: ReasonedDeed): Promise<PauseView>
}

export function queueBy({ get, post, put, remove }: Requests): Queue {
  const pause = (id: string) => `/v1/pauses/${encodeURIComponent(id)}`
  return {
    queue: filter => waiting(get, filter),
    order: (id, options) => post(`/v1/tasks/${encodeURIComponent(id)}/order`, options, answers.parseTaskView),
    changePriority: (id, options) =>
      post(`/v1/jobs/${encodeURIComponent(id)}/priority`, options, answers.parseJobView),
    pauses: () => wholeList(get, '/v1/pauses', {}, answers.parsePauses, page => page.pauses),
    pause: (id, options) => put(pause(id), options, answers.parsePause),
    resume: (id, { by, reason }) =>
      remove(`${pause(id)}?${new URLSearchParams({ by, reason }).toString()}`, answers.parsePause),
  }
}

async function* waiting(
  get: Requests['get'],
  filter: QueueFilter = {},
): AsyncGenerator<QueuedTask, void, void> {
  for await (const page of pagesOf(get, '/v1/queue', { ...filter }, answers.parseQueuePage)) yield* page.tasks
}
