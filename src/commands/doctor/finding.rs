//! One line of the examination.

use std::fmt;

/// How serious it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grade {
    /// As it should be.
    Ok,
    /// It works, and somebody should look at it.
    Warning,
    /// Somebody may go without an answer.
    Problem,
}

/// What was found, and what to do about it. Never personal data, never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// How serious it is.
    pub(super) grade: Grade,
    about: &'static str,
    says: String,
}

impl Finding {
    pub(super) fn ok(about: &'static str, says: impl Into<String>) -> Finding {
        Finding { grade: Grade::Ok, about, says: says.into() }
    }

    pub(super) fn warning(about: &'static str, says: impl Into<String>) -> Finding {
        Finding { grade: Grade::Warning, about, says: says.into() }
    }

    pub(super) fn problem(about: &'static str, says: impl Into<String>) -> Finding {
        Finding { grade: Grade::Problem, about, says: says.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Ok => "ok",
            Grade::Warning => "warning",
            Grade::Problem => "problem",
        };
        write!(f, "{grade:<8} {}: {}", self.about, self.says)
    }
}
