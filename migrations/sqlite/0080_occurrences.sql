-- A date of a series has one call that takes place. Those taken back when the series changed are kept as history
-- beside it. SQLite changes no constraint of a table: it is made again, and those that refer to it find it at the commit.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE scheduled_calls_before AS SELECT * FROM scheduled_calls;
DROP TABLE scheduled_calls;
CREATE TABLE scheduled_calls (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    series_id BLOB NOT NULL,
    local_on TEXT NOT NULL,
    person_id BLOB NOT NULL,
    volunteer_id BLOB,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    starts_at TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT scheduled_calls_pkey PRIMARY KEY (id),
    CONSTRAINT scheduled_calls_series_fkey FOREIGN KEY (series_id) REFERENCES call_series (id),
    CONSTRAINT scheduled_calls_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
INSERT INTO scheduled_calls
    (id, organisation_id, series_id, local_on, person_id, volunteer_id, code, state, is_live, starts_at, record)
SELECT id, organisation_id, series_id, local_on, person_id, volunteer_id, code, state, is_live, starts_at, record
FROM scheduled_calls_before;
DROP TABLE scheduled_calls_before;

CREATE UNIQUE INDEX scheduled_calls_occurrence_key ON scheduled_calls (series_id, local_on) WHERE state <> 'cancelled';
CREATE INDEX scheduled_calls_series ON scheduled_calls (series_id, local_on);
CREATE INDEX scheduled_calls_starts ON scheduled_calls (organisation_id, starts_at);
CREATE INDEX scheduled_calls_person ON scheduled_calls (person_id, starts_at);
CREATE INDEX scheduled_calls_volunteer ON scheduled_calls (volunteer_id, starts_at);
CREATE INDEX scheduled_calls_code ON scheduled_calls (organisation_id, code, starts_at);
