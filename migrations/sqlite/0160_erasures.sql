-- People who were erased: an id that is nobody's, a keyed hash of the reference, when and by whom. With it a backup made before
-- is cleaned once it is restored.

CREATE TABLE erasures (
    person_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    reference_hash TEXT NOT NULL,
    at TEXT NOT NULL,
    by_member BLOB,
    CONSTRAINT erasures_pkey PRIMARY KEY (person_id)
);
CREATE INDEX erasures_organisation ON erasures (organisation_id, at);

-- What stays of a file that was erased: no name, no number, no text; figures are counted from it, and nobody finds it.
ALTER TABLE people ADD COLUMN erased_at TEXT;
