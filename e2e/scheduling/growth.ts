import { type Runtime, Session } from 'node:inspector'

/** How much is kept in all that can be reached from an object: also in private fields, and in what closures see. */

/** By the way there, such as `state.#board.#places`: how many entries the maps, sets and lists there have together. */
export type Sizes = ReadonlyMap<string, number>

const SIZE = /^(?:Map|Set|Array)\((\d+)\)$/
/** Not looked into: of these there are as many as there are things, and what they hold is looked at elsewhere or nowhere. */
const DEPTH = 12

interface Place {
  readonly id: string
  readonly path: string
  readonly depth: number
}

/** @param isOutside names of fields behind which is what may grow, such as a store */
export function sizesOf(root: object, isOutside: (field: string) => boolean): Sizes {
  const holder = globalThis as unknown as Record<string, unknown>
  holder['growthRoot'] = root
  const session = new Session()
  session.connect()
  try {
    return new Walk(session, isOutside).from('globalThis.growthRoot')
  } finally {
    session.disconnect()
    delete holder['growthRoot']
  }
}

class Walk {
  readonly #session: Session
  readonly #isOutside: (field: string) => boolean
  readonly #sizes = new Map<string, number>()
  readonly #queue: Place[] = []

  constructor(session: Session, isOutside: (field: string) => boolean) {
    this.#session = session
    this.#isOutside = isOutside
  }

  from(expression: string): Sizes {
    // Objects are told apart by a mark: the inspector gives another id each time.
    const { result } = this.#post('Runtime.evaluate', {
      expression: `globalThis.growthSeen = new WeakSet(); ${expression}`,
    }) as Runtime.EvaluateReturnType
    const { objectId } = result
    if (objectId !== undefined) this.#queue.push({ id: objectId, path: '', depth: 0 })
    for (let at = 0; at < this.#queue.length; at += 1) {
      const place = this.#queue[at]
      if (place) this.#look(place)
    }
    this.#post('Runtime.evaluate', { expression: 'delete globalThis.growthSeen' })
    return this.#sizes
  }

  #look({ id, path, depth }: Place): void {
    if (!this.#isNew(id)) return
    const found = this.#post('Runtime.getProperties', { objectId: id, ownProperties: true }) as Found
    const fields = [...found.result, ...(found.privateProperties ?? [])].flatMap(({ name, value }) =>
      value ? [{ name, value }] : [],
    )
    const inner = (found.internalProperties ?? []).flatMap(({ name, value }) =>
      value && (name === '[[Entries]]' || name === '[[Scopes]]') ? [{ name, value }] : [],
    )
    for (const { name, value } of [...fields, ...inner]) this.#visit(name, value, path, depth)
  }

  #visit(name: string, value: Runtime.RemoteObject, path: string, depth: number): void {
    const { objectId, type, description = '' } = value
    // A symbol has an id too, and nothing in it.
    if (
      objectId === undefined ||
      type === 'symbol' ||
      this.#isOutside(name) ||
      depth > DEPTH ||
      isOfTheLanguage(name, value)
    )
      return
    const way = path + stepOf(name)
    const size = name.startsWith('[[') ? undefined : SIZE.exec(description)?.[1]
    if (size !== undefined && this.#isFresh(objectId))
      this.#sizes.set(way, (this.#sizes.get(way) ?? 0) + Number(size))
    this.#queue.push({ id: objectId, path: way, depth: depth + 1 })
  }

  #isFresh(objectId: string): boolean {
    return !this.#call(objectId, 'function () { return globalThis.growthSeen.has(this) }')
  }

  #isNew(objectId: string): boolean {
    return this.#call(
      objectId,
      'function () { const isNew = !globalThis.growthSeen.has(this); globalThis.growthSeen.add(this); return isNew }',
    )
  }

  #call(objectId: string, functionDeclaration: string): boolean {
    const answer = this.#post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration,
      returnByValue: true,
    }) as Runtime.CallFunctionOnReturnType
    return answer.result.value === true
  }

  #post(method: string, params: object): unknown {
    let answer: { readonly error: Error | null; readonly result: unknown } | undefined
    // Within one thread the answer is there at once.
    this.#session.post(method, params, (error: Error | null, result: unknown) => {
      answer = { error, result }
    })
    if (!answer) throw new Error(`${method} was not answered`)
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result
  }
}

type Found = Runtime.GetPropertiesReturnType & {
  readonly privateProperties?: readonly Runtime.PropertyDescriptor[]
}

/** Entries of lists and maps have one way together. */
function stepOf(name: string): string {
  if (name === '[[Entries]]') return ''
  return /^\d+$/.test(name) ? '[]' : `.${name}`
}

/** Classes, modules and what is everywhere: nothing is kept there by what is looked at. */
function isOfTheLanguage(
  name: string,
  { type, className = '', description = '' }: Runtime.RemoteObject,
): boolean {
  if (['Global', 'Module', 'process'].includes(className)) return true
  if (/^(?:Global|Script|Module|Catch)/.test(description)) return true
  if (type === 'function' && description.startsWith('class')) return true
  return name === '__proto__' || name === 'prototype' || name === 'constructor'
}
