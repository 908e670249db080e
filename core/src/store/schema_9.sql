-- Version 9: vectors in a table with row ids. Without them a row may keep a quarter of a page in its place and spills the rest into a page of its own: two thirds of the file were air.

CREATE TABLE kept_vectors (
    hash   TEXT PRIMARY KEY,
    vector BLOB NOT NULL                  -- little-endian f32
) STRICT;
INSERT INTO kept_vectors SELECT hash, vector FROM vectors;
DROP TABLE vectors;
ALTER TABLE kept_vectors RENAME TO vectors;
