-- The plan of the coming weeks, one an organisation: when it was last made, and what it came to. A matter that never ends: its
-- timer is the next night.
CREATE TABLE week_plans (
    id UUID NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT week_plans_pkey PRIMARY KEY (id),
    CONSTRAINT week_plans_organisation_fkey FOREIGN KEY (id) REFERENCES organisations (id)
);
