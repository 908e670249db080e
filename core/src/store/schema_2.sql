-- Version 2: what was learned from the phrases of the services that are on. One row; made anew when they change.
CREATE TABLE heads (
    key     TEXT PRIMARY KEY,             -- of the model and all phrases that it was learned from
    weights BLOB NOT NULL                 -- little-endian f32
) STRICT, WITHOUT ROWID;
