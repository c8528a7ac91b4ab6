import { formatDuration } from '@muster/runtime'
import { type Detector, lasting, monotonicOf, NOTHING } from '../findings.ts'

/** Files that a run left behind and that do not come. */
export const detectResultFiles: Detector = (view, attemptId) => {
  const row = view.state.resultFiles.get(attemptId)
  if (!row) return NOTHING
  const { agentId, instrumentId, jobId, taskIds, raisedAt, files } = row
  const [taskId] = taskIds
  return lasting(view, monotonicOf(view, raisedAt), view.limits.filesAfter, () => {
    const missing = files.filter(({ state }) => state === 'expected')
    const problem = missing.find(file => file.problem !== undefined)?.problem
    const names = missing.slice(0, 3).map(({ name }) => name)
    const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : ''
    return {
      kind: 'result-files-missing',
      message: `${agentId} has not uploaded ${names.join(', ')}${more} of ${attemptId} for ${formatDuration(view.wall - raisedAt)}${problem === undefined ? '' : `: ${problem}`}. They are kept at the agent.`,
      links: { jobId, ...(taskId === undefined ? {} : { taskId }), attemptId, agentId, instrumentId },
    }
  })
}
