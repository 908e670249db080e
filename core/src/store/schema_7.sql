-- Version 7: each mode of a service switched by the app and by the person, what the person wants asked, a pseudonym for each service, dispatch receipts.

-- Which modes are switched off, by whom; what has no row is on. The empty service is all of them. A row outlives its service, so that what was off comes back off.
CREATE TABLE switched_modes (
    service  TEXT NOT NULL,
    who      TEXT NOT NULL CHECK (who IN ('host', 'person')),
    declared INTEGER NOT NULL,            -- 0: off
    auto     INTEGER NOT NULL,            -- 0: off
    PRIMARY KEY (service, who)
) STRICT, WITHOUT ROWID;
INSERT INTO switched_modes SELECT id, 'person', 0, 0 FROM services WHERE enabled = 0;
INSERT OR IGNORE INTO switched_modes SELECT service, 'person', 0, 0 FROM switches;
DROP TABLE switches;

-- What the person wants asked beyond the rules. One row.
CREATE TABLE safeguards (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL                    -- JSON
) STRICT;

-- By what each service knows the person: random, and no two services the same.
CREATE TABLE pseudonyms (
    service   TEXT PRIMARY KEY,
    pseudonym TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Services that the person lets know how they fared in choices.
CREATE TABLE receipt_consents (
    service TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- How often, by month: sums only, of services that may know.
CREATE TABLE receipts (
    service    TEXT NOT NULL,
    capability TEXT NOT NULL,
    month      TEXT NOT NULL,             -- 2026-11
    what       TEXT NOT NULL,             -- considered, eligible, shown, called; why it was not taken begins with "not:"
    times      INTEGER NOT NULL,
    PRIMARY KEY (service, capability, month, what)
) STRICT, WITHOUT ROWID;
