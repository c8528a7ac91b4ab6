import type { StepKind } from '@muster/protocol'
import { activity } from './activity.ts'
import { call } from './call.ts'
import { forEach } from './for-each.ts'
import { group, stepsFrom } from './group.ts'
import type { Kind } from './kind.ts'
import { prompt } from './prompt.ts'
import { repeat } from './repeat.ts'
import { choice } from './switch.ts'
import { uses } from './uses.ts'
import { wait } from './wait.ts'

/** All kinds of steps. */
export const KINDS: Readonly<Record<StepKind, Kind>> = {
  activity,
  prompt,
  wait,
  call,
  switch: choice,
  forEach,
  repeat,
  uses,
  steps: group,
  stepsFrom,
}
