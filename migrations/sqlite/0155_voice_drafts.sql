-- Sentences written anew and not heard yet: what the next publication says otherwise. An empty line is every line; empty
-- words take the association's own sentence away.
CREATE TABLE voice_drafts (
    organisation_id BLOB NOT NULL,
    line TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    words TEXT NOT NULL,
    author TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    CONSTRAINT voice_drafts_pkey PRIMARY KEY (organisation_id, line, language, text),
    CONSTRAINT voice_drafts_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
