-- People who are told, by a short call, that somebody else calls than their volunteer.

CREATE TABLE notices (
    id UUID NOT NULL,
    scheduled_call_id UUID NOT NULL,
    substitute_id UUID NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT notices_pkey PRIMARY KEY (id),
    CONSTRAINT notices_call_key UNIQUE (scheduled_call_id, substitute_id)
);
