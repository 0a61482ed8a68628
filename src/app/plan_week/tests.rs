//! Weeks planned from facts.
