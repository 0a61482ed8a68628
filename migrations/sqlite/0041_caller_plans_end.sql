-- What is agreed on under a pseudonym is forgotten with it. Nothing has written this table before.
DROP TABLE caller_plans;
CREATE TABLE caller_plans (
    organisation_id BLOB NOT NULL,
    pseudonym TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT caller_plans_pkey PRIMARY KEY (organisation_id, pseudonym)
);
