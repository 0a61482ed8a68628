-- People whom a partner signals. Who they are is sealed, and gone once somebody has decided; a keyed hash finds the same person
-- again, so that a referral sent twice is one, and a no is remembered.
CREATE TABLE referrals (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    code TEXT NOT NULL,
    partner TEXT NOT NULL,
    person_index TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT referrals_pkey PRIMARY KEY (id),
    CONSTRAINT referrals_code_key UNIQUE (organisation_id, code)
);
CREATE UNIQUE INDEX referrals_open ON referrals (organisation_id, partner, person_index) WHERE is_live;
CREATE INDEX referrals_partner ON referrals (organisation_id, partner, person_index);
