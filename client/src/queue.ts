import * as answers from './answers.ts'
import type { JobView, TaskView } from './api-types.ts'
import type { Deed, ReasonedDeed, Requests } from './supervision.ts'

/** A task that waits for an instrument. Times are ISO 8601 in UTC. */
export interface QueuedTask {
  readonly id: string
  readonly jobId: string
  readonly step: string
  readonly activity: string
  /** The one that it asks for. */
  readonly instrument?: string
  /** Who submitted its job. */
  readonly user: string
  /** Whose share it counts to. */
  readonly share: string
  readonly priority: number
  /** With what it has risen by waiting. */
  readonly effectivePriority: number
  /** The latest time at which it should start. */
  readonly latestStart: string
  readonly queuedAt?: string
  /** Among the tasks that compete with it for instruments; 1 is first. */
  readonly position: number
  readonly order?: NonNullable<TaskView['order']>
}

export interface QueuePage {
  /** Tasks that wait for an instrument only, wanted or not. */
  readonly waiting: number
  readonly tasks: readonly QueuedTask[]
  readonly nextCursor?: string
}

export interface QueueFilter {
  readonly activity?: string
  /** What could be done on it. */
  readonly instrument?: string
  /** Who submitted. */
  readonly user?: string
}

/** What nothing new begins at. */
export interface PauseView {
  /** `queue`, or such as `instrument:furnace-1`. */
  readonly id: string
  readonly of: 'queue' | 'instrument' | 'agent' | 'activity'
  readonly name: string
  readonly state: 'paused' | 'resumed'
  readonly reason: string
  readonly by: string
  readonly at: string
  /** When it resumes by itself. */
  readonly until?: string
  /** Attempts that go on there. */
  readonly underWay: number
  /** While it is paused: whether anything still goes on there. */
  readonly drain?: 'draining' | 'drained'
  readonly drainedAt?: string
}

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
    queue: filter => pagesOf(get, filter),
    order: (id, options) => post(`/v1/tasks/${encodeURIComponent(id)}/order`, options, answers.parseTaskView),
    changePriority: (id, options) =>
      post(`/v1/jobs/${encodeURIComponent(id)}/priority`, options, answers.parseJobView),
    pauses: async () => (await get('/v1/pauses', answers.parsePauses)).pauses,
    pause: (id, options) => put(pause(id), options, answers.parsePause),
    resume: (id, { by, reason }) =>
      remove(`${pause(id)}?${new URLSearchParams({ by, reason }).toString()}`, answers.parsePause),
  }
}

async function* pagesOf(
  get: Requests['get'],
  filter: QueueFilter = {},
): AsyncGenerator<QueuedTask, void, void> {
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({
      ...filter,
      limit: '500',
      ...(cursor === undefined ? {} : { cursor }),
    })
    const page: QueuePage = await get(`/v1/queue?${query.toString()}`, answers.parseQueuePage)
    yield* page.tasks
    cursor = page.nextCursor
  } while (cursor !== undefined)
}
