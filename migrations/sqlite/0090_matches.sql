-- A volunteer and a person who are being brought together: one at a time for a person.

CREATE TABLE matches (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    volunteer_id BLOB NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT matches_pkey PRIMARY KEY (id),
    CONSTRAINT matches_person_fkey FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT matches_volunteer_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX matches_live_person_key ON matches (person_id) WHERE is_live;
CREATE INDEX matches_person ON matches (person_id);
CREATE INDEX matches_volunteer ON matches (volunteer_id, state);
CREATE INDEX matches_organisation ON matches (organisation_id, state);
