-- How far the texts have come at the carrier's pace, shared by every process, and the texts that wait for their place.

CREATE TABLE text_paces (
    id UUID NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT text_paces_pkey PRIMARY KEY (id)
);
ALTER TABLE messages ADD COLUMN waiting_lane BIGINT;
CREATE INDEX messages_waiting ON messages (waiting_lane, made_at, id) WHERE waiting_lane IS NOT NULL;
