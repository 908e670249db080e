-- Version 3: where the words of a parameter stand, worked out from the marked examples of its capability.
CREATE TABLE places (
    key       TEXT NOT NULL,              -- of the model and the examples
    parameter TEXT NOT NULL,
    views     BLOB NOT NULL,              -- little-endian f32
    PRIMARY KEY (key, parameter)
) STRICT, WITHOUT ROWID;
