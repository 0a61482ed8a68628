-- The morning email of each coordinator: at their hour, once a day.

CREATE TABLE digests (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT digests_pkey PRIMARY KEY (id)
);
