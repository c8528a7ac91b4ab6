import { DatabaseSync } from 'node:sqlite'
import type { TelemetryPoint } from '@muster/protocol'
import type { MeasuredPoint, TelemetryStore } from './telemetry-store.ts'

/** The version of the file's form. One of another form is emptied: what is in it is worth no migration. */
const VERSION = 1
const SCHEMA = `
CREATE TABLE IF NOT EXISTS points (
  number INTEGER PRIMARY KEY,
  attempt_id TEXT NOT NULL,
  at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS points_of_attempt ON points (attempt_id, at);
CREATE TABLE IF NOT EXISTS streams (
  agent_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (agent_id, stream)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = ${VERSION};
`
/** Streams of an agent that are remembered: one begins with each of its processes. */
const STREAMS_OF_AGENT = 100

/**
 * A file of its own, so that nothing of it delays a commit. It survives the end of the process, kill -9 as well; what the loss of
 * power may take are the last seconds.
 * @param options.path `:memory:` for one that is gone with the process
 * @param options.maxPoints of all runs together; the oldest go
 */
export function openTelemetryStore(options: {
  readonly path: string
  readonly maxPoints: number
}): TelemetryStore {
  const database = new DatabaseSync(options.path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version !== VERSION) database.exec('DROP TABLE IF EXISTS points; DROP TABLE IF EXISTS streams')
  database.exec(SCHEMA)
  const highest = database.prepare('SELECT sequence FROM streams WHERE agent_id = ? AND stream = ?')
  const insert = database.prepare('INSERT INTO points (attempt_id, at, body) VALUES (?, ?, ?)')
  const note = database.prepare(
    `INSERT INTO streams VALUES (?1, ?2, ?3, (SELECT coalesce(max(number), 0) + 1 FROM streams WHERE agent_id = ?1))
     ON CONFLICT DO UPDATE SET sequence = excluded.sequence`,
  )
  const forgetStreams = database.prepare(
    'DELETE FROM streams WHERE agent_id = ?1 AND number <= (SELECT max(number) FROM streams WHERE agent_id = ?1) - ?2',
  )
  const trim = database.prepare('DELETE FROM points WHERE number <= (SELECT max(number) FROM points) - ?')
  const newest = database.prepare(
    'SELECT at, body FROM (SELECT at, number, body FROM points WHERE attempt_id = ? ORDER BY at DESC, number DESC LIMIT ?) ORDER BY at, number',
  )

  const keep = (agentId: string, stream: string, points: readonly TelemetryPoint[], known: number) => {
    let last = known
    for (const { sequence, attemptId, atWallMs, ...rest } of points) {
      if (sequence <= last) continue
      insert.run(attemptId, atWallMs, JSON.stringify(rest))
      last = sequence
    }
    if (last === known) return known
    note.run(agentId, stream, last)
    forgetStreams.run(agentId, STREAMS_OF_AGENT)
    trim.run(options.maxPoints)
    return last
  }

  return {
    take(agentId, stream, points) {
      const known = Number(highest.get(agentId, stream)?.['sequence'] ?? 0)
      database.exec('BEGIN')
      try {
        const last = keep(agentId, stream, points, known)
        database.exec('COMMIT')
        return last
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    pointsOf: (attemptId, limit) =>
      newest.all(attemptId, limit).map(row => {
        const body = JSON.parse(String(row['body'])) as Omit<MeasuredPoint, 'atWallMs'>
        return { ...body, atWallMs: Number(row['at']) }
      }),
    close: () => database.close(),
  }
}
