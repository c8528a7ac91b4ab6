import { seconds } from '@muster/runtime'
import { activity, type WorldOptions } from '../world.ts'

const ACTIVITIES = {
  print: activity('print', 'safe-until-started', seconds(90)),
  weigh: activity('weigh', 'safe-until-started', seconds(10)),
  scan: activity('scan', 'safe', seconds(20)),
  fire: activity('fire', 'never', seconds(60)),
}
export const SAFE: ReadonlySet<string> = new Set(['scan'])

/** One instrument that can be asked what became of a start, and one that can't. */
export const MACHINES: WorldOptions['machines'] = [
  {
    agentId: 'left',
    instruments: [{ id: 'printer', keepsIds: true, activities: [ACTIVITIES.print, ACTIVITIES.scan] }],
  },
  {
    agentId: 'right',
    instruments: [
      {
        id: 'balance',
        keepsIds: false,
        activities: [ACTIVITIES.weigh, ACTIVITIES.fire, ACTIVITIES.scan],
      },
    ],
  },
]

/** What is asked for, each as likely as the others. */
export const SUBMISSIONS: readonly unknown[] = [
  { activity: { activity: 'print', parameters: { layers: 10 } } },
  { activity: { activity: 'weigh' } },
  { activity: { activity: 'fire' } },
  { activity: { activity: 'scan' } },
  {
    workflow: {
      muster: 1,
      name: 'two',
      version: 1,
      steps: { print: { activity: 'print' }, weigh: { activity: 'weigh', after: ['print'] } },
    },
  },
]
