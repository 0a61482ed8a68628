-- Households followed by a team of volunteers and social workers. What is written of them stands sealed in `notes`.
CREATE TABLE households (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT households_pkey PRIMARY KEY (id),
    CONSTRAINT households_key_key UNIQUE (organisation_id, key)
);

-- Whoever has no row here has no access.
CREATE TABLE household_team (
    household_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT household_team_pkey PRIMARY KEY (household_id, member_id),
    CONSTRAINT household_team_household_fkey FOREIGN KEY (household_id) REFERENCES households (id),
    CONSTRAINT household_team_role CHECK (role IN ('volunteer', 'social_worker'))
);
CREATE INDEX household_team_member ON household_team (member_id);

CREATE TABLE household_visits (
    id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    planned_at TEXT NOT NULL,
    is_done BOOLEAN,
    CONSTRAINT household_visits_pkey PRIMARY KEY (id),
    CONSTRAINT household_visits_when_key UNIQUE (household_id, member_id, planned_at),
    CONSTRAINT household_visits_household_fkey FOREIGN KEY (household_id) REFERENCES households (id)
);

-- A token stands for a volunteer on the API, for the households they follow and nothing else; only its hash is kept.
CREATE TABLE volunteer_tokens (
    token_hash TEXT NOT NULL,
    volunteer_id BLOB NOT NULL,
    made_at TEXT NOT NULL,
    CONSTRAINT volunteer_tokens_pkey PRIMARY KEY (token_hash),
    CONSTRAINT volunteer_tokens_volunteer_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE INDEX volunteer_tokens_volunteer ON volunteer_tokens (volunteer_id);
