-- Whether the carrier and the mail server can be reached, shared by every process, and the messages kept meanwhile.

CREATE TABLE circuits (
    id UUID NOT NULL,
    provider TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT circuits_pkey PRIMARY KEY (id)
);
ALTER TABLE messages ADD COLUMN held_for TEXT;
CREATE INDEX messages_held ON messages (held_for, made_at) WHERE held_for IS NOT NULL;
