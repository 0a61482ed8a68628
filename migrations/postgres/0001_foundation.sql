-- What every other table leans on: when to look at a matter again, and who did what.

-- One timer a matter in progress. claimable_at is due_at, or the end of the lease of whoever took
-- the timer last: one index then answers both "what is due" and "when is the next".
CREATE TABLE timers (
    matter_kind TEXT NOT NULL,
    matter_id UUID NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    claimable_at TIMESTAMPTZ NOT NULL,
    fires BIGINT NOT NULL,
    CONSTRAINT timers_pkey PRIMARY KEY (matter_kind, matter_id)
);

CREATE INDEX timers_claimable_at ON timers (claimable_at);

-- Append only: who saw or changed what.
CREATE TABLE event_log (
    id UUID NOT NULL,
    organisation_id UUID,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    noun TEXT NOT NULL,
    noun_id UUID NOT NULL,
    detail JSONB NOT NULL,
    CONSTRAINT event_log_pkey PRIMARY KEY (id)
);

CREATE INDEX event_log_noun ON event_log (noun, noun_id, at);
CREATE INDEX event_log_organisation ON event_log (organisation_id, at);
