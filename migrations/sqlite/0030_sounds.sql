-- The sounds of messages left on lines, sealed; a row goes as soon as the message is handled.
CREATE TABLE sounds (
    voicemail_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    kept_at TEXT NOT NULL,
    sealed BLOB NOT NULL,
    CONSTRAINT sounds_pkey PRIMARY KEY (voicemail_id)
);

-- Messages of the version before left their sound at the carrier: each is looked at again, and it is deleted there.
INSERT INTO timers (matter_kind, matter_id, due_at, claimable_at, fires)
    SELECT 'voicemail', id, due_at, due_at, 0 FROM voicemails WHERE NOT is_live
    ON CONFLICT DO NOTHING;
UPDATE voicemails SET is_live = TRUE;
