-- How the staff sign in to the console: their secrets (sealed), open sessions and invitations (only keyed hashes of tokens).

ALTER TABLE staff ADD COLUMN email_index TEXT;
CREATE INDEX staff_email_index ON staff (email_index);

CREATE TABLE staff_credentials (
    staff_id BLOB NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT staff_credentials_pkey PRIMARY KEY (staff_id),
    CONSTRAINT staff_credentials_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id)
);

CREATE TABLE staff_sessions (
    token_hash TEXT NOT NULL,
    staff_id BLOB NOT NULL,
    ends_at TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT staff_sessions_pkey PRIMARY KEY (token_hash),
    CONSTRAINT staff_sessions_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id)
);
CREATE INDEX staff_sessions_staff ON staff_sessions (staff_id);
CREATE INDEX staff_sessions_end ON staff_sessions (ends_at);

CREATE TABLE staff_invitations (
    token_hash TEXT NOT NULL,
    staff_id BLOB NOT NULL,
    ends_at TEXT NOT NULL,
    CONSTRAINT staff_invitations_pkey PRIMARY KEY (token_hash),
    CONSTRAINT staff_invitations_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id)
);
CREATE INDEX staff_invitations_staff ON staff_invitations (staff_id);
