-- From schema 1 to 2: second factor, tokens that end, drafts, merges.

ALTER TABLE account ADD COLUMN second_factor TEXT;
ALTER TABLE account ADD COLUMN second_factor_step INTEGER;
ALTER TABLE api_token ADD COLUMN expires_at INTEGER;

CREATE TABLE spare_code (
  account_id INTEGER NOT NULL REFERENCES account(id),
  code_hash  BLOB NOT NULL CHECK (length(code_hash) = 32),
  used_at    TEXT,
  PRIMARY KEY (account_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE awaited_code (
  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  account_id INTEGER NOT NULL REFERENCES account(id),
  attempts   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  account_id INTEGER NOT NULL REFERENCES account(id),
  key        TEXT NOT NULL CHECK (length(key) BETWEEN 8 AND 200),
  address    TEXT NOT NULL,
  at         INTEGER NOT NULL,
  fields     TEXT NOT NULL CHECK (json_valid(fields)),
  PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE merge (
  id         INTEGER PRIMARY KEY,
  merged_id  INTEGER NOT NULL REFERENCES record(id),
  kept_id    INTEGER NOT NULL REFERENCES record(id) CHECK (kept_id <> merged_id),
  moved      TEXT NOT NULL CHECK (json_valid(moved)),
  at         TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account(id),
  reason     TEXT NOT NULL,
  undone_at  TEXT
) STRICT;
CREATE INDEX merge_merged ON merge(merged_id);
CREATE INDEX merge_kept ON merge(kept_id);

CREATE TABLE sort_key (
  record_id INTEGER NOT NULL REFERENCES record(id),
  lang      TEXT NOT NULL,
  list      TEXT NOT NULL,
  within    INTEGER NOT NULL,
  key       BLOB NOT NULL,
  PRIMARY KEY (record_id, lang)
) STRICT, WITHOUT ROWID;
CREATE INDEX sort_key_order ON sort_key(list, lang, within, key);

-- With which version of its rule something was derived: a program whose rule is another derives it again.
CREATE TABLE derivation (
  what    TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX custody_event_place ON custody_event(place_id) WHERE place_id IS NOT NULL;
