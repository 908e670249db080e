-- Version 8: mini-tools, each with its versions and what it holds.

CREATE TABLE tools (
    id         TEXT PRIMARY KEY,
    is_saved   INTEGER NOT NULL,          -- 0: made in a turn that has not kept it yet
    state      TEXT NOT NULL,             -- JSON of what it holds; empty before anything was entered
    vector     BLOB,                      -- of what it is called and was asked for as, little-endian f32
    vector_of  TEXT NOT NULL,             -- SHA-256 of the model and the words that the vector is of
    created_ms INTEGER NOT NULL,
    used_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE tool_versions (
    tool       TEXT NOT NULL REFERENCES tools (id) ON DELETE CASCADE,
    version    INTEGER NOT NULL,          -- from 1, rising
    spec       TEXT NOT NULL,             -- JSON
    left_state TEXT NOT NULL,             -- what it held when the next version took its place; empty for the last
    PRIMARY KEY (tool, version)
) STRICT, WITHOUT ROWID;

-- That there was one, and nothing of it: its id is never given again.
CREATE TABLE deleted_tools (
    id         TEXT PRIMARY KEY,
    deleted_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
