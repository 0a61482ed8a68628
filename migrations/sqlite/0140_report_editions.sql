-- The figures of a period that is over, with the facts they were counted from. Append only: a correction is another edition,
-- and never changes an earlier one.

CREATE TABLE report_editions (
    organisation_id BLOB NOT NULL,
    period TEXT NOT NULL,
    edition BIGINT NOT NULL,
    definitions BIGINT NOT NULL,
    made_at TEXT NOT NULL,
    made_by BLOB,
    figures TEXT NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT report_editions_pkey PRIMARY KEY (organisation_id, period, edition),
    CONSTRAINT report_editions_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

-- Figures are counted from the attempts of some days.
CREATE INDEX attempts_began ON attempts (organisation_id, began_at);
