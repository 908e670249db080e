-- Version 1. Never edited once released: a change is a new file.

CREATE TABLE services (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL,            -- order of installation; never a reason to prefer a service
    version  TEXT NOT NULL,
    digest   TEXT NOT NULL,               -- SHA-256 of the canonical manifest
    manifest TEXT NOT NULL,               -- canonical JSON
    enabled  INTEGER NOT NULL             -- the host's or the person's switch
) STRICT;

-- What a service is known by. A service that is off has no rows here: it leaves no trace in understanding.
CREATE TABLE phrases (
    id         INTEGER PRIMARY KEY,
    service    TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    capability TEXT NOT NULL,
    role       TEXT NOT NULL,             -- direct, indirect, negative, title, description, keyword, use
    language   TEXT NOT NULL,             -- zh, en
    text       TEXT NOT NULL,
    hash       TEXT NOT NULL              -- of model, language and text: the key of its vector
) STRICT;
CREATE INDEX phrases_by_service ON phrases (service);

-- Words of the phrases: pairs of Chinese characters and stemmed English words, cut by the core.
CREATE VIRTUAL TABLE phrase_words USING fts5 (grams, content = '', contentless_delete = 1, tokenize = 'porter unicode61');

-- Vectors by content hash; they outlive their phrases, so that a service that comes back encodes nothing.
CREATE TABLE vectors (
    hash   TEXT PRIMARY KEY,
    vector BLOB NOT NULL                  -- little-endian f32
) STRICT, WITHOUT ROWID;

CREATE TABLE turns (
    id         TEXT PRIMARY KEY,
    state      TEXT NOT NULL,             -- JSON
    is_open    INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL           -- the host's time of the last input, milliseconds since 1970
) STRICT;

-- One row an attempt to change something. Written before the call leaves.
CREATE TABLE claims (
    key        TEXT PRIMARY KEY,          -- the idempotency key that goes to the host
    turn       TEXT NOT NULL,
    service    TEXT NOT NULL,
    capability TEXT NOT NULL,
    digest     TEXT NOT NULL,
    state      TEXT NOT NULL,             -- claimed, done, failed, unknown
    claimed_ms INTEGER NOT NULL
) STRICT;

-- What has been used with success: who gets first refusal, and what is still new to the person.
CREATE TABLE uses (
    service    TEXT NOT NULL,
    capability TEXT NOT NULL,
    count      INTEGER NOT NULL,
    last_ms    INTEGER NOT NULL,
    PRIMARY KEY (service, capability)
) STRICT, WITHOUT ROWID;

-- A yes is worth one digest, once.
CREATE TABLE approvals (
    id         TEXT PRIMARY KEY,
    interrupt  TEXT NOT NULL,
    digest     TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    used       INTEGER NOT NULL
) STRICT;

-- The person let this capability have what it reads.
CREATE TABLE consents (
    service    TEXT NOT NULL,
    capability TEXT NOT NULL,
    PRIMARY KEY (service, capability)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY,
    turn     TEXT NOT NULL,
    time_ms  INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    body     TEXT NOT NULL,               -- JSON; words of the person only as digests
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL
) STRICT;
