-- Days lived ahead on the simulator: what was asked, how far it is, what would happen. No personal data.
CREATE TABLE day_rehearsals (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    code TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    stage TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT day_rehearsals_pkey PRIMARY KEY (id),
    CONSTRAINT day_rehearsals_code_key UNIQUE (organisation_id, code),
    CONSTRAINT day_rehearsals_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
