-- Who rings the lines, under a pseudonym that changes every ninety days and is then forgotten.
CREATE TABLE caller_marks (
    call_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    pseudonym TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT caller_marks_pkey PRIMARY KEY (call_id)
);
CREATE INDEX caller_marks_pseudonym ON caller_marks (organisation_id, pseudonym, at);
CREATE INDEX caller_marks_at ON caller_marks (at);

-- A set time and a listener of their own, agreed on with somebody who rings often.
CREATE TABLE caller_plans (
    organisation_id BLOB NOT NULL,
    pseudonym TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT caller_plans_pkey PRIMARY KEY (organisation_id, pseudonym)
);

-- A listener ended a conversation that was not respectful: a pause, which a human looks at.
CREATE TABLE caller_pauses (
    call_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    pseudonym TEXT NOT NULL,
    asked_by BLOB NOT NULL,
    at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    CONSTRAINT caller_pauses_pkey PRIMARY KEY (call_id)
);
CREATE INDEX caller_pauses_pseudonym ON caller_pauses (organisation_id, pseudonym, until_at);
