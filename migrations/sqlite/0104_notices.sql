-- People who are told, by a short call, that somebody else calls than their volunteer.

CREATE TABLE notices (
    id BLOB NOT NULL,
    scheduled_call_id BLOB NOT NULL,
    substitute_id BLOB NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT notices_pkey PRIMARY KEY (id),
    CONSTRAINT notices_call_key UNIQUE (scheduled_call_id, substitute_id)
);
