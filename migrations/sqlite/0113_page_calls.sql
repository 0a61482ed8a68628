-- The last telephone call that paged a coordinator about a case: their telephone does not ring twice at once.

CREATE TABLE page_calls (
    case_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    call_id BLOB NOT NULL,
    CONSTRAINT page_calls_pkey PRIMARY KEY (case_id, member_id),
    CONSTRAINT page_calls_case_fkey FOREIGN KEY (case_id) REFERENCES cases (id)
);
