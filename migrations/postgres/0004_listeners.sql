-- A listener who did not take several calls, or asked for a pause, is left in peace until then.
ALTER TABLE reservations ADD COLUMN missed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN paused_until TIMESTAMPTZ;

-- How long callers of a line waited before somebody answered: what the next ones are told is measured.
CREATE TABLE waits (
    line_id UUID NOT NULL,
    call_id UUID NOT NULL,
    answered_at TIMESTAMPTZ NOT NULL,
    waited_s BIGINT NOT NULL,
    CONSTRAINT waits_pkey PRIMARY KEY (call_id),
    CONSTRAINT waits_line_fkey FOREIGN KEY (line_id) REFERENCES lines (id)
);
CREATE INDEX waits_line ON waits (line_id, answered_at);
