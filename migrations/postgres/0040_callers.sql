-- Who rings the lines, under a pseudonym that changes every ninety days and is then forgotten.
CREATE TABLE caller_marks (
    call_id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    pseudonym TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    CONSTRAINT caller_marks_pkey PRIMARY KEY (call_id)
);
CREATE INDEX caller_marks_pseudonym ON caller_marks (organisation_id, pseudonym, at);
CREATE INDEX caller_marks_at ON caller_marks (at);

-- A set time and a listener of their own, agreed on with somebody who rings often.
CREATE TABLE caller_plans (
    organisation_id UUID NOT NULL,
    pseudonym TEXT NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT caller_plans_pkey PRIMARY KEY (organisation_id, pseudonym)
);

-- A listener ended a conversation that was not respectful: a pause, which a human looks at.
CREATE TABLE caller_pauses (
    call_id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    pseudonym TEXT NOT NULL,
    asked_by UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT caller_pauses_pkey PRIMARY KEY (call_id)
);
CREATE INDEX caller_pauses_pseudonym ON caller_pauses (organisation_id, pseudonym, until_at);
