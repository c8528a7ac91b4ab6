import { InvalidInputError, MusterError } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { TaskRecord } from '../../model/records.ts'
import { startOf } from '../../scheduler/forecast/start-of.ts'
import { startView } from '../forecast-schemas.ts'
import { strict } from '../schema-parts.ts'

/** The parameters of a route that names one thing. */
export const ById = Type.Object({ id: Type.String({ maxLength: 200 }) }, strict)

/** The parameters of a route that names one thing by its name. */
export const ByName = Type.Object({ name: Type.String({ maxLength: 200 }) }, strict)

export const nameOf = (request: FastifyRequest): string => (request.params as { readonly name: string }).name

export const User = Type.Object({
  'x-muster-user': Type.Optional(Type.String({ description: 'The person whose jobs these will be.' })),
})

/** Parameters, bodies and queries are documented by these schemas and parsed by `parse.ts`, which names every fault. */
export const idOf = (request: FastifyRequest): string => (request.params as { readonly id: string }).id

export const notFound = (what: string, id: string): MusterError =>
  new MusterError('not-found', 'input', `there is no ${what} ${id}`)

export function userOf(request: FastifyRequest): string {
  const header = request.headers['x-muster-user']
  return typeof header === 'string' && header !== '' ? header.slice(0, 200) : 'anonymous'
}

/** @throws InvalidInputError */
export function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && key.length >= 1 && key.length <= 200) return key
  throw new InvalidInputError('the Idempotency-Key is not right', [
    { field: 'Idempotency-Key', message: 'must have 1 to 200 characters' },
  ])
}

/** What is known of when tasks begin: for those that wait, as it was worked out last. */
export function startsOf({ operations }: Coordinator): (task: TaskRecord) => ReturnType<typeof startView> {
  const found = operations.forecastAtHand()
  return task => (found ? startView(startOf(found.forecast, task, found.now)) : {})
}
