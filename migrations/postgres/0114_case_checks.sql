-- Somebody near her, a caretaker or somebody of the team, asked how she is for a case.

CREATE TABLE case_checks (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    case_id UUID NOT NULL,
    person_id UUID NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT case_checks_pkey PRIMARY KEY (id),
    CONSTRAINT case_checks_case_fkey FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT case_checks_state CHECK (state IN ('asked', 'answered', 'silent', 'called_off'))
);

CREATE INDEX case_checks_case ON case_checks (case_id, made_at);
CREATE INDEX case_checks_person ON case_checks (person_id, is_live);
CREATE INDEX case_checks_organisation ON case_checks (organisation_id, made_at);
