-- Version 5: what the scheduler measures, what the person prefers, and why a service was taken.

-- How a capability of a service has fared. Counts fade with time; see the core's reliability.
CREATE TABLE measured (
    service    TEXT NOT NULL,
    capability TEXT NOT NULL,
    successes  REAL NOT NULL,
    failures   REAL NOT NULL,
    latency_ms REAL NOT NULL,             -- zero when no answer was timed yet
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (service, capability)
) STRICT, WITHOUT ROWID;

-- Which service the person took for what. A learned choice: seen and forgotten like any fact.
CREATE TABLE chosen (
    schema  TEXT NOT NULL,
    service TEXT NOT NULL,
    times   INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (schema, service)
) STRICT, WITHOUT ROWID;

-- How the person wants choices made, by domain; the empty domain is all others.
CREATE TABLE preferences (
    domain     TEXT PRIMARY KEY,
    preference TEXT NOT NULL              -- JSON
) STRICT, WITHOUT ROWID;

-- What is remembered of the person.
CREATE TABLE facts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    domain     TEXT NOT NULL,
    name       TEXT NOT NULL,
    value      TEXT NOT NULL,             -- JSON, in the form of the parameter that it fills
    source     TEXT NOT NULL,             -- said, typed, donated
    turn       TEXT,                      -- where it was said
    accepted   INTEGER NOT NULL,          -- 0: a proposal
    times      INTEGER NOT NULL,          -- how often it was said
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    used_in    TEXT NOT NULL,             -- JSON list of turns
    UNIQUE (domain, name)
) STRICT;

-- The records of choices, by turn. Deleted with the turn's words.
CREATE TABLE choices (
    turn     TEXT NOT NULL,
    position INTEGER NOT NULL,
    record   TEXT NOT NULL,               -- JSON
    PRIMARY KEY (turn, position)
) STRICT, WITHOUT ROWID;

-- What was done and shown last, for words that point back to it. One row.
CREATE TABLE recent (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    body  TEXT NOT NULL,                  -- JSON
    at_ms INTEGER NOT NULL
) STRICT;
