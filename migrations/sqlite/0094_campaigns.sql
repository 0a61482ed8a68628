-- Call campaigns: a partner's list, called once through. Names and numbers are sealed; an entry is found again by the
-- reference of the list, or by a keyed hash of its number.
CREATE TABLE campaigns (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    partner TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    listed BIGINT NOT NULL DEFAULT 0,
    record TEXT NOT NULL,
    CONSTRAINT campaigns_pkey PRIMARY KEY (id),
    CONSTRAINT campaigns_key_key UNIQUE (organisation_id, key)
);

CREATE TABLE campaign_entries (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    campaign_id BLOB NOT NULL,
    number_index TEXT NOT NULL,
    residence TEXT NOT NULL,
    outcome TEXT,
    is_recall BOOLEAN NOT NULL,
    due_at TEXT,
    recall_by TEXT,
    is_with_robot BOOLEAN NOT NULL,
    has_task BOOLEAN NOT NULL,
    task_by TEXT,
    held_by BLOB,
    held_until TEXT,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT campaign_entries_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_entries_number_key UNIQUE (campaign_id, number_index),
    CONSTRAINT campaign_entries_campaign_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    CONSTRAINT campaign_entries_outcome CHECK (outcome IN
        ('reached_ok', 'reached_fragile', 'reached_help', 'refused', 'no_answer', 'wrong_number', 'deceased_or_moved'))
);
CREATE INDEX campaign_entries_due ON campaign_entries (campaign_id, is_recall, due_at, id);
CREATE INDEX campaign_entries_held ON campaign_entries (campaign_id, held_by);

-- The references of the partner's list: several may name one household, which has one telephone.
CREATE TABLE campaign_references (
    campaign_id BLOB NOT NULL,
    reference TEXT NOT NULL,
    entry_id BLOB NOT NULL,
    CONSTRAINT campaign_references_pkey PRIMARY KEY (campaign_id, reference),
    CONSTRAINT campaign_references_entry_fkey FOREIGN KEY (entry_id) REFERENCES campaign_entries (id)
);
CREATE INDEX campaign_references_entry ON campaign_references (entry_id);
