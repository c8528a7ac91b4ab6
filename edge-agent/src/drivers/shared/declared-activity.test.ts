import { expect, it } from 'vitest'
import { checkActivities, describeActivity } from './declared-activity.ts'

const activity = (resultFiles: { folder: string; match: string }[]) => ({
  name: 'measure',
  version: '1',
  repeatability: 'safe-until-started' as const,
  phases: [],
  parameters: { type: 'object', properties: { sample: { type: 'string' } } },
  resultFiles,
})

it('takes result files by the attempt, the run and its parameters, and tells places that no run could fill in', () => {
  const right = [{ folder: '/data/{attemptId}', match: '{sample} {runReference}*.xy' }]
  expect(checkActivities([activity(right)])).toEqual([])
  expect(describeActivity(activity(right)).resultFiles).toEqual(right)
  const wrong = [{ folder: 'scans/{user}', match: '{Sample}.xy' }]
  expect(checkActivities([activity(wrong)])).toEqual([
    {
      field: 'activities.0.resultFiles.0.folder',
      message: 'has {user}, which is neither a parameter nor attemptId or runReference',
    },
    { field: 'activities.0.resultFiles.0.folder', message: 'must be an absolute path' },
    {
      field: 'activities.0.resultFiles.0.match',
      message: 'has {Sample}, which is neither a parameter nor attemptId or runReference',
    },
  ])
})
