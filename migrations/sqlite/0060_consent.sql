-- A person's file is a matter in progress while an answer is awaited, or until a pause ends.
ALTER TABLE people ADD COLUMN is_live BOOLEAN NOT NULL DEFAULT FALSE;

-- What people said about each use of the service: the proof. Lines are added, never changed.
CREATE TABLE consent_changes (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    at TEXT NOT NULL,
    scope TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    way TEXT NOT NULL,
    by_member BLOB,
    wording TEXT NOT NULL,
    CONSTRAINT consent_changes_pkey PRIMARY KEY (id),
    CONSTRAINT consent_changes_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
CREATE INDEX consent_changes_person ON consent_changes (person_id, at);
