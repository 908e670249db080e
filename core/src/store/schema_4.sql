-- Version 4: services that come and go together.
CREATE TABLE packs (
    id      TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    pack    TEXT NOT NULL,                -- as it was installed, the manifests in their canonical form
    before         TEXT,                  -- the one that it replaced
    version_before TEXT,
    withdrawn      TEXT                   -- the version that was rolled back from
) STRICT, WITHOUT ROWID;

-- What was off when its service went, so that it comes back as it was.
CREATE TABLE switches (
    service TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE pack_services (
    service TEXT PRIMARY KEY,             -- a service comes from one pack
    pack    TEXT NOT NULL REFERENCES packs (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
