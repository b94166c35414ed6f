-- The schema of a Habeas case file, version 3.
--
-- How to read it. Everything that can be cited is a *record*: one row in `record` (the header: who may see
-- it, how far it was reviewed, which version) and one row with the same id in the table of its kind. Names,
-- citations, tags, outside identifiers and history point at the header, so they work for every kind alike.
--
-- Three conventions hold throughout:
--   * A date is three columns: `x` is EDTF text (ISO 8601-2), `x_lo` and `x_hi` the earliest and the latest
--     day it can mean, counted from 1970-01-01; NULL is "not bounded". The program computes the two from the
--     text in one place; `habeas check` proves them.
--   * `x_basis` says whether a report states the value or somebody concluded it; `x_part` which part was
--     concluded, when only a part was.
--   * A closed list the program relies on stands in the program, once; `habeas check` compares what is stored with it.
--     An open list that a team may extend is a `term`.
--
-- The integer keys of rows that are in the history are the numbers of the changes that made them. They are for joins
-- inside this file and never leave it: outside, and in the history itself, a row is its `uid`.
--
-- Any SQLite built with SQLCipher and given the key can read this file: there are no custom functions,
-- tokenizers or collations in it.

------------------------------------------------------------------------------------------------------------
-- The case file itself

-- Settings of this case file: `title`, `as_on` (the day durations are counted to, for a closed case).
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the program notes for itself on this machine, outside the history: `last_backup` (the time of the last good backup,
-- RFC 3339).
CREATE TABLE bookkeeping (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- People who sign in, and the program itself (id 2, which can't). An account is who did something: it is
-- disabled, never deleted, so that the history keeps its authors.
CREATE TABLE account (
  id            INTEGER PRIMARY KEY,
  uid           BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  login         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  role          TEXT NOT NULL,
  admin         INTEGER NOT NULL DEFAULT 0 CHECK (admin IN (0, 1)),
  clearance     INTEGER NOT NULL DEFAULT 1 CHECK (clearance BETWEEN 0 AND 3),
  lang          TEXT NOT NULL DEFAULT 'en',
  created_at    TEXT NOT NULL,
  disabled_at   TEXT
) STRICT;

-- What proves that somebody is the holder of an account, and when that was done last: secrets, and so not in the history.
CREATE TABLE credential (
  account_id         INTEGER PRIMARY KEY REFERENCES account(id),
  password           TEXT,                     -- argon2id, PHC format; NULL until chosen
  second_factor      TEXT,                     -- the secret of the time-based codes (TOTP), base32; NULL: none
  second_factor_step INTEGER,                  -- the time step of the last code taken: no code works twice
  last_sign_in       TEXT
) STRICT;

-- Codes that each stand in for the second factor once. Only a hash of a code is kept.
CREATE TABLE spare_code (
  account_id INTEGER NOT NULL REFERENCES account(id),
  code_hash  BLOB NOT NULL CHECK (length(code_hash) = 32),
  used_at    TEXT,
  PRIMARY KEY (account_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Sign-ins whose password was right and whose code is awaited. The cookie opens nothing but the form for the code.
CREATE TABLE awaited_code (
  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  account_id INTEGER NOT NULL REFERENCES account(id),
  attempts   INTEGER NOT NULL,                 -- tries of the name that were this sign-in itself
  expires_at INTEGER NOT NULL                  -- Unix seconds
) STRICT, WITHOUT ROWID;

-- A compartment closes records to everybody outside it, whatever their clearance.
CREATE TABLE compartment (
  id   INTEGER PRIMARY KEY,
  uid  BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE account_compartment (
  account_id     INTEGER NOT NULL REFERENCES account(id),
  compartment_id INTEGER NOT NULL REFERENCES compartment(id),
  PRIMARY KEY (account_id, compartment_id)
) STRICT, WITHOUT ROWID;

-- Signed-in browsers. Only a hash of the cookie is kept: a reader of this table can't become anyone.
CREATE TABLE session (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash   BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  account_id   INTEGER NOT NULL REFERENCES account(id),
  csrf         TEXT NOT NULL,                  -- expected in every unsafe request of this session
  started_at   INTEGER NOT NULL,               -- Unix seconds
  seen_at      INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,               -- when the password was last given, here or at sign-in
  last_before  TEXT,                           -- the sign-in before this one, and wrong passwords between the two
  failed_since INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE api_token (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  account_id INTEGER NOT NULL REFERENCES account(id),
  label      TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  expires_at INTEGER                           -- Unix seconds; NULL: works until it is revoked
) STRICT;

-- Wrong passwords, and codes of the second factor, by user name, known or not: how long the next try has to wait. Only a
-- hash of what was typed is kept: people type passwords into the wrong field.
CREATE TABLE sign_in_failure (
  login_hash BLOB PRIMARY KEY CHECK (length(login_hash) = 32),
  count      INTEGER NOT NULL,
  last_at    INTEGER NOT NULL                  -- Unix seconds
) STRICT, WITHOUT ROWID;

-- Answers to writes by the JSON API, so that a request sent again writes nothing again. Kept for seven days.
CREATE TABLE idempotency (
  account_id INTEGER NOT NULL REFERENCES account(id),
  key        TEXT NOT NULL CHECK (length(key) BETWEEN 8 AND 200),
  request    BLOB NOT NULL CHECK (length(request) = 32),  -- SHA-256 of method, address and body
  record_id  INTEGER NOT NULL REFERENCES record(id),
  status     INTEGER NOT NULL,
  answer     TEXT NOT NULL,                    -- the body that was sent
  at         INTEGER NOT NULL,                 -- Unix seconds
  PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency(at);

-- How far a file of lines (docs/exchange-format.md) is loaded: its first `lines` lines, which are its first `bytes` bytes, and
-- the SHA-256 of these. Written with each part of the file, so that a load that was stopped goes on there. `name` is the case.
CREATE TABLE loading (
  name  TEXT PRIMARY KEY,
  lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  hash  BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;

-- Lines of it that refer to what comes later in their file. `missing` is the name of one record that is not there yet, NULL
-- once it is. With `record_id` the record of the line is there, and only some of its rows wait: `rows`, by number (JSON).
CREATE TABLE loading_line (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL,
  line      INTEGER NOT NULL,
  text      TEXT NOT NULL,
  record_id INTEGER REFERENCES record(id),
  rows      TEXT CHECK (json_valid(rows)),
  missing   TEXT
) STRICT;
CREATE INDEX loading_line_missing ON loading_line(name, missing, line);

-- What somebody typed and has not saved: a form keeps itself here every few seconds. Kept over sign-out, crash and lock;
-- taken away by the save, in its transaction.
CREATE TABLE draft (
  account_id INTEGER NOT NULL REFERENCES account(id),
  key        TEXT NOT NULL CHECK (length(key) BETWEEN 8 AND 200),  -- of the form; its one save has the same
  address    TEXT NOT NULL,                    -- the page of the form
  at         INTEGER NOT NULL,                 -- Unix seconds
  fields     TEXT NOT NULL CHECK (json_valid(fields)),             -- [[name, value], …] as typed
  PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

-- Questions that are kept, so that no address has words in it. One without a name is forgotten in time.
CREATE TABLE question (
  uid        BLOB PRIMARY KEY CHECK (length(uid) = 16),
  account_id INTEGER NOT NULL REFERENCES account(id),
  shows      TEXT NOT NULL,                    -- what answers it: search, search_as_typed, timeline, timeline_people or timeline_detentions
  content    TEXT NOT NULL CHECK (json_valid(content)),            -- parameters by name
  name       TEXT,
  shared     INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),
  at         INTEGER NOT NULL                  -- Unix seconds of when it was asked last
) STRICT, WITHOUT ROWID;
CREATE INDEX question_account ON question(account_id, at);

-- Questions that somebody watches, and since when he or she has seen their answers.
CREATE TABLE watch (
  account_id   INTEGER NOT NULL REFERENCES account(id),
  question_uid BLOB NOT NULL REFERENCES question(uid),
  seen         INTEGER NOT NULL,               -- the last change of the history by then
  at           TEXT NOT NULL,                  -- UTC, RFC 3339
  PRIMARY KEY (account_id, question_uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_question ON watch(question_uid);

-- Links that work once: `enter` signs in (the demo), `setup` lets its holder choose a password.
CREATE TABLE one_time_link (
  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  purpose    TEXT NOT NULL,
  account_id INTEGER REFERENCES account(id),   -- NULL: the first account, still to be named
  expires_at INTEGER NOT NULL,                 -- Unix seconds
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------------------------------------------------
-- Vocabulary: open lists. The code is 'list/entry'; HURIDOCS codes are a cross-reference, never the key.

CREATE TABLE term (
  code     TEXT PRIMARY KEY CHECK (code GLOB '[a-z]*/[a-z]*'),
  parent   TEXT REFERENCES term(code),
  huridocs TEXT,
  ord      INTEGER NOT NULL DEFAULT 0,
  active   INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE term_label (
  code    TEXT NOT NULL REFERENCES term(code),
  lang    TEXT NOT NULL,
  label   TEXT NOT NULL,
  inverse TEXT,                                -- of a relation, read from the object: "co-chair" for "co-chair of"
  PRIMARY KEY (code, lang)
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------------------------------------------------
-- Records

-- The header of every citable row. `uid` (UUIDv7) names it outside this file, `ref` ('I-4') to people.
-- Sensitivity: 0 public, 1 internal, 2 confidential, 3 restricted.
CREATE TABLE record (
  id             INTEGER PRIMARY KEY,
  uid            BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  ref            TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL,                -- the table with its fields
  sensitivity    INTEGER NOT NULL DEFAULT 1 CHECK (sensitivity BETWEEN 0 AND 3),
  compartment_id INTEGER REFERENCES compartment(id),
  review         TEXT NOT NULL DEFAULT 'draft',
  comment        TEXT,                         -- of the people who keep the record, not of a source
  version        INTEGER NOT NULL DEFAULT 1,
  created_at     TEXT NOT NULL,
  created_by     INTEGER NOT NULL REFERENCES account(id),
  updated_at     TEXT NOT NULL,
  updated_by     INTEGER NOT NULL REFERENCES account(id),
  deleted_at     TEXT,
  merged_into    INTEGER REFERENCES record(id),
  UNIQUE (id, kind)
) STRICT;
CREATE INDEX record_withdrawn ON record(deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX record_merged ON record(merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX record_confidential ON record(sensitivity) WHERE sensitivity > 1;
CREATE INDEX record_compartment ON record(compartment_id) WHERE compartment_id IS NOT NULL;
-- What was merged into a record.
-- Counting what a reader may see of a kind reads this index alone.
CREATE INDEX record_kind ON record(kind, sensitivity, compartment_id, deleted_at, merged_into);

-- The last number given out for each letter; derived from the refs.
CREATE TABLE ref_counter (
  prefix TEXT PRIMARY KEY,
  last   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Two records of one thing made one, until it is undone. What refers to the merged record, or is attached to it, stands
-- for the kept one meanwhile (`redirect`). `undo` says what else was changed with it, so that it can be changed back.
CREATE TABLE merge (
  id         INTEGER PRIMARY KEY,
  uid        BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  merged_id  INTEGER NOT NULL REFERENCES record(id),
  kept_id    INTEGER NOT NULL REFERENCES record(id) CHECK (kept_id <> merged_id),
  undo       TEXT NOT NULL CHECK (json_valid(undo)),
  undone_at  TEXT
) STRICT;
CREATE INDEX merge_merged ON merge(merged_id);
CREATE INDEX merge_kept ON merge(kept_id);

-- References to merged records: the tables hold the record that is kept, this one what was written, so that it comes back
-- when the merge is undone. Derived from the history and the merges. `field` is the name of the reference, `record` the
-- record that a name, citation or other attached row belongs to.
CREATE TABLE redirect (
  row_id     INTEGER NOT NULL,
  field      TEXT NOT NULL,
  tbl        TEXT NOT NULL,
  written_id INTEGER NOT NULL REFERENCES record(id),
  PRIMARY KEY (row_id, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX redirect_written ON redirect(written_id);

-- A tree: country > region > district > city > site. A site may be unnamed ("a nearby road").
CREATE TABLE place (
  id            INTEGER PRIMARY KEY,
  kind          TEXT NOT NULL DEFAULT 'place' CHECK (kind = 'place'),
  level         TEXT NOT NULL,
  site_type     TEXT REFERENCES term(code) CHECK (site_type GLOB 'site/*'),
  parent_id     INTEGER REFERENCES place(id) CHECK (parent_id <> id),
  named         INTEGER NOT NULL DEFAULT 1 CHECK (named IN (0, 1)),
  iso           TEXT,                          -- ISO 3166 code
  latitude      REAL CHECK (latitude BETWEEN -90 AND 90),
  longitude     REAL CHECK (longitude BETWEEN -180 AND 180),
  geo_precision INTEGER CHECK (geo_precision BETWEEN 1 AND 7),  -- UCDP: 1 exact … 6 country, 7 international
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;
CREATE INDEX place_parent ON place(parent_id);

-- An individual or a group, named or not. Groups are first-class: "several leaders" is one row, its named
-- members are tied to it by a relation, and nobody is counted twice.
CREATE TABLE person (
  id             INTEGER PRIMARY KEY,
  kind           TEXT NOT NULL DEFAULT 'person' CHECK (kind = 'person'),
  unit           TEXT NOT NULL DEFAULT 'individual',
  identified     INTEGER NOT NULL DEFAULT 1 CHECK (identified IN (0, 1)),
  sex            TEXT NOT NULL DEFAULT 'unknown',
  age            TEXT,  -- as it is said, of the day or days of age_as_of
  age_as_of      TEXT, age_as_of_lo INTEGER, age_as_of_hi INTEGER,
  birth          TEXT, birth_lo INTEGER, birth_hi INTEGER,
  birth_basis    TEXT NOT NULL DEFAULT 'stated',
  death          TEXT, death_lo INTEGER, death_hi INTEGER,
  birth_place_id INTEGER REFERENCES place(id),
  nationality    TEXT,
  ethnicity      TEXT,
  civil_status   TEXT,
  occupation     TEXT,
  health         TEXT,
  description    TEXT,
  consent        TEXT,  -- to the use of the person's data
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (birth_lo <= birth_hi), CHECK (death_lo <= death_hi), CHECK (age_as_of_lo <= age_as_of_hi),
  CHECK ((age IS NULL) = (age_as_of IS NULL))
) STRICT;

CREATE INDEX person_birth_place ON person(birth_place_id) WHERE birth_place_id IS NOT NULL;

CREATE TABLE organization (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL DEFAULT 'organization' CHECK (kind = 'organization'),
  type        TEXT NOT NULL REFERENCES term(code) CHECK (type GLOB 'org/*'),
  state_actor INTEGER NOT NULL DEFAULT 0 CHECK (state_actor IN (0, 1)),
  parent_id   INTEGER REFERENCES organization(id) CHECK (parent_id <> id),
  place_id    INTEGER REFERENCES place(id),
  description TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind)
) STRICT;

CREATE INDEX organization_parent ON organization(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX organization_place ON organization(place_id) WHERE place_id IS NOT NULL;

-- Who told it: an outlet, agency, NGO, witness. `reliability` is the Admiralty letter: A completely reliable,
-- B usually, C fairly, D not usually, E unreliable, F not judged. Who a protected source is, only clearance 3 sees.
CREATE TABLE source (
  id              INTEGER PRIMARY KEY,
  kind            TEXT NOT NULL DEFAULT 'source' CHECK (kind = 'source'),
  type            TEXT NOT NULL REFERENCES term(code) CHECK (type GLOB 'src/*'),
  organization_id INTEGER REFERENCES organization(id),
  person_id       INTEGER REFERENCES person(id),
  reliability     TEXT NOT NULL DEFAULT 'F',
  protected       INTEGER NOT NULL DEFAULT 0 CHECK (protected IN (0, 1)),
  lang            TEXT,
  url             TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (organization_id IS NULL OR person_id IS NULL)
) STRICT;

CREATE INDEX source_organization ON source(organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX source_protected ON source(protected) WHERE protected = 1;
CREATE INDEX source_person ON source(person_id) WHERE person_id IS NOT NULL;

-- One document from a source: an article, a video, a testimony, a court record.
CREATE TABLE report (
  id              INTEGER PRIMARY KEY,
  kind            TEXT NOT NULL DEFAULT 'report' CHECK (kind = 'report'),
  type            TEXT NOT NULL REFERENCES term(code) CHECK (type GLOB 'doc/*'),
  title           TEXT NOT NULL,
  author          TEXT,
  url             TEXT,
  archive_url     TEXT,
  lang            TEXT,
  parent_id       INTEGER REFERENCES report(id) CHECK (parent_id <> id),  -- the report it is embedded in
  published       TEXT, published_lo INTEGER, published_hi INTEGER,
  published_basis TEXT NOT NULL DEFAULT 'stated',
  published_part  TEXT,
  accessed        TEXT, accessed_lo INTEGER, accessed_hi INTEGER,
  body            TEXT,                        -- the text, if the team may keep it; paragraphs part at line ends
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (published_lo <= published_hi), CHECK (accessed_lo <= accessed_hi)
) STRICT;

CREATE INDEX report_parent ON report(parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE report_source (
  id        INTEGER PRIMARY KEY,
  uid       BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  report_id INTEGER NOT NULL REFERENCES report(id),
  source_id INTEGER NOT NULL REFERENCES source(id),
  role      TEXT NOT NULL
) STRICT;
CREATE INDEX report_source_report ON report_source(report_id, source_id, role);
CREATE INDEX report_source_source ON report_source(source_id, report_id);

-- Something that happened at a time and place. `day_seq` orders what happened on one day when no clock time
-- is known; `finding` is this organization's own assessment, apart from what the reports say.
CREATE TABLE incident (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL DEFAULT 'incident' CHECK (kind = 'incident'),
  type        TEXT NOT NULL REFERENCES term(code) CHECK (type GLOB 'inc/*'),
  title       TEXT NOT NULL,
  summary     TEXT,
  date        TEXT, date_lo INTEGER, date_hi INTEGER,
  date_basis  TEXT NOT NULL DEFAULT 'stated',
  date_part   TEXT,
  day_seq     INTEGER NOT NULL DEFAULT 0,
  time_note   TEXT,
  place_id    INTEGER REFERENCES place(id),
  place_basis TEXT NOT NULL DEFAULT 'stated',
  place_note  TEXT,
  finding     TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (date_lo <= date_hi)
) STRICT;
CREATE INDEX incident_place ON incident(place_id);
CREATE INDEX incident_day ON incident(date_lo, type, place_id);

-- A person or an organization in an incident: in which role, doing or suffering which act.
CREATE TABLE participation (
  id              INTEGER PRIMARY KEY,
  kind            TEXT NOT NULL DEFAULT 'participation' CHECK (kind = 'participation'),
  incident_id     INTEGER NOT NULL REFERENCES incident(id),
  person_id       INTEGER REFERENCES person(id),
  organization_id INTEGER REFERENCES organization(id),
  role            TEXT NOT NULL REFERENCES term(code) CHECK (role GLOB 'role/*'),
  act             TEXT REFERENCES term(code) CHECK (act GLOB 'act/*'),
  certainty       TEXT NOT NULL DEFAULT 'stated',
  note            TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK ((person_id IS NULL) <> (organization_id IS NULL))
) STRICT;
CREATE INDEX participation_incident ON participation(incident_id);
CREATE INDEX participation_person ON participation(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX participation_organization ON participation(organization_id) WHERE organization_id IS NOT NULL;

-- A tie between two records: co-chair of, spouse of, one of a group, capital of.
CREATE TABLE relation (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL DEFAULT 'relation' CHECK (kind = 'relation'),
  subject_id INTEGER NOT NULL REFERENCES record(id),
  type       TEXT NOT NULL REFERENCES term(code) CHECK (type GLOB 'rel/*'),
  object_id  INTEGER NOT NULL REFERENCES record(id) CHECK (object_id <> subject_id),
  title      TEXT,                             -- the office or tie in the report's word: "co-chairman"
  valid      TEXT, valid_lo INTEGER, valid_hi INTEGER,
  as_of      TEXT, as_of_lo INTEGER, as_of_hi INTEGER,
  certainty  TEXT NOT NULL DEFAULT 'stated',
  note       TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (valid_lo <= valid_hi), CHECK (as_of_lo <= as_of_hi)
) STRICT;
CREATE INDEX relation_subject ON relation(subject_id);
CREATE INDEX relation_object ON relation(object_id);
CREATE INDEX relation_unsure ON relation(id) WHERE type = 'rel/may_be_same';
CREATE INDEX relation_not_same ON relation(id) WHERE type = 'rel/not_same';

CREATE TABLE incident_link (
  id               INTEGER PRIMARY KEY,
  kind             TEXT NOT NULL DEFAULT 'incident_link' CHECK (kind = 'incident_link'),
  from_incident_id INTEGER NOT NULL REFERENCES incident(id),
  type             TEXT NOT NULL,
  to_incident_id   INTEGER NOT NULL REFERENCES incident(id) CHECK (to_incident_id <> from_incident_id),
  certainty        TEXT NOT NULL DEFAULT 'stated',
  note             TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind)
) STRICT;
CREATE INDEX incident_link_from ON incident_link(from_incident_id, type, to_incident_id);
CREATE INDEX incident_link_to ON incident_link(to_incident_id);

-- One custody episode of one person or group; a re-arrest is a new one. Its status is never stored: it is
-- what the last custody event that states one says, as of that event.
CREATE TABLE detention (
  id                       INTEGER PRIMARY KEY,
  kind                     TEXT NOT NULL DEFAULT 'detention' CHECK (kind = 'detention'),
  person_id                INTEGER NOT NULL REFERENCES person(id),
  incident_id              INTEGER REFERENCES incident(id),
  start                    TEXT, start_lo INTEGER, start_hi INTEGER,
  start_basis              TEXT NOT NULL DEFAULT 'stated',
  start_part               TEXT,
  arrest_place_id          INTEGER REFERENCES place(id),
  arresting_organization_id INTEGER REFERENCES organization(id),
  ordering_organization_id INTEGER REFERENCES organization(id),
  warrant                  TEXT NOT NULL DEFAULT 'unknown',
  stated_reason            TEXT,
  legal_basis              TEXT,
  presumed_reason          TEXT,
  acknowledged             TEXT NOT NULL DEFAULT 'unknown',
  incommunicado            TEXT NOT NULL DEFAULT 'unknown',
  lawyer                   TEXT NOT NULL DEFAULT 'unknown',
  family_contact           TEXT NOT NULL DEFAULT 'unknown',
  ill_treatment            TEXT NOT NULL DEFAULT 'unknown',
  health                   TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (start_lo <= start_hi)
) STRICT;
CREATE INDEX detention_person ON detention(person_id);
CREATE INDEX detention_incident ON detention(incident_id);
CREATE INDEX detention_arrest_place ON detention(arrest_place_id) WHERE arrest_place_id IS NOT NULL;
CREATE INDEX detention_arresting ON detention(arresting_organization_id) WHERE arresting_organization_id IS NOT NULL;
CREATE INDEX detention_ordering ON detention(ordering_organization_id) WHERE ordering_organization_id IS NOT NULL;

-- A dated step in a custody episode. `status_after` is what it says of custody, if it says anything.
CREATE TABLE custody_event (
  id              INTEGER PRIMARY KEY,
  kind            TEXT NOT NULL DEFAULT 'custody_event' CHECK (kind = 'custody_event'),
  detention_id    INTEGER NOT NULL REFERENCES detention(id),
  seq             INTEGER NOT NULL,
  type            TEXT NOT NULL REFERENCES term(code) CHECK (type GLOB 'de/*'),
  date            TEXT, date_lo INTEGER, date_hi INTEGER,
  date_basis      TEXT NOT NULL DEFAULT 'stated',
  date_part       TEXT,
  place_id        INTEGER REFERENCES place(id),
  place_basis     TEXT NOT NULL DEFAULT 'stated',
  organization_id INTEGER REFERENCES organization(id),
  organization_basis TEXT NOT NULL DEFAULT 'stated',
  court_id        INTEGER REFERENCES organization(id),
  judge           TEXT,
  case_number     TEXT,
  next_hearing    TEXT, next_hearing_lo INTEGER, next_hearing_hi INTEGER,
  law             TEXT,
  article         TEXT,
  verdict         TEXT,
  sentence        TEXT,
  fine_amount     REAL CHECK (fine_amount >= 0),
  fine_currency   TEXT,
  bail_amount     REAL CHECK (bail_amount >= 0),
  bail_currency   TEXT,
  release_kind    TEXT,
  status_after    TEXT,
  certainty       TEXT NOT NULL DEFAULT 'stated',
  note            TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (date_lo <= date_hi), CHECK (next_hearing_lo <= next_hearing_hi),
  CHECK ((fine_amount IS NULL) OR (fine_currency IS NOT NULL)), CHECK ((bail_amount IS NULL) OR (bail_currency IS NOT NULL))
) STRICT;
CREATE INDEX custody_event_place ON custody_event(place_id) WHERE place_id IS NOT NULL;
CREATE INDEX custody_event_organization ON custody_event(organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX custody_event_court ON custody_event(court_id) WHERE court_id IS NOT NULL;
CREATE INDEX custody_event_detention ON custody_event(detention_id, seq);
-- Steps that an episode has twice are found without a walk through all steps.
CREATE INDEX custody_event_dated ON custody_event(detention_id, type) WHERE date IS NOT NULL;

-- One charge in a custody episode. What a court made of all of them together is a step.
CREATE TABLE charge (
  id              INTEGER PRIMARY KEY,
  kind            TEXT NOT NULL DEFAULT 'charge' CHECK (kind = 'charge'),
  detention_id    INTEGER NOT NULL REFERENCES detention(id),
  offence         TEXT,
  law             TEXT,
  article         TEXT,
  date            TEXT, date_lo INTEGER, date_hi INTEGER,
  date_basis      TEXT NOT NULL DEFAULT 'stated',
  date_part       TEXT,
  outcome         TEXT NOT NULL DEFAULT 'unknown',
  outcome_date    TEXT, outcome_date_lo INTEGER, outcome_date_hi INTEGER,
  sentence        TEXT,
  certainty       TEXT NOT NULL DEFAULT 'stated',
  note            TEXT,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (date_lo <= date_hi), CHECK (outcome_date_lo <= outcome_date_hi),
  CHECK ((offence IS NOT NULL) OR (law IS NOT NULL) OR (article IS NOT NULL))
) STRICT;
CREATE INDEX charge_detention ON charge(detention_id);

-- A count as one report gives it; never overwritten, never averaged. Vague words stay words: `verbatim` is
-- printed, the numbers are for computing. One figure may be preferred, the others stay.
CREATE TABLE figure (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL DEFAULT 'figure' CHECK (kind = 'figure'),
  about_id   INTEGER NOT NULL REFERENCES record(id),
  measure    TEXT NOT NULL REFERENCES term(code) CHECK (measure GLOB 'fig/*'),
  group_id   INTEGER REFERENCES person(id),
  qualifier  TEXT NOT NULL,
  lo         INTEGER CHECK (lo >= 0),
  best       INTEGER CHECK (best >= 0),
  hi         INTEGER CHECK (hi >= 0),
  verbatim   TEXT NOT NULL,
  as_of      TEXT, as_of_lo INTEGER, as_of_hi INTEGER,
  claimed_by TEXT,
  preferred  INTEGER NOT NULL DEFAULT 0 CHECK (preferred IN (0, 1)),
  FOREIGN KEY (id, kind) REFERENCES record(id, kind),
  CHECK (lo <= hi), CHECK (lo <= best), CHECK (best <= hi), CHECK (as_of_lo <= as_of_hi),
  CHECK (qualifier <> 'exact' OR (lo IS NOT NULL AND lo = best AND best = hi)),
  CHECK (qualifier <> 'zero' OR (lo IS NOT NULL AND lo = 0 AND best = 0 AND hi = 0)),
  CHECK (qualifier NOT IN ('at_least', 'more_than') OR (lo IS NOT NULL AND hi IS NULL)),
  CHECK (qualifier NOT IN ('at_most', 'fewer_than') OR (hi IS NOT NULL AND lo IS NULL)),
  CHECK (qualifier <> 'range' OR (lo IS NOT NULL AND hi IS NOT NULL)),
  CHECK (qualifier <> 'vague' OR (lo IS NULL AND best IS NULL AND hi IS NULL)),
  CHECK (qualifier <> 'about' OR best IS NOT NULL OR (lo IS NOT NULL AND hi IS NOT NULL))
) STRICT;
CREATE INDEX figure_about ON figure(about_id);
CREATE INDEX figure_group ON figure(group_id) WHERE group_id IS NOT NULL;

-- Words attributed to someone: a speech, chant, demand, denial.
CREATE TABLE statement (
  id              INTEGER PRIMARY KEY,
  kind            TEXT NOT NULL DEFAULT 'statement' CHECK (kind = 'statement'),
  incident_id     INTEGER REFERENCES incident(id),
  person_id       INTEGER REFERENCES person(id),
  organization_id INTEGER REFERENCES organization(id),
  form            TEXT NOT NULL,
  topic           TEXT REFERENCES term(code) CHECK (topic GLOB 'dem/*'),
  text            TEXT NOT NULL,
  lang            TEXT,
  direct          INTEGER NOT NULL DEFAULT 0 CHECK (direct IN (0, 1)),  -- the speaker's own words, not the report's
  FOREIGN KEY (id, kind) REFERENCES record(id, kind)
) STRICT;
CREATE INDEX statement_incident ON statement(incident_id);
CREATE INDEX statement_person ON statement(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX statement_organization ON statement(organization_id) WHERE organization_id IS NOT NULL;

-- Background a report gives of a record.
CREATE TABLE note (
  id       INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL DEFAULT 'note' CHECK (kind = 'note'),
  about_id INTEGER NOT NULL REFERENCES record(id),
  text     TEXT NOT NULL,
  FOREIGN KEY (id, kind) REFERENCES record(id, kind)
) STRICT;
CREATE INDEX note_about ON note(about_id);

------------------------------------------------------------------------------------------------------------
-- What is attached to records

-- Every spelling, and the report that spells it so. `valid` (an EDTF interval) is when the name was in force. `second` is 1
-- for a name that came with a merged record: it is no primary one while the merge lasts.
CREATE TABLE name (
  id        INTEGER PRIMARY KEY,
  uid       BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  record_id INTEGER NOT NULL REFERENCES record(id),
  text      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  lang      TEXT,
  valid     TEXT, valid_lo INTEGER, valid_hi INTEGER,
  report_id INTEGER REFERENCES report(id),
  key       TEXT NOT NULL,                     -- folded for looking up; the program computes it from `text`
  second    INTEGER NOT NULL DEFAULT 0 CHECK (second IN (0, 1))
) STRICT;
CREATE INDEX name_record ON name(record_id);
CREATE UNIQUE INDEX name_one_primary ON name(record_id) WHERE kind = 'primary' AND second = 0;
CREATE INDEX name_key ON name(key);
CREATE INDEX name_report ON name(report_id) WHERE report_id IS NOT NULL;

-- What another system calls a record.
CREATE TABLE external_id (
  id        INTEGER PRIMARY KEY,
  uid       BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  record_id INTEGER NOT NULL REFERENCES record(id),
  scheme    TEXT NOT NULL,
  value     TEXT NOT NULL
) STRICT;
CREATE INDEX external_id_record ON external_id(record_id);
CREATE INDEX external_id_value ON external_id(scheme, value);

-- Which report supports (or contradicts) which record, or one field of it. `hedge` is how strongly the report
-- puts it; `grade` the Admiralty grade (B2) of this claim; `via` whom the report names. One that supports a field supports
-- the value that the record has now; where the report gives another one (`differs`), that stands in `gives`, as it is typed,
-- or in `gives_record` where the field names a record. `preferred`: chosen by this organization where reports differ.
CREATE TABLE citation (
  id            INTEGER PRIMARY KEY,
  uid           BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  record_id     INTEGER NOT NULL REFERENCES record(id),
  report_id     INTEGER NOT NULL REFERENCES report(id),
  field         TEXT,
  paragraph     INTEGER CHECK (paragraph > 0),
  page          TEXT,
  quote         TEXT,
  hedge         TEXT NOT NULL DEFAULT 'asserted',
  via_id        INTEGER REFERENCES source(id),
  grade         TEXT NOT NULL DEFAULT 'F6',
  stance        TEXT NOT NULL DEFAULT 'supports',
  note          TEXT,
  gives         TEXT,
  gives_record_id INTEGER REFERENCES record(id),
  preferred     INTEGER NOT NULL DEFAULT 0 CHECK (preferred IN (0, 1)),
  CHECK ((stance = 'differs') = (gives IS NOT NULL OR gives_record_id IS NOT NULL)),
  CHECK (gives IS NULL OR gives_record_id IS NULL)
) STRICT;
CREATE INDEX citation_record ON citation(record_id);
CREATE INDEX citation_report ON citation(report_id, paragraph);
CREATE INDEX citation_against ON citation(stance) WHERE stance IN ('contradicts', 'differs');
CREATE INDEX citation_gives ON citation(gives_record_id) WHERE gives_record_id IS NOT NULL;
CREATE INDEX citation_via ON citation(via_id) WHERE via_id IS NOT NULL;
CREATE TRIGGER citation_quote_in_report BEFORE INSERT ON citation
  WHEN NEW.quote IS NOT NULL AND (SELECT instr(body, NEW.quote) = 0 FROM report WHERE id = NEW.report_id)
  BEGIN SELECT RAISE(ABORT, 'quote not in report'); END;

------------------------------------------------------------------------------------------------------------
-- The timeline index: derived from the tables above by the write path, in the same transaction. It can be
-- rebuilt at any time; `habeas check` compares it with what it is derived from.

-- One row for every incident and custody event. `day` orders (the earliest day stated, else the latest; 2147483647 undated),
-- then `seq`. Custody events with the same `line` say the same of several people: they are one line.
-- When it may have been: from `lo` to `hi`, the width of "about" included, and `open` says whether any day before (1) or
-- after (2) them is possible too. It has begun for certain by the day `begun` and is not over before the day `lasting`; both
-- are NULL where a marker puts the date in doubt. A date with holes, or of several dates, is `pieced`: then `lo` and `hi` are
-- the ends of all, and each piece stands in `entry_piece`.
-- `place_id` is the place that the record itself names; `placed` says whether `entry_place` has any for it.
CREATE TABLE entry (
  id       INTEGER PRIMARY KEY REFERENCES record(id),
  kind     TEXT NOT NULL,
  type     TEXT NOT NULL,
  day      INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  lo       INTEGER,
  hi       INTEGER,
  begun    INTEGER,
  lasting  INTEGER,
  open     INTEGER NOT NULL DEFAULT 0,
  pieced   INTEGER NOT NULL DEFAULT 0,
  place_id INTEGER,
  placed   INTEGER NOT NULL DEFAULT 0,
  line     BLOB CHECK (length(line) = 16)
) STRICT;
CREATE INDEX entry_order ON entry(day, seq, id);
CREATE INDEX entry_line ON entry(line) WHERE line IS NOT NULL;
CREATE INDEX entry_unplaced ON entry(id) WHERE placed = 0;

CREATE TABLE entry_piece (
  entry_id INTEGER NOT NULL REFERENCES entry(id),
  piece    INTEGER NOT NULL,
  lo       INTEGER NOT NULL,
  hi       INTEGER NOT NULL,
  begun    INTEGER,
  lasting  INTEGER,
  open     INTEGER NOT NULL,
  PRIMARY KEY (entry_id, piece)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry_person (
  person_id INTEGER NOT NULL,
  day       INTEGER NOT NULL,
  entry_id  INTEGER NOT NULL REFERENCES entry(id),
  PRIMARY KEY (person_id, day, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_person_entry ON entry_person(entry_id);

-- Where an entry may count. Its own place has the rank 0, and 1 where the detention says it of the step of the taking. A
-- custody event that a reader sees no place of counts at that of its incident (2), then of its episode (3 and on): where the
-- steps of the taking say somebody was taken, then where the detention itself does. A place holds for whoever sees it and
-- `via_id`, the record that names it; the lowest rank counts.
CREATE TABLE entry_place (
  place_id INTEGER NOT NULL,
  day      INTEGER NOT NULL,
  entry_id INTEGER NOT NULL REFERENCES entry(id),
  rank     INTEGER NOT NULL DEFAULT 0,
  via_id   INTEGER,
  PRIMARY KEY (place_id, day, entry_id, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_place_entry ON entry_place(entry_id, rank);
CREATE INDEX entry_place_via ON entry_place(via_id) WHERE via_id IS NOT NULL;

------------------------------------------------------------------------------------------------------------
-- The alphabets: derived from names and titles by the write path, in the same transaction, and checked likewise.

-- Where a record stands in the list of its kind, in the alphabet of each language of the interface: `key` sorts by its
-- bytes. `list` is people, groups, organizations, places, reports or sources; of places, `within` is the place around
-- it (0: none), since they are listed level by level.
CREATE TABLE sort_key (
  record_id INTEGER NOT NULL REFERENCES record(id),
  lang      TEXT NOT NULL,
  list      TEXT NOT NULL,
  within    INTEGER NOT NULL,
  key       BLOB NOT NULL,
  PRIMARY KEY (record_id, lang)
) STRICT, WITHOUT ROWID;
CREATE INDEX sort_key_order ON sort_key(list, lang, within, key);

-- Who is held: the last word on each person or group whose last word is not that he or she is free, on the days and for the
-- readers it holds for. A row holds from `from_day` up to, but not including, `until_day` (2147483647: since then), asked as
-- on the newest day (`asked` 1), an earlier one (2) or any (0), for those in the compartment who see the person and whose clearance lies between `clearance_lo` and `clearance_hi`: others see other
-- steps. `said` is the latest day of the step, `taken` of the arrest, `term_end` the earliest end of a term (-2147483648:
-- any time; -2147483647: nobody can tell from its words). Without a step the episode itself says since when. Without an episode: compartments divide what is said of the person, and its steps have to be asked.
CREATE TABLE held (
  person_id      INTEGER NOT NULL,
  clearance_lo   INTEGER NOT NULL,
  clearance_hi   INTEGER NOT NULL,
  asked          INTEGER NOT NULL,
  from_day       INTEGER NOT NULL,
  until_day      INTEGER NOT NULL,
  compartment_id INTEGER,
  is_group       INTEGER,
  detention_id   INTEGER,
  step_id        INTEGER,
  status         TEXT,
  certainty      TEXT,
  is_certain     INTEGER,
  place_id       INTEGER,
  said           INTEGER,
  taken          INTEGER,
  term_end       INTEGER,
  PRIMARY KEY (until_day, person_id, clearance_lo, asked, from_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_person ON held(person_id);
CREATE INDEX held_place ON held(place_id, until_day) WHERE place_id IS NOT NULL;
CREATE INDEX held_divided ON held(person_id) WHERE detention_id IS NULL;

-- The words of every name, for finding names by how their words begin: `word` is one of those of `name.key`.
CREATE TABLE name_word (
  word      TEXT NOT NULL,
  name_id   INTEGER NOT NULL,
  record_id INTEGER NOT NULL,
  PRIMARY KEY (word, name_id, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_word_record ON name_word(record_id);

-- What a report is known again by: its address in the form in which addresses are compared, its day with its title, the hash
-- of its text.
CREATE TABLE report_key (
  key       TEXT NOT NULL,
  report_id INTEGER NOT NULL,
  PRIMARY KEY (key, report_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_key_report ON report_key(report_id);

-- What memory held of the timeline, places and words at a change, so that it need not be read anew when the file is opened:
-- `layout` says which version of the program wrote it, `stream`, `n` and `chain` name the change in the history, `hash` is
-- that of all pieces, once they are written. `followed` counts what was touched since; far behind, all of it is let go of.
-- Derived: whoever finds anything wrong with it leaves it aside.
CREATE TABLE memory_kept (
  layout   BLOB NOT NULL CHECK (length(layout) = 32),
  hash     BLOB CHECK (length(hash) = 32),
  last     INTEGER NOT NULL,
  stream   BLOB NOT NULL CHECK (length(stream) = 16),
  n        INTEGER NOT NULL,
  chain    BLOB NOT NULL CHECK (length(chain) = 32),
  followed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE memory_piece (
  id      INTEGER PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;

-- What each commit since then touched (JSON), so that what is kept can follow.
CREATE TABLE memory_commit (
  id      INTEGER PRIMARY KEY,
  last    INTEGER NOT NULL,
  touched TEXT NOT NULL
) STRICT;

-- With which version of its rule something was derived: a program whose rule is another derives it again.
CREATE TABLE derivation (
  what    TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------------------------------------------------
-- History. From these three tables alone every table can be made again that is neither derived nor a session nor a secret;
-- `habeas check` does it and compares. Rows are named by uid, never by the integers of this file, so that the history can
-- be read by another one.

-- A stream: the history as one data directory wrote it. A new one begins with a new case file, with a restored backup, and
-- where saved work was lost: no number is given out twice. `begun` says why, `follows` (JSON) what came before.
CREATE TABLE stream (
  id      INTEGER PRIMARY KEY,
  uid     BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  begun   TEXT NOT NULL,
  follows TEXT CHECK (json_valid(follows))
) STRICT;

-- One write: changes that were saved together and apply whole. `id` is that of its first change, `author` the uid of an
-- account. The reason is hashed with a salt of its own, so that it can be erased, with its salt, and the chain still holds:
-- `reason_hash` stands in its place then. While the reason is there its hash follows from it and is not kept.
CREATE TABLE write (
  id          INTEGER PRIMARY KEY,
  stream_id   INTEGER NOT NULL REFERENCES stream(id),
  at          TEXT NOT NULL,                   -- UTC, RFC 3339
  author      BLOB NOT NULL CHECK (length(author) = 16),
  reason      TEXT,
  reason_salt BLOB CHECK (length(reason_salt) = 16),
  reason_hash BLOB CHECK (length(reason_hash) = 32),
  CHECK ((reason IS NULL) = (reason_salt IS NULL) AND (reason IS NULL) <> (reason_hash IS NULL))
) STRICT;

-- One change of one row: what was written, as canonical JSON; what was there before is in the row's earlier changes. `n`
-- counts the changes of a stream without gaps. `subject` is the uid of the record (account, compartment, stream) that is
-- changed, or the key of a term or setting; `row` the uid of what is attached to it, where that is what is changed.
-- `hash` is the SHA-256 of the stream's hash before, the header, and the hash of salt and content. As with the reason, that hash
-- is kept, as `content_hash`, where salt and content were erased, and nowhere else.
CREATE TABLE change (
  id           INTEGER PRIMARY KEY,            -- in the order in which this file took them in
  write_id     INTEGER NOT NULL REFERENCES write(id),
  n            INTEGER NOT NULL,
  tbl          TEXT NOT NULL,
  subject      ANY NOT NULL,
  row          BLOB CHECK (length(row) = 16),
  action       TEXT NOT NULL,
  content      TEXT CHECK (json_valid(content)),
  salt         BLOB CHECK (length(salt) = 16),
  content_hash BLOB CHECK (length(content_hash) = 32),
  hash         BLOB NOT NULL CHECK (length(hash) = 32),
  CHECK ((content IS NULL) = (salt IS NULL) AND (content IS NULL) <> (content_hash IS NULL))
) STRICT;
CREATE INDEX change_subject ON change(subject);
CREATE INDEX change_of_accounts ON change(id) WHERE tbl IN ('account', 'compartment');
CREATE TRIGGER change_is_append_only_update BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER change_is_append_only_delete BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER write_is_append_only_update BEFORE UPDATE ON write BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER write_is_append_only_delete BEFORE DELETE ON write BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
