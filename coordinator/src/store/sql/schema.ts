/**
 * Version 1 of the database. A row's `body` is the record as JSON; the columns beside it are what it is found by.
 * Numbered keys follow the order of insertion, so that rows of work under way lie together.
 */
export const SCHEMA_1 = `
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store_id TEXT NOT NULL,
  writes INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  lead_id TEXT NOT NULL,
  events INTEGER NOT NULL,
  last_hash TEXT NOT NULL
) STRICT;

CREATE TABLE jobs (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  submitted_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, sequence, submitted_at);
CREATE INDEX jobs_by_time ON jobs (submitted_at);

CREATE TABLE job_labels (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (name, value, sequence)
) STRICT, WITHOUT ROWID;

-- Instruments that a job asks for or had.
CREATE TABLE job_instruments (
  instrument_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (instrument_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_counts (
  state TEXT PRIMARY KEY,
  jobs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  job_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_of_job ON tasks (job_id, sequence);

CREATE TABLE attempts (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  task_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  instrument_id TEXT NOT NULL,
  ended INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_of_task ON attempts (task_id, number);
-- Two open attempts of one task, or at one instrument, are refused by the database as well.
CREATE UNIQUE INDEX open_attempt_of_task ON attempts (task_id) WHERE ended = 0;
CREATE UNIQUE INDEX open_attempt_at_instrument ON attempts (instrument_id) WHERE ended = 0;

-- What an agent's instruments can do is long and seldom changes; the body changes with every report.
CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  instruments TEXT NOT NULL
) STRICT;

CREATE TABLE instruments (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE prompts (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  raised_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX prompts_by_state ON prompts (state, raised_at);
CREATE INDEX prompts_by_time ON prompts (raised_at);

-- \`hash\` is of the hash before and of \`content\` (store/audit-chain.ts).
CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  job_id TEXT,
  content TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_job ON events (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE idempotency (
  key TEXT PRIMARY KEY,
  body_hash TEXT NOT NULL,
  job_id TEXT NOT NULL,
  at REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_time ON idempotency (at);

-- For a person with the sqlite3 shell; no code reads it.
CREATE VIEW audit AS SELECT
  number,
  datetime(json_extract(content, '$[1]') / 1000, 'unixepoch') AS at,
  json_extract(content, '$[2]') AS actor,
  json_extract(content, '$[3]') AS kind,
  json_extract(content, '$[4]') AS subject,
  job_id,
  json_extract(content, '$[6]') AS details
FROM events;
`

/** Version 2: what the supervisor keeps. */
export const SCHEMA_2 = `
CREATE TABLE escalations (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  raised_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX escalations_by_state ON escalations (state, raised_at);
CREATE INDEX escalations_by_time ON escalations (raised_at);

CREATE TABLE breakers (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE dead_letters (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  raised_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX dead_letters_by_state ON dead_letters (state, raised_at);
CREATE INDEX dead_letters_by_time ON dead_letters (raised_at);
`

/** Version 3: what tasks hold besides instruments, and where samples are. */
export const SCHEMA_3 = `
CREATE TABLE resources (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE samples (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
`

/** Version 4: what people have paused. */
export const SCHEMA_4 = `
CREATE TABLE pauses (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
`

/** Version 5: tasks that are in an attempt besides the one that it is named after. */
export const SCHEMA_5 = `
CREATE TABLE attempt_members (
  task_id TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  ended INTEGER NOT NULL,
  PRIMARY KEY (task_id, attempt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_members_of_attempt ON attempt_members (attempt_id);
CREATE UNIQUE INDEX open_attempt_of_member ON attempt_members (task_id) WHERE ended = 0;
`

/** Version 6: registered workflows; and what a job goes by, which is long and seldom changes, while its body changes with every step. */
export const SCHEMA_6 = `
-- The id is name@version; a body never changes but for being retired.
CREATE TABLE workflows (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

ALTER TABLE jobs ADD COLUMN plan TEXT NOT NULL DEFAULT '{}';
UPDATE jobs SET
  plan = json_object('definition', json(json_extract(body, '$.definition'))),
  body = json_remove(body, '$.definition');
`

/** Version 7: what begins jobs besides people. */
export const SCHEMA_7 = `
CREATE TABLE schedules (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE triggers (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

-- Files that triggers have dealt with.
CREATE TABLE seen_files (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  raised_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX seen_files_by_state ON seen_files (state, raised_at);
CREATE INDEX seen_files_by_time ON seen_files (raised_at);
`

/** What runs left behind: a row for each attempt that left something. */
export const SCHEMA_RESULT_FILES = `
CREATE TABLE result_files (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  raised_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX result_files_by_state ON result_files (state, raised_at);
CREATE INDEX result_files_by_time ON result_files (raised_at);
`
