-- What comes after a conversation on a listening line: what is needed, who sees to it, before when.
CREATE TABLE follow_ups (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    call_id UUID NOT NULL,
    listener_id UUID NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT follow_ups_pkey PRIMARY KEY (id),
    CONSTRAINT follow_ups_call_key UNIQUE (call_id)
);
CREATE INDEX follow_ups_listener ON follow_ups (listener_id, asked_at);
CREATE INDEX follow_ups_live ON follow_ups (organisation_id, is_live, asked_at);

-- What somebody wrote about a matter (who did what, and when): sealed, never changed.
CREATE TABLE notes (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    noun TEXT NOT NULL,
    noun_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    by_member UUID NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT notes_pkey PRIMARY KEY (id)
);
CREATE INDEX notes_noun ON notes (noun, noun_id, at);
