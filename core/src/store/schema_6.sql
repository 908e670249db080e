-- Version 6: records that can be shown one by one, the words beside the ledger, and standing permissions.

-- The digest of what a record says. With it and its turn a record stands in the chain without being shown. NULL: written before version 6, when the hash covered all at once.
ALTER TABLE ledger ADD COLUMN content TEXT;
CREATE INDEX ledger_by_turn ON ledger (turn);

-- Texts that the ledger knows by digest only: what was said, what was told, what a call held. Deleted when a turn is forgotten.
CREATE TABLE words (
    turn   TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- SHA-256 of salt, role and text: without the salt a short text cannot be guessed
    salt   TEXT NOT NULL,
    role   TEXT NOT NULL,                 -- said, selected, told, argument, output
    text   TEXT NOT NULL,
    PRIMARY KEY (turn, digest)
) STRICT, WITHOUT ROWID;

-- What the person permitted beforehand.
CREATE TABLE grants (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    permission TEXT NOT NULL,             -- JSON
    given_ms   INTEGER NOT NULL,
    revoked_ms INTEGER
) STRICT;

-- What a grant was used for. The row is there before the call leaves; an act that changed nothing gives it back, a payment only when its call never left.
CREATE TABLE grant_uses (
    key     TEXT PRIMARY KEY,             -- of the claim
    granted INTEGER NOT NULL REFERENCES grants (id),
    amount  INTEGER NOT NULL,             -- minor units
    at_ms   INTEGER NOT NULL
) STRICT;
