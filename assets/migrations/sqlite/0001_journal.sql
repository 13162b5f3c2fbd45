-- The journal and what is derived from it. `log` is the only source of truth: everything else is a lock or can be rebuilt from it.
CREATE TABLE head (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  db_id TEXT    NOT NULL,
  seq   INTEGER NOT NULL,
  hash  BLOB    NOT NULL,
  at_us INTEGER NOT NULL
) STRICT;

CREATE TABLE log (
  seq         INTEGER PRIMARY KEY,
  at_us       INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  stream      TEXT    NOT NULL,
  stream_seq  INTEGER NOT NULL,
  kind        TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 48 AND kind NOT GLOB '*[^a-z_.]*'),
  body        BLOB             CHECK (length(body) <= 65536),
  body_sha256 BLOB    NOT NULL CHECK (length(body_sha256) = 32),
  prev        BLOB    NOT NULL,
  hash        BLOB    NOT NULL CHECK (length(hash) = 32),
  UNIQUE (stream, stream_seq)
) STRICT;

-- Guards against accidents, not against whoever owns the file: the chain shows what they do.
CREATE TRIGGER log_is_a_chain BEFORE INSERT ON log
WHEN NOT EXISTS (SELECT 1 FROM head WHERE seq + 1 = NEW.seq AND hash = NEW.prev AND at_us <= NEW.at_us)
BEGIN SELECT RAISE(ABORT, 'not the next record of the log'); END;

CREATE TRIGGER log_moves_on AFTER INSERT ON log
BEGIN
  UPDATE head SET seq = NEW.seq, hash = NEW.hash, at_us = NEW.at_us;
  UPDATE streams SET last = NEW.stream_seq WHERE stream = NEW.stream;
END;

CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_cut     BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

-- What W-1, INC-1 and F-1 stand for. The store's own stream has the id of the store and no number.
CREATE TABLE streams (
  stream  TEXT    PRIMARY KEY,
  subject TEXT    NOT NULL CHECK (subject IN ('walk', 'incident', 'fix', 'store')),
  number  INTEGER NOT NULL,
  last    INTEGER NOT NULL DEFAULT 0,
  UNIQUE (subject, number)
) STRICT;

CREATE TABLE walks (
  walk       TEXT    PRIMARY KEY,
  started_by TEXT    NOT NULL,
  ended      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A lock: renewals are not in the log.
CREATE TABLE leases (
  walk     TEXT    PRIMARY KEY,
  token    INTEGER NOT NULL,
  holder   TEXT    NOT NULL,
  until_us INTEGER NOT NULL
) STRICT;

CREATE TABLE requests (
  request      TEXT    PRIMARY KEY,
  walk         TEXT    NOT NULL,
  node         TEXT    NOT NULL,
  attempt      INTEGER NOT NULL,
  binding      BLOB    NOT NULL,
  target_key   TEXT    NOT NULL,
  target_uid   TEXT    NOT NULL,
  requested_by TEXT    NOT NULL,
  quorum       INTEGER NOT NULL CHECK (quorum BETWEEN 0 AND 5),
  allow_self   INTEGER NOT NULL,
  requested_us INTEGER NOT NULL,
  expires_us   INTEGER NOT NULL,
  closed       TEXT,
  UNIQUE (walk, node, attempt)
) STRICT;

CREATE TABLE decisions (
  request TEXT    NOT NULL,
  actor   TEXT    NOT NULL,
  word    TEXT    NOT NULL CHECK (word IN ('approve', 'reject')),
  seq     INTEGER NOT NULL,
  at_us   INTEGER NOT NULL,
  PRIMARY KEY (request, actor, word)
) STRICT;

CREATE TABLE intents (
  intent     TEXT    PRIMARY KEY,
  walk       TEXT    NOT NULL,
  node       TEXT    NOT NULL,
  attempt    INTEGER NOT NULL,
  request    TEXT    NOT NULL UNIQUE,
  target_key TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('started', 'unknown', 'fenced', 'succeeded', 'failed', 'abandoned')),
  token      INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  UNIQUE (walk, node, attempt)
) STRICT;

-- One open effect for a target, whichever walk it belongs to.
CREATE UNIQUE INDEX one_open_intent ON intents (target_key) WHERE state IN ('started', 'unknown');

-- What records name by its digest: diffs, logs, objects. `bytes` are deflated, `size` is before that.
CREATE TABLE blobs (
  sha256 BLOB    PRIMARY KEY CHECK (length(sha256) = 32),
  size   INTEGER NOT NULL,
  bytes  BLOB    NOT NULL
) STRICT;

PRAGMA application_id = 1937010275; -- "stnc"
PRAGMA user_version = 1;
