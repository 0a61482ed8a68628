-- Lists imported from the console: how far each is, what was sent (sealed, until it is written or dropped), and what stood
-- before each row that changed something (sealed, until it cannot be undone any more).
CREATE TABLE file_imports (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    code TEXT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    CONSTRAINT file_imports_pkey PRIMARY KEY (id),
    CONSTRAINT file_imports_code_key UNIQUE (organisation_id, code),
    CONSTRAINT file_imports_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE TABLE file_import_lists (
    import_id UUID NOT NULL,
    noun TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT file_import_lists_pkey PRIMARY KEY (import_id, noun),
    CONSTRAINT file_import_lists_import_fkey FOREIGN KEY (import_id) REFERENCES file_imports (id)
);
CREATE TABLE file_import_rows (
    import_id UUID NOT NULL,
    place BIGINT NOT NULL,
    noun TEXT NOT NULL,
    line BIGINT NOT NULL,
    fate TEXT NOT NULL,
    reason TEXT,
    noun_id UUID,
    sealed TEXT,
    undone TEXT,
    CONSTRAINT file_import_rows_pkey PRIMARY KEY (import_id, place),
    CONSTRAINT file_import_rows_import_fkey FOREIGN KEY (import_id) REFERENCES file_imports (id)
);
CREATE INDEX file_import_rows_noun_id_idx ON file_import_rows (noun_id);
