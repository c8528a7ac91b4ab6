import { type Duration, InvariantError, parseDuration } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

/** When an offer that is not answered goes elsewhere: a part of the configuration under `scheduler`. */

export const MOVING_SETTINGS = {
  moveAfter: Type.String({
    format: 'duration-text',
    default: '5 s',
    description:
      'An offer that was not answered for so long goes to an instrument that suits as well and is idle; 0 s for never.',
  }),
}
const All = Type.Object(MOVING_SETTINGS)

/** @returns 0 where offers are never moved */
export function moveAfterOf({ moveAfter }: Static<typeof All>): Duration {
  const parsed = parseDuration(moveAfter)
  // The schema has let only durations through.
  if (parsed === undefined) throw new InvariantError(`${moveAfter} is not a duration`)
  return parsed
}
