-- Answers of the API kept for a day under the key that came with the request, so that a request sent again has no second effect.
-- The key and the request are keyed hashes; the answer is sealed. No status: the first request is still carried out.

CREATE TABLE api_answers (
    holder_id BLOB NOT NULL,
    key_hash TEXT NOT NULL,
    organisation_id BLOB NOT NULL,
    request_hash TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    status BIGINT,
    sealed TEXT,
    CONSTRAINT api_answers_pkey PRIMARY KEY (holder_id, key_hash),
    CONSTRAINT api_answers_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE INDEX api_answers_asked ON api_answers (asked_at);
