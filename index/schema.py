"""The tables, and what must agree between the program and an index on disk."""

FORMAT = 1  # raise when a table changes; an older program refuses a newer index
APPLICATION_ID = 0x61715141  # "aqQA" in the file's header: is this database ours?

TABLES = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per article id ever seen. `version` is the newest ever given, and stays when the
-- article goes, so that no (id, version) can ever mean two texts.
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    present INTEGER NOT NULL,
    folder TEXT  -- the folder a sync took it from; NULL: added by a program
) STRICT;

-- Older versions stay while the article does: old answers cite them.
CREATE TABLE versions (
    number INTEGER NOT NULL REFERENCES articles,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    title TEXT,
    language TEXT,
    source TEXT,
    url TEXT,
    published TEXT,
    blocks TEXT NOT NULL,  -- [["heading", ...], [start, ...], [end, ...]]; [] for none
    digest BLOB NOT NULL,  -- of the text: is the same article here under another id?
    added_at TEXT NOT NULL,
    PRIMARY KEY (number, version)
) STRICT;
CREATE INDEX versions_by_digest ON versions (digest);
-- What filters look at: in the table itself it stands behind the text, a page or more away.
CREATE INDEX versions_by_facts ON versions (number, version, language, source, published);

-- AUTOINCREMENT: a passage id is never reused, so the caches can tell new from known by id.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL REFERENCES articles,
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    context TEXT NOT NULL,
    digest BLOB NOT NULL  -- of the text that was embedded: equal text is embedded once
) STRICT;
CREATE INDEX passages_by_article ON passages (number);
CREATE INDEX passages_by_digest ON passages (digest);

CREATE TABLE vectors (
    id INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    vector BLOB NOT NULL  -- float16, unit length
) STRICT;

-- What a sync has seen: a file whose stamp is unchanged is not opened again.
CREATE TABLE files (
    folder TEXT NOT NULL,
    path TEXT NOT NULL,
    stamp TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (folder, path)
) STRICT, WITHOUT ROWID;
"""
