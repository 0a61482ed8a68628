-- Agreements with partners: from when to when, how many people a month. A partner without one signals as before.

CREATE TABLE partnerships (
    organisation_id UUID NOT NULL,
    key TEXT NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT partnerships_pkey PRIMARY KEY (organisation_id, key),
    CONSTRAINT partnerships_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
