import type { DownKind, DownMessages } from '@muster/protocol'
import { InvariantError, type Random, type Timestamp } from '@muster/runtime'
import { type Change, perTable, type Rows, type TableName, type Tables } from '../store/store.ts'
import type { AuditEvent, IdempotencyRecord } from './records.ts'
import type { State } from './state.ts'

/** A message to an agent, without the header that it gets when it leaves. */
export type Outgoing = {
  readonly [K in DownKind]: {
    readonly agentId: string
    readonly kind: K
    readonly message: Omit<DownMessages[K], 'header'>
  }
}[DownKind]

/** The fields that a change may set; undefined takes an optional one away. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | undefined }

/**
 * One decision while it is being taken: rows that change, events for the audit, and what is to happen once
 * all of it is on disk. Rows change in the state at once, so that what is decided next builds on it.
 */
export class Draft {
  readonly state: State
  readonly intent: string
  readonly actor: string
  readonly now: Timestamp
  /** Monotonic milliseconds, for what is measured within this process. */
  readonly monotonic: number
  readonly messages: Outgoing[] = []
  /** Jobs that have ended in it, and what follows from that for others is not worked out yet. */
  readonly ended: string[] = []
  /** Of the tables that it changes, which are few. */
  readonly #rows: { [T in TableName]?: Map<string, Tables[T]> } = {}
  #hasRows = false
  readonly #events: AuditEvent[] = []
  readonly #afterCommit: (() => void)[] = []
  readonly #random: Random
  #idempotency: IdempotencyRecord | undefined

  constructor(state: State, intent: string, actor: string, now: Timestamp, random: Random, monotonic = 0) {
    this.#random = random
    this.state = state
    this.intent = intent
    this.actor = actor
    this.now = now
    this.monotonic = monotonic
  }

  /** What it is of, the time, and 48 random bits, all in hex: in order of time, so that indexes grow at their end. */
  newId(of: string): string {
    return `${of}-${Math.max(0, Math.trunc(this.now)).toString(16)}${this.#random.id().replaceAll('-', '').slice(0, 12)}`
  }

  insert<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    this.#put(table, row)
    return row
  }

  /** A row as it is after `patch`, one version on. */
  update<T extends TableName>(
    table: T,
    row: Tables[T],
    patch: Patch<Omit<Tables[T], 'id' | 'version'>>,
  ): Tables[T] {
    const merged: Record<string, unknown> = { ...row, version: row.version + 1 }
    for (const [key, value] of Object.entries(patch)) {
      if (value === undefined) delete merged[key]
      else merged[key] = value
    }
    // The patch has the row's own types, and only optional fields may be taken away.
    const next = merged as unknown as Tables[T]
    this.#put(table, next)
    return next
  }

  audit(
    kind: string,
    subject: string,
    details: Readonly<Record<string, unknown>> = {},
    jobId?: string,
  ): void {
    const base = { at: this.now, actor: this.actor, kind, subject, details }
    this.#events.push(jobId === undefined ? base : { ...base, jobId })
  }

  /** To be sent once the decision is committed. */
  send(outgoing: Outgoing): void {
    this.messages.push(outgoing)
  }

  afterCommit(action: () => void): void {
    this.#afterCommit.push(action)
  }

  remember(idempotency: IdempotencyRecord): void {
    if (this.#idempotency) throw new InvariantError('one decision can answer one submission')
    this.#idempotency = idempotency
  }

  get isEmpty(): boolean {
    return this.#events.length === 0 && !this.#hasRows
  }

  toChange(): Change {
    const rows = this.#rows
    return {
      intent: this.intent,
      rows: perTable<Rows>(table => rowsOf(rows[table]) as unknown as Rows[typeof table]),
      events: this.#events,
      ...(this.#idempotency ? { idempotency: this.#idempotency } : {}),
    }
  }

  runAfterCommit(): void {
    for (const action of this.#afterCommit) action()
  }

  #put<T extends TableName>(table: T, row: Tables[T]): void {
    const known: Map<string, Tables[T]> | undefined = this.#rows[table]
    if (known) known.set(row.id, row)
    else Object.assign(this.#rows, { [table]: new Map([[row.id, row]]) })
    this.#hasRows = true
    this.state.put(table, row)
  }
}

const NONE: readonly never[] = []

const rowsOf = <Row>(rows: ReadonlyMap<string, Row> | undefined): readonly Row[] =>
  rows ? [...rows.values()] : NONE
